import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import {
  assertDeliveryCanBecome,
  lockDelivery,
  setDelivery,
  tellDelivery,
} from '#features/publishing/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import { changeHandOff, findHandOff, isAddressTaken } from './queries.ts';
import { readPostAddress } from './rules.ts';

/**
 * A person has posted it and says where.
 * @throws AppError `invalid` for an address that is none of the platform's posts, `conflict` for one that another
 * delivery has, or when it is not waiting.
 */
export async function confirmHandOff(ctx: Ctx, deliveryId: DeliveryId, typed: string): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    const row = await findHandOff(ctx, deliveryId);
    const address = readPostAddress(ctx.platforms.manifest(delivery.platform), typed);
    if (delivery.state === 'published' && delivery.remoteUrl === address) return;
    if (delivery.state === 'published') throw confirmedAlready();
    assertDeliveryCanBecome(delivery.state, 'published');
    if (await isAddressTaken(ctx, deliveryId, address)) {
      throw new AppError('conflict', 'Another delivery has this address already.', {
        field: 'address',
        hint: 'Copy the link of this post, not of an earlier one.',
      });
    }
    const disclosed = saysMadeWithAi(row.package.caption);
    const at = ctx.now();
    await setDelivery(ctx, deliveryId, {
      ...{ state: 'published', remoteUrl: address, publishedAt: at, disclosed },
      disclosure: { by: 'person', ticked: row.ticked, at: at.toISOString() },
      ...{ failure: null, failureMessage: '', failureHint: '' },
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.published',
      ({ character, platform }) => `${character}’s post was posted by hand on ${platform}.`,
      { url: address },
    );
  });
}

const confirmedAlready = () =>
  new AppError('conflict', 'This post was confirmed already, with another address.', {
    hint: 'Take the confirmation back first.',
  });

/** The address was wrong, or it was not posted after all: it waits again. */
export async function undoHandOff(ctx: Ctx, deliveryId: DeliveryId): Promise<void> {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, deliveryId);
    await findHandOff(ctx, deliveryId);
    if (delivery.state === 'handed_off') return;
    if (delivery.state !== 'published' && delivery.state !== 'missed') {
      throw new AppError('conflict', 'There is no confirmation to take back.', { hint: 'Load it again.' });
    }
    await setDelivery(ctx, deliveryId, {
      ...{ state: 'handed_off', remoteUrl: null, publishedAt: null, disclosed: null, disclosure: {} },
      ...{ failure: null, failureMessage: '', failureHint: '' },
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.reopened',
      ({ character, platform }) => `The confirmation of ${character}’s post on ${platform} was taken back.`,
      { url: delivery.remoteUrl },
    );
  });
}

/** Remembers which steps of the checklist are done. */
export async function tickHandOff(
  ctx: Ctx,
  deliveryId: DeliveryId,
  ticked: readonly number[],
): Promise<void> {
  requireRole(ctx, 'editor');
  const row = await findHandOff(ctx, deliveryId);
  const known = [...new Set(ticked)]
    .filter((index) => index < row.package.checklist.length)
    .sort((a, b) => a - b);
  await changeHandOff(ctx, deliveryId, { ticked: known });
}
