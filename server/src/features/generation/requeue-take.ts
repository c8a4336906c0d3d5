import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { restoreWork } from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { Generation } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { jobFor } from './jobs.ts';
import { lockGeneration, reopenTake, takesOf } from './queries.ts';

/**
 * Asks again for a take that was dropped; it is not dropped a second time.
 * @throws AppError `conflict` for one that was not dropped, or whose request a person cancelled.
 */
export async function requeueTake(ctx: Ctx, generationId: string, takeId: string): Promise<Generation> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const generation = await lockGeneration(ctx, generationId);
    const take = (await takesOf(ctx, [generation.id])).find(({ id }) => id === takeId);
    if (!take) throw new AppError('not_found', 'This generation has no such take.');
    if (generation.state === 'cancelled') {
      throw new AppError('conflict', 'The request that this take belongs to was cancelled.', {
        hint: 'Ask for it anew in the studio.',
      });
    }
    if (!(await restoreWork(ctx, take.id))) {
      throw new AppError('conflict', 'This take is not among those that were dropped.', {
        hint: 'It may have been asked for again already.',
      });
    }
    await reopenTake(ctx, generationId, take.id);
    await ctx.jobs.add(ctx.db, jobFor(generation.medium), {
      workspaceId: ctx.workspaceId,
      generationId: generation.id,
    });
    await recordActivity(ctx, {
      verb: 'generation.take_requeued',
      subject: { type: 'generation', id: generationId, topic: 'generations' },
      characterId: generation.characterId,
      summary: `Take ${take.number} was asked for again.`,
      facts: { takeId },
    });
  });
  return getGeneration(ctx, generationId);
}
