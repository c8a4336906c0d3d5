import type { Ctx } from '#context';
import type { AccountId } from '#kernel/ids.ts';
import { askAccount } from './check-account.ts';
import { findAccount } from './queries.ts';

const longestMilliseconds = 20_000;

/** Reads limits and quota right after connecting, so that the first screen shows them. Never fails the connection. */
export async function readFirst(ctx: Ctx, id: AccountId): Promise<void> {
  const account = await findAccount(ctx, id);
  if (account.mode === 'hand_off') return;
  await askAccount(ctx, account, AbortSignal.timeout(longestMilliseconds)).catch((error: unknown) =>
    ctx.log.warn({ err: error }, 'A new account could not be read'),
  );
}
