import { type AppContext, asSystem, type Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { AccountId } from '#kernel/ids.ts';
import { PlatformError } from '#platforms/platform.ts';
import { noteAnswer, noteFailure } from './account-health.ts';
import { platformAccount } from './platform-account.ts';
import { platformCall } from './platform-call.ts';
import { presentAccount } from './present-account.ts';
import { type AccountRow, accountsToCheck, findAccount, markAccount } from './queries.ts';

const checkSeconds = 60;
/** Asked at once: platforms are slow one by one, and few are meant. */
const askedAtOnce = 8;

/** Asks the platform whether an account works, renewing its token when that is due. */
export async function checkAccount(ctx: Ctx, id: AccountId, signal: AbortSignal) {
  requireRole(ctx, 'editor');
  const row = await findAccount(ctx, id);
  if (row.mode === 'hand_off' || row.disconnectedAt) {
    throw new AppError('conflict', 'There is nobody to ask about this account.', {
      hint: row.disconnectedAt ? 'Connect it again first.' : 'A person posts on it by hand.',
    });
  }
  await askAccount(ctx, row, signal);
  const account = await findAccount(ctx, id);
  return presentAccount(ctx, account, await characterCard(ctx, account.characterId));
}

/** Asks about the accounts of every workspace that are due: about once a day, oftener before a token ends. */
export async function checkDueAccounts(app: AppContext, signal: AbortSignal): Promise<void> {
  const due = await accountsToCheck(app.db);
  for (let start = 0; start < due.length && !signal.aborted; start += askedAtOnce) {
    const some = due.slice(start, start + askedAtOnce);
    await Promise.all(
      some.map((row) => askAccount(asSystem(app, row.workspaceId, 'accounts.check'), row, signal)),
    );
  }
}

/** Never throws because the platform refuses or does not answer: that is what is written down. */
export async function askAccount(ctx: Ctx, row: AccountRow, signal: AbortSignal): Promise<void> {
  const adapter = ctx.platforms.get(row.platform);
  try {
    const call = platformCall(ctx, row, signal, checkSeconds);
    const found = await adapter.check(platformAccount(ctx, row), call);
    await markAccount(ctx, row.id, {
      checkedAt: ctx.now(),
      checkMessage: '',
      handle: found.handle,
      displayName: found.displayName,
      publishesLeft: found.publishesLeft,
      profileLabelled: found.profileLabelled,
      limits: found.limits ?? {},
    });
    await noteAnswer(ctx, row.id);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    await inTransaction(ctx, async (ctx) => {
      await markAccount(ctx, row.id, {
        checkedAt: ctx.now(),
        checkMessage: [error.message, error.hint].filter(Boolean).join(' '),
      });
      await noteFailure(ctx, row.id, error);
    });
  }
}
