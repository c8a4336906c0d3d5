import type { Ctx } from '#context';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import type { ListDeliveries, ListPosts } from './contract.ts';
import { presentDeliveries, presentPost, presentPosts } from './present-post.ts';
import { attemptsOf, findDelivery, findPost, pageOfDeliveries, pageOfPosts } from './queries.ts';
import { shownHandle } from './rules.ts';

/** For the calendar by time, forwards; without a range by last change, newest first. */
export async function listDeliveries(ctx: Ctx, input: ListDeliveries) {
  const page = await pageOfDeliveries(ctx, input);
  return { ...page, items: await presentDeliveries(ctx, page.items) };
}

/** One delivery with every try that was made of it. */
export async function getDelivery(ctx: Ctx, deliveryId: DeliveryId) {
  const row = await findDelivery(ctx, deliveryId);
  const [shown] = await presentDeliveries(ctx, [row]);
  const post = await findPost(ctx, row.postId);
  const tried = await attemptsOf(ctx, deliveryId);
  return {
    ...shown!,
    postState: post.state,
    attempts: tried.map(
      ({ id, number, state, operationKey, handles, failure, message, evidence, ...times }) => ({
        ...{ id, number, state, operationKey, failure, message, evidence },
        handles: Object.fromEntries(
          Object.entries(handles).map(([name, value]) => [name, shownHandle(value)]),
        ),
        startedAt: times.startedAt.toISOString(),
        finishedAt: times.finishedAt?.toISOString() ?? null,
      }),
    ),
  };
}

/** Posts by last change, newest first. */
export async function listPosts(ctx: Ctx, input: ListPosts) {
  const page = await pageOfPosts(ctx, input);
  return { ...page, items: await presentPosts(ctx, page.items) };
}

export async function getPost(ctx: Ctx, postId: PostId) {
  return presentPost(ctx, await findPost(ctx, postId));
}
