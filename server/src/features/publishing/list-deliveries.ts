import { and, asc, desc, eq, gte, isNotNull, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { ListDeliveries, ListPosts } from './contract.ts';
import { presentDeliveries, presentPost, presentPosts } from './present-post.ts';
import { attemptsOf, findDelivery, findPost } from './queries.ts';
import { deliveries, posts } from './tables.ts';

const Position = z.tuple([z.iso.datetime(), z.uuid()]);

/** For the calendar by time, forwards; without a range by last change, newest first. */
export async function listDeliveries(ctx: Ctx, input: ListDeliveries) {
  const byTime = input.from !== undefined || input.to !== undefined;
  const after = input.cursor ? decodeCursor(input.cursor, Position) : undefined;
  const key = byTime ? deliveries.publishAt : deliveries.updatedAt;
  const beyond = byTime ? sql`>` : sql`<`;
  const rows = await ctx.db
    .select({ delivery: deliveries })
    .from(deliveries)
    .innerJoin(posts, eq(posts.id, deliveries.postId))
    .where(
      and(
        eq(deliveries.workspaceId, ctx.workspaceId),
        byTime ? isNotNull(deliveries.publishAt) : undefined,
        input.from ? gte(deliveries.publishAt, new Date(input.from)) : undefined,
        input.to ? lt(deliveries.publishAt, new Date(input.to)) : undefined,
        input.state ? eq(deliveries.state, input.state) : undefined,
        input.characterId ? eq(deliveries.characterId, input.characterId as never) : undefined,
        input.unscheduled === 'true'
          ? and(eq(deliveries.state, 'planned'), eq(posts.state, 'approved'))
          : undefined,
        after
          ? sql`(${key}, ${deliveries.id}) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(byTime ? asc(key) : desc(key), byTime ? asc(deliveries.id) : desc(deliveries.id))
    .limit(input.limit + 1);
  const page = toPage(
    rows.map(({ delivery }) => delivery),
    input.limit,
    (row) => [(byTime ? row.publishAt : row.updatedAt)?.toISOString() ?? null, row.id],
  );
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
        ...{ id, number, state, operationKey, handles, failure, message, evidence },
        startedAt: times.startedAt.toISOString(),
        finishedAt: times.finishedAt?.toISOString() ?? null,
      }),
    ),
  };
}

/** Posts by last change, newest first. */
export async function listPosts(ctx: Ctx, input: ListPosts) {
  const after = input.cursor ? decodeCursor(input.cursor, Position) : undefined;
  const rows = await ctx.db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.workspaceId, ctx.workspaceId),
        input.state ? eq(posts.state, input.state) : undefined,
        input.characterId ? eq(posts.characterId, input.characterId as never) : undefined,
        after
          ? sql`(${posts.updatedAt}, ${posts.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(posts.updatedAt), desc(posts.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => [row.updatedAt.toISOString(), row.id]);
  return { ...page, items: await presentPosts(ctx, page.items) };
}

export async function getPost(ctx: Ctx, postId: PostId) {
  return presentPost(ctx, await findPost(ctx, postId));
}
