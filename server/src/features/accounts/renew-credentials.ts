import { setTimeout as wait } from 'node:timers/promises';
import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Ctx } from '#context';
import type { AccountId } from '#kernel/ids.ts';
import { type Credentials, PlatformError, type Renewed } from '#platforms/platform.ts';
import { openCredentials, sealedFor } from './queries.ts';
import { accounts } from './tables.ts';

/** A token endpoint answers within its own limit of 30 s; a renewal older than this died. */
const leaseMilliseconds = 45_000;
const pollMilliseconds = 200;

/**
 * Renews an account's credentials once, whichever process asks first; the others wait and get the new ones. A
 * lease on the row is the lock, so no connection is held while the platform answers, and a process that dies
 * lets go by itself. The new pair is stored before it is used.
 * @throws PlatformError what `renew` throws, or 'unavailable' when another renewal does not end.
 */
export async function renewCredentials(
  ctx: Ctx,
  id: AccountId,
  stale: Credentials,
  renew: (stored: Credentials) => Promise<Renewed>,
  signal: AbortSignal,
): Promise<Credentials> {
  const chosen = and(eq(accounts.workspaceId, ctx.workspaceId), eq(accounts.id, id));
  const giveUpAt = Date.now() + 2 * leaseMilliseconds;
  while (Date.now() < giveUpAt && !signal.aborted) {
    const now = ctx.now();
    const renewingUntil = new Date(now.getTime() + leaseMilliseconds);
    const [held] = await ctx.db
      .update(accounts)
      .set({ renewingUntil })
      .where(and(chosen, or(isNull(accounts.renewingUntil), lt(accounts.renewingUntil, now))))
      .returning();
    if (!held) {
      await wait(pollMilliseconds);
      continue;
    }
    try {
      const stored = openCredentials(ctx, held);
      if (!isSame(stored, stale)) return stored;
      const { credentials, expiresAt } = await renew(stored);
      const sealed = ctx.vault.seal(JSON.stringify(credentials), sealedFor(id));
      await ctx.db.update(accounts).set({ credentials: sealed, tokenExpiresAt: expiresAt }).where(chosen);
      return credentials;
    } finally {
      await ctx.db
        .update(accounts)
        .set({ renewingUntil: null })
        .where(and(chosen, eq(accounts.renewingUntil, renewingUntil)));
    }
  }
  throw new PlatformError('unavailable', 'The account’s credentials are being renewed elsewhere.', {
    retryAfterSeconds: 60,
    hint: 'Tried again by itself.',
  });
}

function isSame(one: Credentials, other: Credentials): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
