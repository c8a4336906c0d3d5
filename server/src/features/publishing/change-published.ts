import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import {
  asking,
  findAccount,
  platformAccount,
  platformCall,
  whenChanging,
} from '#features/accounts/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { countCaption, discloseCaption } from '#platforms/caption.ts';
import type { PlatformAdapter } from '#platforms/platform.ts';
import { disclosure } from './compile-delivery.ts';
import type { EditPublished } from './contract.ts';
import { readBackJob } from './jobs.ts';
import { type DeliveryRow, findDelivery, findPost, lockDelivery, setDelivery } from './queries.ts';
import { assertDeliveryCanBecome } from './rules.ts';
import { tellDelivery } from './tell-delivery.ts';

const longestSeconds = 60;

/**
 * Takes a published post down, where the platform lets us. Doing it again does no harm.
 * @throws AppError `conflict` when it is not published or the platform offers no way; what the platform says.
 */
export async function takeDown(ctx: Ctx, deliveryId: DeliveryId): Promise<void> {
  requireRole(ctx, 'editor');
  const { delivery, adapter, remoteId, ...on } = await published(ctx, deliveryId);
  if (!adapter.remove) throw unable(adapter, 'take a post down');
  const { remove } = adapter;
  await asking(adapter.manifest.name, () => remove(remoteId, on.account, on.call), whenChanging);
  await inTransaction(ctx, async (ctx) => {
    const current = await lockDelivery(ctx, deliveryId);
    assertDeliveryCanBecome(current.state, 'removed');
    await setDelivery(ctx, deliveryId, { state: 'removed' });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.removed',
      ({ character, platform }) => `${character}’s post was taken down from ${platform}.`,
    );
  });
}

/**
 * Changes the words of a published post on the platform itself. What tells that it is AI-made stays, whatever was
 * written. Who may approve posts may do this: it is published at once.
 */
export async function editPublished(ctx: Ctx, deliveryId: DeliveryId, input: EditPublished): Promise<void> {
  requireRole(ctx, 'reviewer');
  const { delivery, adapter, remoteId, ...on } = await published(ctx, deliveryId);
  if (!adapter.edit) throw unable(adapter, 'change the words of a post');
  const { language } = await findPost(ctx, delivery.postId);
  const { manifest } = adapter;
  const caption = discloseCaption(manifest, input.caption, { disclosure, language });
  const length = countCaption(manifest, caption);
  if (length > manifest.text.max) {
    throw new AppError(
      'invalid',
      `The text is ${length} characters; ${manifest.name} takes ${manifest.text.max}.`,
      {
        field: 'caption',
        hint: `Shorten it by ${length - manifest.text.max}. Nothing was changed.`,
      },
    );
  }
  const { edit } = adapter;
  await asking(manifest.name, () => edit(remoteId, caption, on.account, on.call), whenChanging);
  await inTransaction(ctx, async (ctx) => {
    await setDelivery(ctx, deliveryId, { captionOverride: caption });
    await ctx.jobs.add(ctx.db, readBackJob, { workspaceId: ctx.workspaceId, deliveryId });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.edited',
      ({ character, platform }) => `The words of ${character}’s post on ${platform} were changed.`,
      { caption },
    );
  });
}

async function published(ctx: Ctx, deliveryId: DeliveryId) {
  const delivery = await findDelivery(ctx, deliveryId);
  if (delivery.state !== 'published' || delivery.remoteId === null) {
    throw new AppError('conflict', 'This post is not on the platform, as far as is known.', {
      hint: 'Load the page again: it may have changed meanwhile.',
    });
  }
  const account = await findAccount(ctx, delivery.accountId);
  if (account.mode === 'hand_off' || account.disconnectedAt) throw byHand(delivery);
  return {
    delivery,
    remoteId: delivery.remoteId,
    adapter: ctx.platforms.get(delivery.platform),
    account: platformAccount(ctx, account),
    call: platformCall(ctx, account, AbortSignal.timeout(longestSeconds * 1000), longestSeconds),
  };
}

const byHand = ({ remoteUrl }: DeliveryRow) =>
  new AppError('conflict', 'The studio has no access to this account, so this is done in the app.', {
    hint: remoteUrl ? `Open ${remoteUrl} and do it there.` : 'Open the account and do it there.',
  });

const unable = ({ manifest }: PlatformAdapter, what: string) =>
  new AppError('conflict', `${manifest.name} does not let other programs ${what}.`, {
    hint: `Open the post in ${manifest.name} and do it there.`,
  });
