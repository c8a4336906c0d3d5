import { and, eq } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { AppError } from '#kernel/errors.ts';
import { type AccountId, type CharacterId, newId } from '#kernel/ids.ts';
import type { ConnectedAccount } from '#platforms/platform.ts';
import { wellAgain } from './account-health.ts';
import type { accountModes } from './contract.ts';
import { findAccount, sealedFor } from './queries.ts';
import { accounts } from './tables.ts';

interface AccountToSave {
  readonly characterId: CharacterId;
  readonly platform: string;
  readonly mode: (typeof accountModes)[number];
  readonly connected: ConnectedAccount;
  /** The account that is connected again: it has to be this one. */
  readonly again?: AccountId | undefined;
  /** Shared by the accounts of one sign-in. */
  readonly grantId?: string | undefined;
}

/**
 * Stores what connecting gave. An account that this character had before is taken up again with its history.
 * @throws AppError `conflict` when it is connected already, or when it is not the account meant by `again`.
 */
export async function saveAccount(ctx: Ctx, input: AccountToSave): Promise<AccountId> {
  return inTransaction(ctx, async (ctx) => {
    const before = await earlier(ctx, input);
    return before ? takeUpAgain(ctx, before, input) : addNew(ctx, input);
  });
}

/** The row this account had before, if it may be used again. */
async function earlier(ctx: Ctx, input: AccountToSave): Promise<AccountId | undefined> {
  const { again, connected, platform, mode, characterId } = input;
  if (again) {
    const row = await findAccount(ctx, again);
    if (row.platform === platform && row.mode === mode && row.remoteId === connected.remoteId) return again;
    throw new AppError('conflict', `You signed in as ${connected.handle}, not as ${row.handle}.`, {
      hint: `Sign in at ${ctx.platforms.manifest(platform).name} as ${row.handle}, or connect ${connected.handle} as an account of its own. Nothing was changed.`,
    });
  }
  const same = await ctx.db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.workspaceId, ctx.workspaceId),
        eq(accounts.platform, platform),
        eq(accounts.mode, mode),
        eq(accounts.remoteId, connected.remoteId),
      ),
    )
    .for('update');
  const connectedNow = same.find(({ disconnectedAt }) => disconnectedAt === null);
  if (connectedNow) {
    throw new AppError('conflict', `${connected.handle} is already connected in this workspace.`, {
      hint: 'Open it and choose "Connect again", or use another account.',
      facts: { accountId: connectedNow.id },
    });
  }
  return same.find((row) => row.characterId === characterId)?.id;
}

const learnt = (ctx: Ctx, id: AccountId, { mode, connected, grantId }: AccountToSave) => ({
  handle: connected.handle,
  displayName: connected.displayName,
  baseUrl: mode === 'live' ? connected.baseUrl : null,
  credentials: ctx.vault.seal(JSON.stringify(connected.credentials), sealedFor(id)),
  tokenExpiresAt: connected.tokenExpiresAt,
  tokenIssuedAt: ctx.now(),
  grantId: grantId ?? null,
  warnings: [...connected.warnings],
});

async function addNew(ctx: Ctx, input: AccountToSave): Promise<AccountId> {
  const { characterId, platform, mode, connected } = input;
  const id = newId<AccountId>();
  const made = await ctx.db
    .insert(accounts)
    .values({
      ...{ id, workspaceId: ctx.workspaceId, characterId, platform, mode, remoteId: connected.remoteId },
      ...learnt(ctx, id, input),
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: accounts.id });
  if (made.length === 0) {
    throw new AppError('conflict', `${connected.handle} is already connected in this workspace.`, {
      hint: 'Disconnect it first, or use another account.',
    });
  }
  const how = { rehearsal: ' on the rehearsal network', live: '', hand_off: ', posted on by hand' }[mode];
  await tell(ctx, id, input, 'account.connected', `${connected.handle} was connected${how}.`);
  return id;
}

async function takeUpAgain(ctx: Ctx, id: AccountId, input: AccountToSave): Promise<AccountId> {
  await ctx.db
    .update(accounts)
    .set({ ...learnt(ctx, id, input), ...wellAgain, disconnectedAt: null, paused: false, pauseReason: '' })
    .where(and(eq(accounts.workspaceId, ctx.workspaceId), eq(accounts.id, id)));
  await tell(ctx, id, input, 'account.reconnected', `${input.connected.handle} was connected again.`);
  return id;
}

const tell = (ctx: Ctx, id: AccountId, input: AccountToSave, verb: string, summary: string) =>
  recordActivity(ctx, {
    verb,
    subject: { type: 'account', id, topic: 'accounts' },
    characterId: input.characterId,
    summary,
    facts: { warnings: input.connected.warnings },
  });
