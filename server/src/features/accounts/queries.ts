import { and, asc, eq, gt, inArray, isNull, lt, ne, not, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AppContext, Ctx, Database } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { AccountId, CharacterId } from '#kernel/ids.ts';
import type { Credentials } from '#platforms/platform.ts';
import { accounts, callCounts, callPauses } from './tables.ts';

export type AccountRow = typeof accounts.$inferSelect;

const noAccount = () =>
  new AppError('not_found', 'There is no such account.', { hint: 'It may belong to another workspace.' });
const own = (ctx: Ctx, id: AccountId) => and(eq(accounts.workspaceId, ctx.workspaceId), eq(accounts.id, id));
/** What the stored credentials of an account are sealed for, so that they open for no other. */
export const sealedFor = (id: AccountId) => `account ${id}`;

/** The accounts of some characters, in the order they were connected; disconnected ones too when asked. */
export async function accountsOf(
  ctx: Ctx,
  characterIds: readonly CharacterId[],
  options: { readonly disconnectedToo?: boolean } = {},
): Promise<AccountRow[]> {
  if (characterIds.length === 0) return [];
  return ctx.db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.workspaceId, ctx.workspaceId),
        inArray(accounts.characterId, [...new Set(characterIds)]),
        options.disconnectedToo ? undefined : isNull(accounts.disconnectedAt),
      ),
    )
    .orderBy(asc(accounts.createdAt), asc(accounts.id));
}

/** @throws AppError `not_found`. */
export async function findAccount(ctx: Ctx, id: AccountId): Promise<AccountRow> {
  const [row] = await ctx.db.select().from(accounts).where(own(ctx, id));
  if (!row) throw noAccount();
  return row;
}

/** The account, held against other changes until the transaction ends: its posts go out one by one. */
export async function lockAccount(ctx: Ctx, id: AccountId): Promise<AccountRow> {
  const [row] = await ctx.db.select().from(accounts).where(own(ctx, id)).for('update');
  if (!row) throw noAccount();
  return row;
}

/** How long the token in use was given for; ten times ten days where nobody noted when it was given. */
const tokenLife = sql`coalesce(${accounts.tokenExpiresAt} - ${accounts.tokenIssuedAt}, interval '100 days')`;

/**
 * Connected accounts of every workspace to be asked about, which renews their tokens:
 * - those nobody asked about for a day;
 * - those whose token lives for days, in its last quarter (at most ten days), every six hours;
 * - those whose token lives for hours (it is renewed at its next use anyway), when a post is due soon that it does
 *   not outlast;
 * - those of a platform that was away or had enough, when the time it named is over.
 * One that is sending now is left alone: both would renew its token.
 */
export async function accountsToCheck(db: Database): Promise<AccountRow[]> {
  const isLongLived = sql`${tokenLife} >= interval '1 day'`;
  const endsSoon = lt(accounts.tokenExpiresAt, sql`now() + least(interval '10 days', ${tokenLife} / 4)`);
  const postDue = sql`exists (select 1 from deliveries where deliveries.account_id = ${accounts.id}
    and deliveries.state = 'scheduled' and deliveries.publish_at < now() + interval '30 minutes'
    and deliveries.publish_at + interval '10 minutes' > ${accounts.tokenExpiresAt})`;
  const askedBefore = (interval: string) => lt(accounts.checkedAt, sql`now() - ${interval}::interval`);
  return db
    .select()
    .from(accounts)
    .where(
      and(
        isNull(accounts.disconnectedAt),
        ne(accounts.mode, 'hand_off'),
        or(
          isNull(accounts.checkedAt),
          askedBefore('23 hours'),
          and(isLongLived, endsSoon, askedBefore('6 hours')),
          and(not(isLongLived), postDue, askedBefore('15 minutes')),
          and(
            inArray(accounts.health, ['retry', 'quota']),
            lt(accounts.healthUntil, sql`now()`),
            askedBefore('15 minutes'),
          ),
        ),
        sql`not exists (select 1 from deliveries where deliveries.account_id = ${accounts.id} and deliveries.state = 'sending')`,
      ),
    )
    .orderBy(asc(accounts.checkedAt))
    .limit(500);
}

/** Writes what was learnt about an account. */
export async function markAccount(
  ctx: Ctx,
  id: AccountId,
  change: Partial<Omit<AccountRow, 'id' | 'workspaceId' | 'credentials' | 'createdAt'>>,
): Promise<void> {
  await ctx.db.update(accounts).set(change).where(own(ctx, id));
  ctx.emit({ type: 'changed', topic: 'accounts', id });
}

const Stored = z.record(z.string(), z.string());

/** Other connected accounts that stand behind the same permission at the platform. */
export async function accountsOfGrant(ctx: Ctx, account: AccountRow): Promise<AccountRow[]> {
  if (account.grantId === null) return [];
  return ctx.db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.workspaceId, ctx.workspaceId),
        eq(accounts.grantId, account.grantId),
        ne(accounts.id, account.id),
        isNull(accounts.disconnectedAt),
      ),
    );
}

/** An account's credentials, opened. Never to be logged or answered. */
export function openCredentials(
  app: Pick<AppContext, 'vault'>,
  account: Pick<AccountRow, 'id' | 'credentials'>,
): Credentials {
  return Stored.parse(JSON.parse(app.vault.open(account.credentials, sealedFor(account.id))));
}

/** Connected accounts of every workspace on a platform, for messages that name none of them. */
export async function accountsForWebhooks(
  app: Pick<AppContext, 'db'>,
  platform: string,
): Promise<AccountRow[]> {
  return app.db
    .select()
    .from(accounts)
    .where(and(eq(accounts.platform, platform), eq(accounts.mode, 'live'), isNull(accounts.disconnectedAt)))
    .limit(2000);
}

/** Holds the credentials for one renewal; undefined while somebody else does. */
export async function holdForRenewal(
  ctx: Ctx,
  id: AccountId,
  now: Date,
  renewingUntil: Date,
): Promise<AccountRow | undefined> {
  const [held] = await ctx.db
    .update(accounts)
    .set({ renewingUntil })
    .where(and(own(ctx, id), or(isNull(accounts.renewingUntil), lt(accounts.renewingUntil, now))))
    .returning();
  return held;
}

/** Ends a hold, unless it had ended by itself and is somebody else's now. */
export async function letRenewalGo(ctx: Ctx, id: AccountId, renewingUntil: Date): Promise<void> {
  await ctx.db
    .update(accounts)
    .set({ renewingUntil: null })
    .where(and(own(ctx, id), eq(accounts.renewingUntil, renewingUntil)));
}

/** Stores sealed credentials in the place of the very ones in `row`; false when those are there no longer. */
export async function replaceCredentials(
  ctx: Ctx,
  row: Pick<AccountRow, 'id' | 'credentials'>,
  credentials: Buffer,
  tokenExpiresAt: Date | null,
): Promise<boolean> {
  const stored = await ctx.db
    .update(accounts)
    .set({ credentials, tokenExpiresAt, tokenIssuedAt: ctx.now() })
    .where(and(own(ctx, row.id), eq(accounts.credentials, row.credentials)))
    .returning({ id: accounts.id });
  return stored.length > 0;
}

/** Whose calls of which bucket are meant. */
interface Counted {
  readonly scope: string;
  readonly bucket: string;
}

/** One at a time counts calls of a bucket, until the transaction ends. */
export async function lockCalls(ctx: Ctx, { scope, bucket }: Counted): Promise<void> {
  const key = `${ctx.workspaceId} ${scope} ${bucket}`;
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 7))`);
}

/** Until when the platform itself has closed a bucket. */
export async function callsPausedUntil(
  ctx: Ctx,
  { scope, bucket }: Counted,
  now: Date,
): Promise<Date | undefined> {
  const { workspaceId, until } = callPauses;
  const [pause] = await ctx.db
    .select({ until })
    .from(callPauses)
    .where(
      and(
        eq(workspaceId, ctx.workspaceId),
        eq(callPauses.scope, scope),
        eq(callPauses.bucket, bucket),
        gt(until, now),
      ),
    );
  return pause?.until;
}

export async function pauseCalls(ctx: Ctx, counted: Counted, until: Date): Promise<void> {
  await ctx.db
    .insert(callPauses)
    .values({ workspaceId: ctx.workspaceId, ...counted, until })
    .onConflictDoUpdate({
      target: [callPauses.workspaceId, callPauses.scope, callPauses.bucket],
      set: { until },
    });
}

/** The calls counted by slices, oldest first; slices from before `oldest` are forgotten. */
export async function callSlices(ctx: Ctx, { scope, bucket }: Counted, oldest: Date) {
  const mine = and(
    eq(callCounts.workspaceId, ctx.workspaceId),
    eq(callCounts.scope, scope),
    eq(callCounts.bucket, bucket),
  );
  await ctx.db.delete(callCounts).where(and(mine, lt(callCounts.sliceStart, oldest)));
  return ctx.db.select().from(callCounts).where(mine).orderBy(callCounts.sliceStart);
}

export async function countCalls(ctx: Ctx, counted: Counted, sliceStart: Date, cost: number): Promise<void> {
  await ctx.db
    .insert(callCounts)
    .values({ workspaceId: ctx.workspaceId, ...counted, sliceStart, used: cost })
    .onConflictDoUpdate({
      target: [callCounts.workspaceId, callCounts.scope, callCounts.bucket, callCounts.sliceStart],
      set: { used: sql`${callCounts.used} + ${cost}` },
    });
}
