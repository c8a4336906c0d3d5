import type { Ctx } from '#context';
import { type AccountRow, findAccount, platformAccount, platformCall } from '#features/accounts/index.ts';
import { findDelivery } from '#features/publishing/index.ts';
import type { RemotePage } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import {
  endReading,
  findReading,
  keepAccountNumbers,
  keepComments,
  keepMessages,
  keepNumbers,
  type ReadingRow,
  setReading,
} from './queries.ts';
import { accountReadingSeconds, mostPages, secondsAfterFailure, secondsToNextReading } from './rules.ts';

const longestSeconds = 90;

interface Work {
  readonly ctx: Ctx;
  readonly reading: ReadingRow;
  readonly account: AccountRow;
  readonly remote: PlatformAccount;
  readonly call: PlatformCall;
}

/**
 * Reads what came back on one account, or under one post, and says when it is read next: the older, the seldomer.
 * A platform that refuses or is away puts the next reading off; nothing is thrown for that.
 */
export async function readNow(ctx: Ctx, readingId: string, signal: AbortSignal): Promise<void> {
  const reading = await findReading(ctx, readingId);
  if (!reading) return;
  const account = await findAccount(ctx, reading.accountId);
  const remote = platformAccount(ctx, account);
  const work = { ctx, reading, account, remote, call: platformCall(ctx, account, signal, longestSeconds) };
  try {
    const again = reading.deliveryId ? await readPost(work) : await readAccount(work);
    if (again === null) return await endReading(ctx, reading.id);
    await setReading(ctx, reading.id, {
      readAt: ctx.now(),
      nextAt: after(ctx, again),
      failures: 0,
      message: '',
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const failures = reading.failures + 1;
    await setReading(ctx, reading.id, {
      failures,
      nextAt: after(ctx, secondsAfterFailure(failures, error.retryAfterSeconds)),
      message: [error.message, error.hint].filter(Boolean).join(' '),
    });
  }
}

const after = (ctx: Ctx, seconds: number) => new Date(ctx.now().getTime() + seconds * 1000);

/** @returns Seconds until the next reading; null when there will be none. */
async function readPost({ ctx, reading, account, remote, call }: Work): Promise<number | null> {
  const delivery = await findDelivery(ctx, reading.deliveryId!);
  const { remoteId } = delivery;
  if (delivery.state !== 'published' || remoteId === null) return null;
  const port = ctx.platforms.get(account.platform).reading;
  if (port?.numbers) {
    const [found] = await port.numbers([remoteId], remote, call);
    if (found && (await keepNumbers(ctx, delivery.id, found))) tell(ctx, delivery.id);
  }
  if (port?.comments) {
    const { comments } = port;
    const standing = { accountId: account.id, deliveryId: delivery.id, kind: 'comment' } as const;
    const isNew = await eachPage(
      null,
      (cursor) => comments(remoteId, cursor, remote, call),
      (items) => keepComments(ctx, standing, items),
    );
    if (isNew.added > 0) tell(ctx, delivery.id);
  }
  const publishedAt = delivery.publishedAt ?? ctx.now();
  return secondsToNextReading((ctx.now().getTime() - publishedAt.getTime()) / 1000);
}

async function readAccount({ ctx, reading, account, remote, call }: Work): Promise<number> {
  const port = ctx.platforms.get(account.platform).reading;
  const cursors = { ...reading.cursors };
  if (port?.accountNumbers) {
    await keepAccountNumbers(ctx, account.id, await port.accountNumbers(remote, call));
  }
  if (port?.mentions) {
    const { mentions } = port;
    const standing = { accountId: account.id, deliveryId: null, kind: 'mention' } as const;
    await eachPage(
      cursors.mentions ?? null,
      (cursor) => mentions(cursor, remote, call),
      (items) => keepComments(ctx, standing, items),
    );
  }
  if (port?.messages) {
    const { messages } = port;
    await eachPage(
      cursors.messages ?? null,
      (cursor) => messages(cursor, remote, call),
      (items) => keepMessages(ctx, account.id, items),
    );
  }
  ctx.emit({ type: 'changed', topic: 'accounts', id: account.id });
  return accountReadingSeconds;
}

/** Reads pages until one holds nothing new, there are no more, or enough were read. */
async function eachPage<T>(
  start: string | null,
  read: (cursor: string | null) => Promise<RemotePage<T>>,
  keep: (items: readonly T[]) => Promise<number>,
): Promise<{ readonly added: number }> {
  let cursor = start;
  let added = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await read(cursor);
    const isNew = await keep(items);
    added += isNew;
    if (next === null || (items.length > 0 && isNew === 0)) break;
    cursor = next;
  }
  return { added };
}

const tell = (ctx: Ctx, deliveryId: string) =>
  ctx.emit({ type: 'changed', topic: 'deliveries', id: deliveryId });
