import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import type { ResolveDelivery } from './contract.ts';
import { publishDeliveryJob } from './jobs.ts';
import { openAttemptOf, settleAttempt } from './ledger.ts';
import { lockDelivery, setDelivery } from './queries.ts';
import { assertDeliveryCanBecome } from './rules.ts';
import { tellDelivery } from './tell-delivery.ts';

/** Takes a delivery out of its post's plan. What is being sent cannot be cancelled. */
export async function cancelDelivery(ctx: Ctx, deliveryId: DeliveryId): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    assertDeliveryCanBecome(delivery.state, 'cancelled');
    await setDelivery(ctx, deliveryId, { state: 'cancelled', publishAt: null, retryAt: null });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.cancelled',
      ({ character, platform }) => `${character}’s post on ${platform} was cancelled.`,
    );
  });
}

/**
 * Sends a failed or missed delivery again, or asks the platform again about an unknown one. Never sends
 * what may have been published: that is what the ledger is for.
 */
export async function retryDelivery(ctx: Ctx, deliveryId: DeliveryId): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    if (delivery.state !== 'unknown') {
      assertDeliveryCanBecome(delivery.state, 'scheduled');
      if (!delivery.approvedHash) {
        throw new AppError('conflict', 'This delivery has never been scheduled.', {
          hint: 'Schedule it instead.',
        });
      }
      const now = ctx.now();
      await setDelivery(ctx, deliveryId, { state: 'scheduled', publishAt: now, retryAt: null });
    }
    await ctx.jobs.add(ctx.db, publishDeliveryJob, { workspaceId: ctx.workspaceId, deliveryId });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.retried',
      ({ character, platform }) => `${character}’s post on ${platform} is tried again.`,
    );
  });
}

/** A person has looked at the account and says what became of an attempt whose outcome nobody could prove. */
export async function resolveDelivery(
  ctx: Ctx,
  deliveryId: DeliveryId,
  input: ResolveDelivery,
): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    const attempt = await openAttemptOf(ctx, deliveryId);
    if (delivery.state !== 'unknown' || !attempt) {
      throw new AppError('conflict', 'The outcome of this delivery is known already.', {
        hint: 'Load it again.',
      });
    }
    const evidence = { decidedBy: ctx.actor, decision: input };
    const published = input.outcome === 'published';
    const outcome = {
      state: published ? 'accepted' : 'refused',
      message: 'Decided by a person.',
      evidence,
    } as const;
    await settleAttempt(ctx, attempt, outcome, async (ctx) => {
      await setDelivery(ctx, deliveryId, {
        state: published ? 'published' : 'failed',
        ...(published ? { remoteUrl: input.remoteUrl, publishedAt: ctx.now() } : {}),
        failure: published ? null : 'unavailable',
        failureMessage: published ? '' : 'A person found that it did not go out.',
        failureHint: published ? '' : 'Retry it, or cancel it.',
      });
      const found = published ? 'is there' : 'did not go out';
      await tellDelivery(
        ctx,
        delivery,
        'delivery.resolved',
        ({ character, platform }) => `A person found that ${character}’s post on ${platform} ${found}.`,
      );
    });
  });
}
