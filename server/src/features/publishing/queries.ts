import { and, asc, desc, eq, gte, inArray, isNotNull, lt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { AccountId, CharacterId, DeliveryId, PostId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import { withHashtags } from '#kernel/text-length.ts';
import type { ListDeliveries, ListPosts } from './contract.ts';
import { attempts, deliveries, posts, reviews } from './tables.ts';

export type PostRow = typeof posts.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;
export type ReviewRow = typeof reviews.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

const noPost = () =>
  new AppError('not_found', 'There is no such post.', { hint: 'It may belong to another workspace.' });
const noDelivery = () =>
  new AppError('not_found', 'There is no such delivery.', {
    hint: 'Its post may have changed its accounts.',
  });

export async function findPost(ctx: Ctx, postId: PostId): Promise<PostRow> {
  const [post] = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, postId)));
  if (!post) throw noPost();
  return post;
}

/** Several posts of the workspace; those not found are left out. */
export async function findPosts(ctx: Ctx, postIds: readonly PostId[]): Promise<PostRow[]> {
  if (postIds.length === 0) return [];
  return ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.workspaceId, ctx.workspaceId), inArray(posts.id, [...postIds])));
}

/** Changes a post; tells nobody. */
export async function updatePost(
  ctx: Ctx,
  postId: PostId,
  change: Partial<typeof posts.$inferInsert>,
): Promise<void> {
  await ctx.db
    .update(posts)
    .set({ ...change, updatedAt: ctx.now() })
    .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, postId)));
}

/** The post, held against other changes until the transaction ends. */
export async function lockPost(ctx: Ctx, postId: PostId): Promise<PostRow> {
  const [post] = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, postId)))
    .for('update');
  if (!post) throw noPost();
  return post;
}

export async function findDelivery(ctx: Ctx, deliveryId: DeliveryId): Promise<DeliveryRow> {
  const [delivery] = await ctx.db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)));
  if (!delivery) throw noDelivery();
  return delivery;
}

/** The delivery, held against other changes until the transaction ends. */
export async function lockDelivery(ctx: Ctx, deliveryId: DeliveryId): Promise<DeliveryRow> {
  const [delivery] = await ctx.db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)))
    .for('update');
  if (!delivery) throw noDelivery();
  return delivery;
}

export async function deliveriesOf(ctx: Ctx, postIds: readonly PostId[]): Promise<DeliveryRow[]> {
  if (postIds.length === 0) return [];
  return ctx.db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, ctx.workspaceId), inArray(deliveries.postId, [...postIds])))
    .orderBy(deliveries.createdAt, deliveries.id);
}

export async function setDelivery(
  ctx: Ctx,
  deliveryId: DeliveryId,
  change: Partial<typeof deliveries.$inferInsert>,
): Promise<void> {
  await ctx.db
    .update(deliveries)
    .set({ ...change, updatedAt: ctx.now() })
    .where(and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)));
  ctx.emit({ type: 'changed', topic: 'deliveries', id: deliveryId });
}

export async function attemptsOf(ctx: Ctx, deliveryId: DeliveryId): Promise<AttemptRow[]> {
  return ctx.db
    .select()
    .from(attempts)
    .where(and(eq(attempts.workspaceId, ctx.workspaceId), eq(attempts.deliveryId, deliveryId)))
    .orderBy(desc(attempts.number));
}

export async function reviewsOf(ctx: Ctx, postIds: readonly PostId[]) {
  if (postIds.length === 0) return [];
  return ctx.db
    .select()
    .from(reviews)
    .where(and(eq(reviews.workspaceId, ctx.workspaceId), inArray(reviews.postId, [...postIds])))
    .orderBy(desc(reviews.createdAt));
}

/** Captions of a character's last posts, newest first, as people see them: not to be repeated. */
export async function recentCaptions(ctx: Ctx, characterId: CharacterId, limit: number): Promise<string[]> {
  const rows = await ctx.db
    .select({ caption: posts.caption, hashtags: posts.hashtags })
    .from(posts)
    .where(
      and(
        eq(posts.workspaceId, ctx.workspaceId),
        eq(posts.characterId, characterId),
        ne(posts.state, 'rejected'),
        ne(posts.caption, ''),
      ),
    )
    .orderBy(desc(posts.createdAt), desc(posts.id))
    .limit(limit);
  return rows.map(({ caption, hashtags }) => withHashtags(caption, hashtags));
}

/** Deliveries whose outcome is open on any account but this one's own: used to keep an account's posts in line. */
export async function openDeliveryOf(
  ctx: Ctx,
  accountId: DeliveryRow['accountId'],
  besides: DeliveryId,
): Promise<DeliveryId | undefined> {
  const [open] = await ctx.db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, ctx.workspaceId),
        eq(deliveries.accountId, accountId),
        eq(deliveries.state, 'sending'),
        ne(deliveries.id, besides),
        isNotNull(deliveries.publishAt),
      ),
    )
    .limit(1);
  return open?.id;
}

const Position = z.tuple([z.iso.datetime(), z.uuid()]);

/** A page of deliveries along an index: by time within a range, forwards; else by last change, newest first. */
export async function pageOfDeliveries(ctx: Ctx, input: ListDeliveries) {
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
        input.characterId ? eq(deliveries.characterId, input.characterId as CharacterId) : undefined,
        input.accountId ? eq(deliveries.accountId, input.accountId as AccountId) : undefined,
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
  return toPage(
    rows.map(({ delivery }) => delivery),
    input.limit,
    (row) => [(byTime ? row.publishAt : row.updatedAt)?.toISOString() ?? null, row.id],
  );
}

/** A page of posts by last change, newest first. */
export async function pageOfPosts(ctx: Ctx, input: ListPosts) {
  const after = input.cursor ? decodeCursor(input.cursor, Position) : undefined;
  const rows = await ctx.db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.workspaceId, ctx.workspaceId),
        input.state ? eq(posts.state, input.state) : undefined,
        input.characterId ? eq(posts.characterId, input.characterId as CharacterId) : undefined,
        after
          ? sql`(${posts.updatedAt}, ${posts.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(posts.updatedAt), desc(posts.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit, (row) => [row.updatedAt.toISOString(), row.id]);
}
