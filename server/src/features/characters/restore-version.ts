import { isDeepStrictEqual } from 'node:util';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Character } from './contract.ts';
import { changedSince } from './edit-character.ts';
import { getCharacter } from './get-character.ts';
import { contentOf } from './present-character.ts';
import { lockCharacter, readVersion } from './queries.ts';
import { assertAdult } from './rules.ts';
import { saveVersion } from './save-version.ts';

/**
 * Makes an old version current again, as a new version: history only grows.
 * @throws AppError `not_found` for an unknown version, `conflict` when the character was changed meanwhile.
 */
export async function restoreVersion(
  ctx: Ctx,
  input: { readonly characterId: string; readonly version: number; readonly currentVersion: number },
): Promise<Character> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, input.characterId);
    if (character.version !== input.currentVersion) throw await changedSince(ctx, input.characterId);
    const content = contentOf(await readVersion(ctx, input.characterId, input.version));
    const current = contentOf(await readVersion(ctx, input.characterId, character.version));
    assertAdult(content.age, content.look);
    await saveVersion(ctx, character, content, {
      note: `Restored version ${input.version}`,
      lookChanged: !isDeepStrictEqual(content.look, current.look),
    });
    await recordActivity(ctx, {
      verb: 'character.version_restored',
      subject: { type: 'character', id: input.characterId, topic: 'characters' },
      characterId: input.characterId,
      summary: `Version ${input.version} of ${content.name} was restored.`,
    });
    return getCharacter(ctx, input.characterId);
  });
}
