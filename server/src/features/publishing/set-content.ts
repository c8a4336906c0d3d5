import { and, eq, gt, inArray, notInArray } from 'drizzle-orm';
import type { Ctx } from '#context';
import { accountsOf } from '#features/accounts/index.ts';
import { assetSummaries } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import {
  type AccountId,
  type AssetId,
  type CharacterId,
  type DeliveryId,
  newId,
  type PostId,
} from '#kernel/ids.ts';
import type { CreatePost } from './contract.ts';
import { deliveriesOf, setDelivery } from './queries.ts';
import { sentStates } from './rules.ts';
import { attempts, deliveries, postAssets } from './tables.ts';

/** Replaces the media of a post's further parts. */
export async function setPartsMedia(ctx: Ctx, postId: PostId, parts: CreatePost['parts']): Promise<void> {
  await ctx.db.delete(postAssets).where(and(eq(postAssets.postId, postId), gt(postAssets.part, 0)));
  for (const [index, { media }] of parts.entries()) await setMedia(ctx, postId, media, index + 1);
}

/** Keeps the words and choices for the accounts named; the others keep theirs. */
export async function setVariants(
  ctx: Ctx,
  postId: PostId,
  { options = {}, captions = {} }: Partial<Pick<CreatePost, 'options' | 'captions'>>,
): Promise<void> {
  for (const { id, accountId } of await deliveriesOf(ctx, [postId])) {
    const chosen = options[accountId];
    const captionOverride = captions[accountId];
    if (chosen) await setDelivery(ctx, id, { options: chosen });
    if (captionOverride !== undefined) await setDelivery(ctx, id, { captionOverride });
  }
}

/** Replaces the media of a post, or of one further part; an empty alt text takes the asset's own. */
export async function setMedia(
  ctx: Ctx,
  postId: PostId,
  media: CreatePost['media'],
  part = 0,
): Promise<void> {
  const ids = media.map(({ assetId }) => assetId as AssetId);
  const known = await assetSummaries(ctx, ids);
  const missing = ids.find((id) => !known.has(id));
  if (missing) {
    throw new AppError('not_found', 'One of the pictures or clips is not in this library.', {
      field: 'media',
      hint: 'Choose it again from the library.',
      facts: { assetId: missing },
    });
  }
  await ctx.db.delete(postAssets).where(and(eq(postAssets.postId, postId), eq(postAssets.part, part)));
  if (media.length === 0) return;
  await ctx.db.insert(postAssets).values(
    media.map(({ assetId, altText }, position) => ({
      postId,
      part,
      position,
      assetId: assetId as AssetId,
      altText: altText || (known.get(assetId)?.altText ?? ''),
    })),
  );
}

/** Makes the deliveries of a post match the accounts asked for; those no longer wanted are removed while unsent. */
export async function setTargets(
  ctx: Ctx,
  post: { readonly id: PostId; readonly characterId: CharacterId },
  accountIds: readonly string[],
): Promise<void> {
  const accounts = await accountsOf(ctx, [post.characterId]);
  const byId = new Map(accounts.map((account) => [account.id as string, account]));
  const foreign = accountIds.find((id) => !byId.has(id));
  if (foreign) {
    throw new AppError('invalid', 'A post goes out only on accounts of its own character.', {
      field: 'accountIds',
      hint: 'Choose among the accounts connected to this character.',
    });
  }
  const existing = await deliveriesOf(ctx, [post.id]);
  const unwanted = existing.filter(
    ({ accountId, state }) => !accountIds.includes(accountId) && !sentStates.includes(state),
  );
  await removeDeliveries(
    ctx,
    unwanted.map(({ id }) => id),
  );
  const again = existing.filter(
    ({ accountId, state }) => accountIds.includes(accountId) && state === 'cancelled',
  );
  for (const { id } of again) {
    await setDelivery(ctx, id, { state: 'planned', publishAt: null });
  }
  const wanted = accountIds.filter((id) => !existing.some(({ accountId }) => accountId === id));
  if (wanted.length === 0) return;
  await ctx.db.insert(deliveries).values(
    [...new Set(wanted)].map((id) => ({
      id: newId<DeliveryId>(),
      workspaceId: ctx.workspaceId,
      postId: post.id,
      accountId: id as AccountId,
      characterId: post.characterId,
      platform: byId.get(id)!.platform,
      // By our clock: lists are paged by milliseconds, and the database's own would be finer.
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })),
  );
}

/** A delivery that was tried keeps its ledger and is cancelled; one that never was goes away. */
async function removeDeliveries(ctx: Ctx, ids: readonly DeliveryId[]): Promise<void> {
  if (ids.length === 0) return;
  const tried = ctx.db
    .select({ id: attempts.deliveryId })
    .from(attempts)
    .where(inArray(attempts.deliveryId, [...ids]));
  const chosen = and(eq(deliveries.workspaceId, ctx.workspaceId), inArray(deliveries.id, [...ids]));
  await ctx.db.delete(deliveries).where(and(chosen, notInArray(deliveries.id, tried)));
  await ctx.db.update(deliveries).set({ state: 'cancelled', publishAt: null }).where(chosen);
}
