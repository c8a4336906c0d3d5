import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AppContext, Ctx, Database } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { AccountId, CharacterId } from '#kernel/ids.ts';
import type { Credentials } from '#platforms/platform.ts';
import { accounts } from './tables.ts';

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

/**
 * Connected accounts of every workspace to be asked about: those nobody asked about for a day, and every six hours
 * those whose token ends within ten days. One that is sending now is left alone: both would renew its token.
 */
export async function accountsToCheck(db: Database): Promise<AccountRow[]> {
  return db
    .select()
    .from(accounts)
    .where(
      and(
        isNull(accounts.disconnectedAt),
        or(
          isNull(accounts.checkedAt),
          lt(accounts.checkedAt, sql`now() - interval '23 hours'`),
          and(
            lt(accounts.tokenExpiresAt, sql`now() + interval '10 days'`),
            lt(accounts.checkedAt, sql`now() - interval '6 hours'`),
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

/** An account's credentials, opened. Never to be logged or answered. */
export function openCredentials(
  app: Pick<AppContext, 'vault'>,
  account: Pick<AccountRow, 'id' | 'credentials'>,
): Credentials {
  return Stored.parse(JSON.parse(app.vault.open(account.credentials, sealedFor(account.id))));
}
