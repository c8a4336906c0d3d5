import type { z } from 'zod';
import type { Ctx } from '#context';
import { findAccount } from '#features/accounts/index.ts';
import { findDelivery } from '#features/publishing/index.ts';
import type { AccountId, DeliveryId } from '#kernel/ids.ts';
import type { AccountCourse, Comment, Echo, ListComments } from './contract.ts';
import {
  accountNumbersOf,
  type CommentRow,
  listCommentRows,
  numbersOf,
  readingOfDelivery,
} from './queries.ts';
import { readNow } from './read-now.ts';

/** What came back of a published post. */
export async function getEcho(ctx: Ctx, deliveryId: DeliveryId): Promise<z.input<typeof Echo>> {
  const delivery = await findDelivery(ctx, deliveryId);
  const account = await findAccount(ctx, delivery.accountId);
  const reading = await readingOfDelivery(ctx, deliveryId);
  const isReached = account.mode !== 'hand_off' && !account.disconnectedAt;
  const adapter = isReached
    ? ctx.platforms.all.find(({ manifest }) => manifest.id === delivery.platform)
    : undefined;
  const numbers = await numbersOf(ctx, deliveryId);
  return {
    can: {
      numbers: adapter?.reading?.numbers !== undefined,
      comments: adapter?.reading?.comments !== undefined,
      reply: adapter?.engaging?.reply !== undefined,
      hide: adapter?.engaging?.hideComment !== undefined,
    },
    numbers: numbers.map((row) => ({ ...row, readAt: row.readAt.toISOString() })),
    readAt: reading?.readAt?.toISOString() ?? null,
    nextAt: reading?.nextAt.toISOString() ?? null,
    message: reading?.message ?? '',
    canEdit: adapter?.edit !== undefined,
    canRemove: adapter?.remove !== undefined,
  };
}

const longestSeconds = 60;

/** Reads a post now, for a person who waits. */
export async function readEchoNow(ctx: Ctx, deliveryId: DeliveryId): Promise<z.input<typeof Echo>> {
  const reading = await readingOfDelivery(ctx, deliveryId);
  if (reading) await readNow(ctx, reading.id, AbortSignal.timeout(longestSeconds * 1000));
  return getEcho(ctx, deliveryId);
}

/** Comments and mentions, a page at a time. */
export async function listComments(ctx: Ctx, query: ListComments) {
  const { items, nextCursor } = await listCommentRows(ctx, query);
  return { items: items.map(presentComment), nextCursor };
}

/** A comment as the dashboard shows it. */
export function presentComment(row: CommentRow): z.input<typeof Comment> {
  const { id, accountId, deliveryId, kind, remoteId, parentRemoteId, mine, text, url, likes, hidden } = row;
  return {
    ...{ id, accountId, deliveryId, kind, remoteId, parentRemoteId, mine, text, url, likes, hidden },
    author: { handle: row.authorHandle, name: row.authorName },
    writtenAt: row.writtenAt.toISOString(),
  };
}

/** How an account grew. */
export async function getAccountCourse(
  ctx: Ctx,
  accountId: AccountId,
): Promise<z.input<typeof AccountCourse>> {
  const rows = await accountNumbersOf(ctx, accountId);
  return { items: rows.map((row) => ({ ...row, readAt: row.readAt.toISOString() })) };
}
