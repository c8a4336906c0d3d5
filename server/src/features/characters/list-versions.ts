import type { Ctx } from '#context';
import { presentVersion } from './present-character.ts';
import { readCharacter, versionsOf } from './queries.ts';

/** Every version of a character, newest first. @throws AppError `not_found`. */
export async function listVersions(ctx: Ctx, characterId: string) {
  await readCharacter(ctx, characterId);
  return { items: (await versionsOf(ctx, characterId)).map(presentVersion) };
}
