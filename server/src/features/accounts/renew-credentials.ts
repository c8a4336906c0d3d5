import { setTimeout as wait } from 'node:timers/promises';
import type { Ctx } from '#context';
import type { AccountId } from '#kernel/ids.ts';
import { type Credentials, PlatformError, type Renewed } from '#platforms/platform.ts';
import {
  findAccount,
  holdForRenewal,
  letRenewalGo,
  openCredentials,
  replaceCredentials,
  sealedFor,
} from './queries.ts';

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
  const giveUpAt = Date.now() + 2 * leaseMilliseconds;
  while (Date.now() < giveUpAt && !signal.aborted) {
    const now = ctx.now();
    const renewingUntil = new Date(now.getTime() + leaseMilliseconds);
    const held = await holdForRenewal(ctx, id, now, renewingUntil);
    if (!held) {
      await wait(pollMilliseconds);
      continue;
    }
    try {
      const stored = openCredentials(ctx, held);
      if (!isSame(stored, stale)) return stored;
      return await store(ctx, id, stored, await renew(stored));
    } catch (error) {
      // A process whose lease had died may have got the new pair first: then the old one was refused to us.
      const now = openCredentials(ctx, await findAccount(ctx, id));
      if (isSame(now, stale)) throw error;
      return now;
    } finally {
      await letRenewalGo(ctx, id, renewingUntil);
    }
  }
  throw new PlatformError('unavailable', 'The account’s credentials are being renewed elsewhere.', {
    retryAfterSeconds: 60,
    hint: 'Tried again by itself.',
  });
}

/** Storing is tried again when only the seal changed meanwhile, as when keys are rotated. */
const mostTries = 5;

/** Puts the new pair in the place of the very one it was made from; when that is gone, the stored one is newer. */
async function store(
  ctx: Ctx,
  id: AccountId,
  from: Credentials,
  { credentials, expiresAt }: Renewed,
): Promise<Credentials> {
  for (let round = 1; round <= mostTries; round += 1) {
    const row = await findAccount(ctx, id);
    const now = openCredentials(ctx, row);
    if (!isSame(now, from)) return now;
    const sealed = ctx.vault.seal(JSON.stringify(credentials), sealedFor(id));
    if (await replaceCredentials(ctx, row, sealed, expiresAt)) return credentials;
  }
  throw new PlatformError('unavailable', 'The renewed credentials could not be stored.', {
    hint: 'Tried again by itself; if it goes on, connect the account again.',
  });
}

function isSame(one: Credentials, other: Credentials): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
