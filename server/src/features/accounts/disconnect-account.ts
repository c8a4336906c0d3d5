import { and, eq } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { messageOf } from '#kernel/errors.ts';
import type { AccountId } from '#kernel/ids.ts';
import { platformAccount } from './platform-account.ts';
import { platformCall } from './platform-call.ts';
import { type AccountRow, accountsOfGrant, findAccount, sealedFor } from './queries.ts';
import { accounts } from './tables.ts';

const revokeSeconds = 20;

/**
 * Takes the permission back at the platform where it has a way, then forgets the credentials here, whatever the
 * platform answers. What was published stays, and its ledger too.
 * @returns what a person should know or do at the platform; empty when all is done.
 */
export async function disconnectAccount(ctx: Ctx, id: AccountId): Promise<{ note: string }> {
  requireRole(ctx, 'editor');
  const account = await findAccount(ctx, id);
  if (account.disconnectedAt) return { note: '' };
  const note = await revoke(ctx, account);
  await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .update(accounts)
      .set({
        disconnectedAt: ctx.now(),
        credentials: ctx.vault.seal('{}', sealedFor(id)),
        paused: true,
        pauseReason: 'The account was disconnected.',
      })
      .where(and(eq(accounts.workspaceId, ctx.workspaceId), eq(accounts.id, id)));
    await recordActivity(ctx, {
      verb: 'account.disconnected',
      subject: { type: 'account', id, topic: 'accounts' },
      characterId: account.characterId,
      summary: `${account.handle} was disconnected.${note && ` ${note}`}`,
    });
  });
  return { note };
}

/** Never throws: a permission that cannot be taken back here can be taken back by a person there. */
async function revoke(ctx: Ctx, account: AccountRow): Promise<string> {
  if (account.mode === 'hand_off') return '';
  const { name } = ctx.platforms.manifest(account.platform);
  const sharing = await accountsOfGrant(ctx, account);
  if (sharing.length > 0) {
    const others = sharing.map(({ handle }) => handle).join(', ');
    return `${name} gave one permission for this account and ${others}; it ends when those are disconnected too.`;
  }
  const adapter = ctx.platforms.get(account.platform);
  const byPerson = `remove this studio's access in the settings of ${account.handle} at ${name}.`;
  if (!adapter.revoke) {
    return account.mode === 'live' ? `${name} lets no program end its own permission: ${byPerson}` : '';
  }
  try {
    const call = platformCall(ctx, account, AbortSignal.timeout(revokeSeconds * 1000), revokeSeconds);
    await adapter.revoke(platformAccount(ctx, account), call);
    return '';
  } catch (error) {
    return `${name} could not be told (${messageOf(error)}): ${byPerson}`;
  }
}
