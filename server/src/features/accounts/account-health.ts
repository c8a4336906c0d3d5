import { and, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '#context';
import { recordActivity } from '#features/activities/record-activity.ts';
import type { AccountId } from '#kernel/ids.ts';
import type { PlatformError } from '#platforms/platform.ts';
import type { AccountHealth } from './contract.ts';
import { healthAfter, hintOf, needsPerson, pausesAccount, untilOf } from './health-rules.ts';
import { findAccount, markAccount } from './queries.ts';
import { accounts } from './tables.ts';

/**
 * Writes what a failed call on an account says about it: one of the eight states, a pause where nothing more may
 * go out before a person has looked, and a line of the feed when it newly needs one. Run it in the transaction of
 * what it belongs to.
 */
export async function noteFailure(ctx: Ctx, id: AccountId, error: PlatformError): Promise<void> {
  const health = healthAfter(error);
  if (!health) return;
  const account = await findAccount(ctx, id);
  const now = ctx.now();
  // A platform that is away for a moment does not make a restricted account well again.
  if (!needsPerson(health) && needsPerson(account.health)) return;
  const hint = hintOf(health, error);
  await markAccount(ctx, id, {
    health,
    healthReason: error.message,
    healthHint: hint,
    healthUntil: untilOf(health, error, now),
    ...(pausesAccount(health) && !account.paused && { paused: true, pauseReason: error.message }),
  });
  if (!needsPerson(health) || health === account.health) return;
  await recordActivity(ctx, {
    verb: 'account.in_trouble',
    subject: { type: 'account', id, topic: 'accounts' },
    characterId: account.characterId,
    summary: `${account.handle} needs a person: ${error.message}`,
    facts: { health, failure: error.failure, hint },
  });
}

/** What an answer that worked says: everything but a pause is over. */
export const wellAgain = {
  health: 'ok',
  healthReason: '',
  healthHint: '',
  healthUntil: null,
} as const satisfies Partial<typeof accounts.$inferInsert>;

/** A post went out on the account. */
export async function noteSuccess(ctx: Ctx, id: AccountId): Promise<void> {
  await markAccount(ctx, id, { ...wellAgain, lastSuccessAt: ctx.now() });
}

/** States that an answered check ends; the others wait for a person's word. */
const endedByCheck: AccountHealth[] = ['retry', 'quota', 'reauth'];

/** The account answered a check. */
export async function noteAnswer(ctx: Ctx, id: AccountId): Promise<void> {
  const chosen = and(
    eq(accounts.workspaceId, ctx.workspaceId),
    eq(accounts.id, id),
    inArray(accounts.health, endedByCheck),
  );
  await ctx.db.update(accounts).set(wellAgain).where(chosen);
}
