import type { Ctx } from '#context';
import { presentReference } from './present-character.ts';
import { readCharacter, readReference, referencesOf } from './queries.ts';

/** A character's reference files, newest first. @throws AppError `not_found`. */
export async function listReferences(ctx: Ctx, characterId: string) {
  await readCharacter(ctx, characterId);
  return { items: (await referencesOf(ctx, characterId)).map(presentReference) };
}

/** Where a reference file lies. @throws AppError `not_found`. */
export async function openReference(ctx: Ctx, characterId: string, referenceId: string) {
  const { sha256, mime } = await readReference(ctx, characterId, referenceId);
  return { path: await ctx.files.pathOf(sha256), mime, tag: sha256 };
}
