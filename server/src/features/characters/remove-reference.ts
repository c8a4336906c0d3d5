import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { removeFileJob } from './jobs.ts';
import { deleteReference, readReference } from './queries.ts';

/**
 * Takes a reference from a character; its file goes too when nothing else names it. @throws AppError `not_found`.
 */
export async function removeReference(ctx: Ctx, characterId: string, referenceId: string): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const reference = await readReference(ctx, characterId, referenceId);
    await deleteReference(ctx, reference.id);
    await ctx.jobs.add(ctx.db, removeFileJob, { sha256: reference.sha256 });
    await recordActivity(ctx, {
      verb: 'character.reference_removed',
      subject: { type: 'character', id: characterId, topic: 'characters' },
      characterId,
      summary: `A ${reference.kind} reference was removed.`,
      facts: { sha256: reference.sha256 },
    });
  });
}
