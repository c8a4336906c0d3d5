import { and, asc, desc, eq, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AppContext, Ctx, Database } from '#context';
import { AppError } from '#kernel/errors.ts';
import { type AccountId, type DeliveryId, newId, WorkspaceId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { AccountNumbers, RemoteComment, RemoteMessage, RemoteNumbers } from '#platforms/engagement.ts';
import type { ListComments } from './contract.ts';
import { accountNumbers, deliveryNumbers, readings, remoteComments, remoteMessages } from './tables.ts';

export type ReadingRow = typeof readings.$inferSelect;
export type CommentRow = typeof remoteComments.$inferSelect;

const Due = z.object({ id: z.string(), workspace_id: WorkspaceId });

/** Takes up to `most` due readings of every workspace, and puts each off so that nobody takes it at the same time. */
export async function takeDueReadings(app: AppContext, most: number): Promise<z.infer<typeof Due>[]> {
  const now = app.now();
  const later = new Date(now.getTime() + 5 * 60_000);
  const { rows } = await app.db.execute(sql`
    update readings set next_at = ${later}
    where id in (
      select readings.id from readings
      join accounts on accounts.id = readings.account_id
      where readings.next_at <= ${now}
        and accounts.disconnected_at is null and accounts.mode <> 'hand_off'
        and accounts.health in ('ok', 'retry', 'quota')
      order by readings.next_at limit ${most} for update of readings skip locked
    )
    returning id, workspace_id`);
  return z.array(Due).parse(rows);
}

/** Gives every connected account and every published delivery that is still read a row of its own. */
export async function addMissingReadings(db: Database, now: Date): Promise<void> {
  await db.execute(sql`
    insert into readings (id, workspace_id, account_id, next_at)
    select gen_random_uuid(), workspace_id, id, ${now} from accounts
    where disconnected_at is null and mode <> 'hand_off'
      and not exists (select 1 from readings where account_id = accounts.id and delivery_id is null)
    limit 500
    on conflict do nothing`);
  await db.execute(sql`
    insert into readings (id, workspace_id, account_id, delivery_id, next_at)
    select gen_random_uuid(), workspace_id, account_id, id, ${now} from deliveries
    where state = 'published' and remote_id is not null and published_at > ${now}::timestamptz - interval '90 days'
      and not exists (select 1 from readings where delivery_id = deliveries.id)
    order by published_at desc limit 500
    on conflict do nothing`);
}

/** Undefined when it is gone. */
export async function findReading(ctx: Ctx, id: string): Promise<ReadingRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(readings)
    .where(and(eq(readings.workspaceId, ctx.workspaceId), eq(readings.id, id)));
  return row;
}

export async function readingOfDelivery(ctx: Ctx, deliveryId: DeliveryId): Promise<ReadingRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(readings)
    .where(and(eq(readings.workspaceId, ctx.workspaceId), eq(readings.deliveryId, deliveryId)));
  return row;
}

export async function setReading(
  ctx: Ctx,
  id: string,
  change: Partial<Pick<ReadingRow, 'nextAt' | 'readAt' | 'cursors' | 'failures' | 'message'>>,
): Promise<void> {
  await ctx.db
    .update(readings)
    .set(change)
    .where(and(eq(readings.workspaceId, ctx.workspaceId), eq(readings.id, id)));
}

/** A post that is no longer read. */
export async function endReading(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.delete(readings).where(and(eq(readings.workspaceId, ctx.workspaceId), eq(readings.id, id)));
}

/** Makes an account, and the post meant on it, due now, as a webhook asks. */
export async function hastenReadings(
  app: Pick<AppContext, 'db' | 'now'>,
  { workspaceId, id }: { readonly workspaceId: WorkspaceId; readonly id: AccountId },
  deliveryRemoteId: string | null,
): Promise<void> {
  await app.db.execute(sql`
    update readings set next_at = ${app.now()}
    where workspace_id = ${workspaceId} and account_id = ${id}
      and (delivery_id is null
        or delivery_id in (select id from deliveries where workspace_id = ${workspaceId}
          and account_id = ${id} and remote_id = ${deliveryRemoteId}))`);
}

interface Standing {
  readonly accountId: AccountId;
  readonly deliveryId: DeliveryId | null;
  readonly kind: CommentRow['kind'];
}

/** Keeps comments once by their remote id; what may have changed since is brought up to date. @returns how many are new. */
export async function keepComments(
  ctx: Ctx,
  { accountId, deliveryId, kind }: Standing,
  comments: readonly RemoteComment[],
): Promise<number> {
  if (comments.length === 0) return 0;
  const readAt = ctx.now();
  const kept = await ctx.db
    .insert(remoteComments)
    .values(
      comments.map((one) => ({
        id: newId(),
        workspaceId: ctx.workspaceId,
        ...{ accountId, deliveryId, kind, readAt },
        remoteId: one.remoteId,
        parentRemoteId: one.parentRemoteId,
        authorRemoteId: one.author.remoteId,
        authorHandle: one.author.handle,
        authorName: one.author.displayName,
        mine: one.mine,
        text: one.text,
        url: one.url,
        likes: one.likes,
        hidden: one.hidden,
        writtenAt: one.createdAt,
      })),
    )
    .onConflictDoUpdate({
      target: [remoteComments.accountId, remoteComments.remoteId],
      set: {
        text: sql`excluded.text`,
        likes: sql`excluded.likes`,
        hidden: sql`excluded.hidden`,
        readAt,
        // A mention that turns out to stand under a post of ours is a comment.
        deliveryId: sql`coalesce(${remoteComments.deliveryId}, excluded.delivery_id)`,
      },
    })
    .returning({ isNew: sql<boolean>`(xmax = 0)` });
  return kept.filter(({ isNew }) => isNew).length;
}

/** Keeps messages once by their remote id. @returns how many are new. */
export async function keepMessages(
  ctx: Ctx,
  accountId: AccountId,
  messages: readonly RemoteMessage[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const kept = await ctx.db
    .insert(remoteMessages)
    .values(
      messages.map((one) => ({
        id: newId(),
        workspaceId: ctx.workspaceId,
        accountId,
        conversationId: one.conversationId,
        remoteId: one.remoteId,
        authorRemoteId: one.author.remoteId,
        authorHandle: one.author.handle,
        authorName: one.author.displayName,
        mine: one.mine,
        text: one.text,
        replyUntil: one.replyUntil,
        writtenAt: one.createdAt,
        readAt: ctx.now(),
      })),
    )
    .onConflictDoNothing()
    .returning({ id: remoteMessages.id });
  return kept.length;
}

/** The last numbers of a post. */
export async function lastNumbers(ctx: Ctx, deliveryId: DeliveryId) {
  const [row] = await ctx.db
    .select()
    .from(deliveryNumbers)
    .where(and(eq(deliveryNumbers.workspaceId, ctx.workspaceId), eq(deliveryNumbers.deliveryId, deliveryId)))
    .orderBy(desc(deliveryNumbers.readAt))
    .limit(1);
  return row;
}

/** The course of a post's numbers, oldest first, the newest 500 readings. */
export async function numbersOf(ctx: Ctx, deliveryId: DeliveryId) {
  const rows = await ctx.db
    .select()
    .from(deliveryNumbers)
    .where(and(eq(deliveryNumbers.workspaceId, ctx.workspaceId), eq(deliveryNumbers.deliveryId, deliveryId)))
    .orderBy(desc(deliveryNumbers.readAt))
    .limit(500);
  return rows.toReversed();
}

const counted = ['likes', 'comments', 'shares', 'saves', 'views', 'reach'] as const;

/** Writes a post's numbers when they differ from the last ones. @returns whether they did. */
export async function keepNumbers(ctx: Ctx, deliveryId: DeliveryId, found: RemoteNumbers): Promise<boolean> {
  const last = await lastNumbers(ctx, deliveryId);
  if (last && counted.every((name) => last[name] === found[name])) return false;
  const { likes, comments, shares, saves, views, reach, raw } = found;
  await ctx.db
    .insert(deliveryNumbers)
    .values({
      workspaceId: ctx.workspaceId,
      deliveryId,
      readAt: ctx.now(),
      ...{ likes, comments, shares, saves, views, reach },
      raw: { ...raw },
    })
    .onConflictDoNothing();
  return true;
}

/** Writes an account's numbers when they differ from the last ones. */
export async function keepAccountNumbers(
  ctx: Ctx,
  accountId: AccountId,
  found: AccountNumbers,
): Promise<void> {
  const [last] = await ctx.db
    .select()
    .from(accountNumbers)
    .where(and(eq(accountNumbers.workspaceId, ctx.workspaceId), eq(accountNumbers.accountId, accountId)))
    .orderBy(desc(accountNumbers.readAt))
    .limit(1);
  const { followers, following, posts } = found;
  if (last && last.followers === followers && last.following === following && last.posts === posts) return;
  await ctx.db
    .insert(accountNumbers)
    .values({
      workspaceId: ctx.workspaceId,
      accountId,
      readAt: ctx.now(),
      ...{ followers, following, posts },
      raw: { ...found.raw },
    })
    .onConflictDoNothing();
}

/** An account's numbers, oldest first, the newest 400 changes. */
export async function accountNumbersOf(ctx: Ctx, accountId: AccountId) {
  const rows = await ctx.db
    .select()
    .from(accountNumbers)
    .where(and(eq(accountNumbers.workspaceId, ctx.workspaceId), eq(accountNumbers.accountId, accountId)))
    .orderBy(desc(accountNumbers.readAt))
    .limit(400);
  return rows.toReversed();
}

const position = z.tuple([z.string(), z.string()]);

/** Comments and mentions: of one delivery oldest first, else newest first. */
export async function listCommentRows(ctx: Ctx, query: ListComments) {
  const { deliveryId, accountId, limit } = query;
  const after = query.cursor ? decodeCursor(query.cursor, position) : undefined;
  const { writtenAt, id } = remoteComments;
  const [from, since] = after ?? [];
  const beyond = from === undefined ? undefined : deliveryId ? later(from, since!) : earlier(from, since!);
  const rows = await ctx.db
    .select()
    .from(remoteComments)
    .where(
      and(
        eq(remoteComments.workspaceId, ctx.workspaceId),
        deliveryId ? eq(remoteComments.deliveryId, deliveryId as DeliveryId) : undefined,
        accountId ? eq(remoteComments.accountId, accountId as AccountId) : undefined,
        beyond,
      ),
    )
    .orderBy(...(deliveryId ? [asc(writtenAt), asc(id)] : [desc(writtenAt), desc(id)]))
    .limit(limit + 1);
  return toPage(rows, limit, (row) => [row.writtenAt.toISOString(), row.id]);
}

const earlier = (at: string, id: string) =>
  or(
    lt(remoteComments.writtenAt, new Date(at)),
    and(eq(remoteComments.writtenAt, new Date(at)), lt(remoteComments.id, id)),
  );
const later = (at: string, id: string) =>
  sql`(${remoteComments.writtenAt}, ${remoteComments.id}) > (${new Date(at)}::timestamptz, ${id}::uuid)`;

/** @throws AppError `not_found`. */
export async function findComment(ctx: Ctx, id: string): Promise<CommentRow> {
  const [row] = await ctx.db
    .select()
    .from(remoteComments)
    .where(and(eq(remoteComments.workspaceId, ctx.workspaceId), eq(remoteComments.id, id)));
  if (row) return row;
  throw new AppError('not_found', 'There is no such comment.', { hint: 'It may have been removed.' });
}

export async function setComment(
  ctx: Ctx,
  id: string,
  change: Partial<Pick<CommentRow, 'hidden'>>,
): Promise<void> {
  await ctx.db
    .update(remoteComments)
    .set(change)
    .where(and(eq(remoteComments.workspaceId, ctx.workspaceId), eq(remoteComments.id, id)));
}

export async function deleteComment(ctx: Ctx, id: string): Promise<void> {
  await ctx.db
    .delete(remoteComments)
    .where(and(eq(remoteComments.workspaceId, ctx.workspaceId), eq(remoteComments.id, id)));
}
