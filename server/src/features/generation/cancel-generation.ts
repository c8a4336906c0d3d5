import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Generation } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { cancelTakes, endGeneration, lockGeneration } from './queries.ts';

/**
 * Stops a generation, in whichever process it runs: the worker hears of it within about a second.
 * Takes that are done are kept; one that has ended already stays as it is.
 */
export async function cancelGeneration(ctx: Ctx, generationId: string): Promise<Generation> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const { characterId } = await lockGeneration(ctx, generationId);
    if (await endGeneration(ctx, generationId, { state: 'cancelled', stage: 'Cancelled' })) {
      await cancelTakes(ctx, generationId);
      await recordActivity(ctx, {
        verb: 'generation.cancelled',
        subject: { type: 'generation', id: generationId, topic: 'generations' },
        characterId,
        summary: 'A generation was cancelled.',
      });
    }
    return getGeneration(ctx, generationId);
  });
}
