import type { Ctx } from '#context';
import type { CharacterContent } from './contract.ts';
import { startDrawing } from './create-character.ts';
import { type CharacterRow, insertVersion, updateCharacter } from './queries.ts';

/**
 * Makes `content` the character's next version. A changed look is a new face: what was learnt of the old
 * one no longer measures it, so it is forgotten and learnt again.
 */
export async function saveVersion(
  ctx: Ctx,
  character: CharacterRow,
  content: CharacterContent,
  change: { readonly note: string; readonly lookChanged: boolean },
): Promise<number> {
  const version = character.version + 1;
  await insertVersion(ctx, character.id, version, content, change.note);
  const { name, tagline, age } = content;
  const forgotten = change.lookChanged ? { identity: null, identityVersion: null } : {};
  await updateCharacter(ctx, character.id, { name, tagline, age, version, ...forgotten });
  if (change.lookChanged) await startDrawing(ctx, character.id);
  return version;
}
