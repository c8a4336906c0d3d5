import type { Ctx } from '#context';
import type { PlatformCall } from '#platforms/platform.ts';
import { type CallScopes, callLimits } from './call-limits.ts';
import { type AccountRow, openCredentials } from './queries.ts';
import { renewCredentials } from './renew-credentials.ts';

/** What an adapter needs for calls on one account: every wait ends with `signal` or after `longestSeconds`. */
export function platformCall(
  ctx: Ctx,
  account: AccountRow,
  signal: AbortSignal,
  longestSeconds: number,
): PlatformCall {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(longestSeconds * 1000)]);
  const { rateLimits } = ctx.platforms.manifest(account.platform);
  return {
    signal: limited,
    now: ctx.now,
    renewCredentials: (stale, renew) => renewCredentials(ctx, account.id, stale, renew, limited),
    limits: callLimits(ctx, rateLimits, callScopes(ctx, account)),
  };
}

/** Whose calls count with this account's: its own, and those of all accounts of its app registration. */
export function callScopes(ctx: Ctx, account: AccountRow): CallScopes {
  const app = openCredentials(ctx, account).clientId ?? '';
  return { account: `account ${account.id}`, app: `app ${account.platform} ${app}` };
}
