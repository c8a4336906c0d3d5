import type { Ctx } from '#context';
import type { Character } from './contract.ts';
import { presentCharacter } from './present-character.ts';
import { liveDeclaration, readCharacter } from './queries.ts';

/** One character as it is now. @throws AppError `not_found`. */
export async function getCharacter(ctx: Ctx, characterId: string): Promise<Character> {
  const { character, version } = await readCharacter(ctx, characterId);
  return presentCharacter(character, version, await liveDeclaration(ctx, characterId), ctx.now());
}
