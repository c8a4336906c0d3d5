import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { findAccount, platformAccount, platformCall } from '#features/accounts/index.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { readBackJob } from './jobs.ts';
import { findDelivery, setDelivery } from './queries.ts';
import { tellDelivery } from './tell-delivery.ts';

/** The longest one look may take. */
const longestSeconds = 60;
/** Seconds between looks: a platform may show a post a little after it took it. */
const waits: readonly number[] = [3, 15, 60, 300];

/** Looks whether a published post is there and says that it is AI-made, and writes down what was seen. */
export async function readBack(
  ctx: Ctx,
  input: { readonly deliveryId: DeliveryId; readonly look: number },
  signal: AbortSignal,
): Promise<void> {
  const delivery = await findDelivery(ctx, input.deliveryId);
  if (delivery.state !== 'published' || !delivery.remoteId) return;
  const account = await findAccount(ctx, delivery.accountId);
  const adapter = ctx.platforms.get(delivery.platform);
  const seen = await adapter.readBack(
    delivery.remoteId,
    platformAccount(ctx, account),
    platformCall(ctx, account, signal, longestSeconds),
  );
  const wait = waits[input.look - 1];
  const settled = seen.found && seen.disclosed === true;
  await inTransaction(ctx, async (ctx) => {
    await setDelivery(ctx, delivery.id, {
      disclosed: seen.found ? seen.disclosed : null,
      disclosure: { ...seen, readAt: ctx.now().toISOString() },
      ...(seen.url ? { remoteUrl: seen.url } : {}),
    });
    if (settled) return;
    if (wait !== undefined) {
      const runAt = new Date(ctx.now().getTime() + wait * 1000);
      const payload = { workspaceId: ctx.workspaceId, deliveryId: delivery.id, look: input.look + 1 };
      await ctx.jobs.add(ctx.db, readBackJob, payload, { runAt });
      return;
    }
    // What nobody else can see misleads nobody: no alarm, and the evidence stands with the delivery.
    if (seen.found && seen.disclosed === null) return;
    const found = seen.found ? 'does not show that it is AI-made' : 'cannot be found any more';
    await tellDelivery(
      ctx,
      delivery,
      'delivery.not_disclosed',
      ({ character, platform }) => `${character}’s post on ${platform} ${found}. ${seen.evidence}`,
    );
  });
}
