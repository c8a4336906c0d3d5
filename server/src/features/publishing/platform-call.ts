import type { Ctx } from '#context';
import { type AccountRow, keepCredentials } from '#features/accounts/index.ts';
import type { PlatformCall } from '#platforms/platform.ts';

/** The longest a platform may take for one publication, uploads included. */
const longestSeconds = 540;

/** What an adapter needs for a call on one account. */
export function callOf(ctx: Ctx, account: AccountRow, signal: AbortSignal): PlatformCall {
  return {
    signal: AbortSignal.any([signal, AbortSignal.timeout(longestSeconds * 1000)]),
    now: ctx.now,
    saveCredentials: (credentials, expiresAt) => keepCredentials(ctx, account.id, credentials, expiresAt),
  };
}
