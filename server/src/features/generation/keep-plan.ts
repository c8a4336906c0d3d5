import { type AppContext, asSystem, type Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { dropByRule, workspacesWithWork } from '#features/engines/index.ts';
import { keepPlanJob } from './jobs.ts';
import { updateTake } from './queries.ts';

/**
 * Drops takes by the workspace's rule where dated work would be late. Nothing is dropped silently: the take says why,
 * an activity tells it, and it can be asked for again.
 */
export async function keepPlan(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    for (const { takeId, generationId, characterId, reason } of await dropByRule(ctx)) {
      await updateTake(ctx, takeId, { state: 'cancelled', failure: reason, finishedAt: ctx.now() });
      await recordActivity(ctx, {
        verb: 'generation.take_dropped',
        subject: { type: 'generation', id: generationId, topic: 'generations' },
        characterId: characterId ?? undefined,
        summary: reason,
        facts: { takeId },
      });
    }
  });
}

/** The same in every workspace in which something waits. */
export async function keepPlans(app: AppContext): Promise<void> {
  for (const workspaceId of await workspacesWithWork(app.db)) {
    await keepPlan(asSystem(app, workspaceId, keepPlanJob.name));
  }
}
