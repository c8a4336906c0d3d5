import type { Ctx } from '#context';
import type { CharacterId } from '#kernel/ids.ts';
import { presentSummary } from './present-character.ts';
import { type CharacterRow, readCharacter } from './queries.ts';

/** What other features show and need of a character. */
export interface CharacterCard
  extends Pick<CharacterRow, 'id' | 'name' | 'handle' | 'state' | 'timeZone' | 'version'> {
  readonly portraitUrl: string | null;
}

/** @throws AppError `not_found`. */
export async function characterCard(ctx: Ctx, characterId: CharacterId): Promise<CharacterCard> {
  const { character } = await readCharacter(ctx, characterId);
  const { id, name, handle, state, timeZone, version } = character;
  return { id, name, handle, state, timeZone, version, portraitUrl: presentSummary(character).portraitUrl };
}
