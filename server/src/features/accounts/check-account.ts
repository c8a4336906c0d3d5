import { type AppContext, asSystem, type Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { AccountId } from '#kernel/ids.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { platformAccount } from './platform-account.ts';
import { platformCall } from './platform-call.ts';
import { presentAccount } from './present-account.ts';
import { type AccountRow, accountsToCheck, findAccount, markAccount } from './queries.ts';

const checkSeconds = 60;

/** What a refusal says about the account; the others say nothing lasting. */
const healthOf: Partial<Record<PlatformFailure, AccountRow['health']>> = {
  needs_reconnect: 'reauth',
  checkpoint: 'checkpoint',
  restricted: 'restricted',
  policy: 'policy',
  gone: 'gone',
};

/** Asks the platform whether an account works, renewing its token when that is due. */
export async function checkAccount(ctx: Ctx, id: AccountId, signal: AbortSignal) {
  requireRole(ctx, 'editor');
  await ask(ctx, await findAccount(ctx, id), signal);
  const account = await findAccount(ctx, id);
  return presentAccount(ctx, account, await characterCard(ctx, account.characterId));
}

/** Asks about the accounts of every workspace that are due: about once a day, oftener before a token ends. */
export async function checkDueAccounts(app: AppContext, signal: AbortSignal): Promise<void> {
  for (const row of await accountsToCheck(app.db)) {
    if (signal.aborted) return;
    await ask(asSystem(app, row.workspaceId, 'accounts.check'), row, signal);
  }
}

/** Never throws because the platform refuses or does not answer: that is what is written down. */
async function ask(ctx: Ctx, row: AccountRow, signal: AbortSignal): Promise<void> {
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
      ...(row.health === 'reauth' && { health: 'ok', healthReason: '' }),
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    await keepRefusal(ctx, row, error);
  }
}

async function keepRefusal(ctx: Ctx, row: AccountRow, error: PlatformError): Promise<void> {
  const health = healthOf[error.failure];
  await inTransaction(ctx, async (ctx) => {
    await markAccount(ctx, row.id, {
      checkedAt: ctx.now(),
      checkMessage: [error.message, error.hint].filter(Boolean).join(' '),
      ...(health && { health, healthReason: error.message }),
    });
    if (!health || health === row.health) return;
    await recordActivity(ctx, {
      verb: 'account.in_trouble',
      subject: { type: 'account', id: row.id, topic: 'accounts' },
      characterId: row.characterId,
      summary: `${row.handle} needs a person: ${error.message}`,
      facts: { failure: error.failure },
    });
  });
}
