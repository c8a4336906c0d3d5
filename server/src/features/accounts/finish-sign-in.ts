import { and, eq, gt } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { AccountId } from '#kernel/ids.ts';
import type { ConnectedAccount } from '#platforms/platform.ts';
import { hashOfState } from './begin-sign-in.ts';
import type { SignInProblem } from './contract.ts';
import { findAccount } from './queries.ts';
import { readFirst } from './read-first.ts';
import { asking, callBeforeAccount } from './refusal.ts';
import { saveAccount } from './save-account.ts';
import { openCandidates, openKept, type SignInRow, sealCandidates } from './sign-in-kept.ts';
import { accountSignIns } from './tables.ts';

type Query = Readonly<Record<string, string>>;

/** Where a person's browser goes after the platform: an account, the choice between several, or what went wrong. */
interface SignInOutcome {
  readonly signInId: string | null;
  readonly accountId: AccountId | null;
  /** Where no sign-in is known. */
  readonly problem?: SignInProblem;
}

const nowhere = (problem: SignInProblem): SignInOutcome => ({ signInId: null, accountId: null, problem });

/**
 * Takes a person who comes back from a platform's page: the state must be one of ours, unused, not too old, and
 * theirs. What goes wrong is kept with the sign-in and shown; nothing is thrown at a browser that was sent here.
 */
export async function finishSignIn(ctx: Ctx, query: Query): Promise<SignInOutcome> {
  requireRole(ctx, 'editor');
  const refusal = await whyNot(ctx, query);
  if (refusal) return refusal;
  const row = await takeUp(ctx, query.state ?? '');
  if (!row) return nowhere('used');
  try {
    const denied = denialIn(ctx, row, query);
    if (denied) throw denied;
    const found = await ask(ctx, row, query);
    const meant = await chooseAlone(ctx, row, found);
    if (!meant) return { signInId: row.id, accountId: null };
    const [accountId] = await connectAll(ctx, row, [meant]);
    return { signInId: row.id, accountId: accountId ?? null };
  } catch (error) {
    if (!(error instanceof AppError)) ctx.log.error({ err: error }, 'A sign-in could not be finished');
    const told =
      error instanceof AppError ? error : new AppError('internal', 'The sign-in could not be finished.');
    await fail(ctx, row, told.message, told.hint ?? 'Begin again. Nothing was connected.');
    return { signInId: row.id, accountId: null };
  }
}

/** A state nobody here gave out, one of somebody else, one too old, one used before. */
async function whyNot(ctx: Ctx, query: Query): Promise<SignInOutcome | undefined> {
  const [row] = await ctx.db
    .select()
    .from(accountSignIns)
    .where(eq(accountSignIns.stateHash, hashOfState(query.state ?? '')));
  if (!row) return nowhere('unknown');
  const mine = ctx.actor.kind === 'user' && row.userId === ctx.actor.userId;
  if (row.workspaceId !== ctx.workspaceId || !mine) return nowhere('somebody_else');
  if (row.step !== 'begun') return { signInId: row.id, accountId: row.accountIds[0] ?? null };
  if (row.expiresAt > ctx.now()) return undefined;
  await fail(ctx, row, 'This sign-in took too long.', 'Begin again. Nothing was connected.');
  return { signInId: row.id, accountId: null };
}

/** Uses the state up: of two arrivals one gets it. */
async function takeUp(ctx: Ctx, state: string): Promise<SignInRow | undefined> {
  const [row] = await ctx.db
    .update(accountSignIns)
    .set({ step: 'finishing' })
    .where(
      and(
        eq(accountSignIns.workspaceId, ctx.workspaceId),
        eq(accountSignIns.stateHash, hashOfState(state)),
        eq(accountSignIns.step, 'begun'),
        gt(accountSignIns.expiresAt, ctx.now()),
      ),
    )
    .returning();
  return row;
}

const longestQuoted = 200;

/** The platform's own refusal in the address, RFC 6749 section 4.1.2.1. */
function denialIn(ctx: Ctx, row: SignInRow, query: Query): AppError | undefined {
  const code = query.error ?? (query.denied === undefined ? undefined : 'access_denied');
  if (code === undefined) return undefined;
  const { name } = ctx.platforms.manifest(row.platform);
  if (code === 'access_denied' || code === 'user_cancelled_authorize') {
    return new AppError('forbidden', `You did not allow it at ${name}.`, {
      hint: 'Begin again and allow what is asked for. Nothing was connected.',
    });
  }
  const said = (query.error_description ?? query.error_message ?? code).slice(0, longestQuoted);
  return new AppError('invalid', `${name} refused the sign-in: ${said}`, {
    hint: 'Check the app registration: its client id, its permissions and the redirect address. Nothing was connected.',
  });
}

async function ask(ctx: Ctx, row: SignInRow, query: Query): Promise<readonly ConnectedAccount[]> {
  const { oauth, manifest } = ctx.platforms.get(row.platform);
  if (!oauth) throw new AppError('invalid', `${manifest.name} has no sign-in page for apps.`);
  const { kept, redirectUrl, baseUrl } = openKept(ctx, row);
  const answer = { query, kept, redirectUrl, ...(baseUrl !== null && { baseUrl }) };
  const found = await asking(manifest.name, () => oauth.finish(answer, callBeforeAccount(ctx)));
  if (found.length > 0) return found;
  throw new AppError('invalid', `${manifest.name} named no account that can be connected.`, {
    hint: 'Choose at least one account or Page on the platform’s page, and check that it may publish. Begin again.',
  });
}

/** The one account that is meant; undefined when a person has to choose, and then the choice is kept. */
async function chooseAlone(ctx: Ctx, row: SignInRow, found: readonly ConnectedAccount[]) {
  if (row.accountId) {
    const { remoteId } = await findAccount(ctx, row.accountId);
    return found.find((one) => one.remoteId === remoteId) ?? found[0]!;
  }
  if (found.length === 1) return found[0]!;
  await change(ctx, row, { step: 'choosing', sealed: sealCandidates(ctx, row.id, found) });
  return undefined;
}

/** What a sign-in came to, with the accounts to choose from. @throws AppError `not_found`. */
export async function readSignIn(ctx: Ctx, id: string) {
  const row = await own(ctx, id);
  const { name } = ctx.platforms.manifest(row.platform);
  const choices =
    row.step === 'choosing'
      ? openCandidates(ctx, row).map(({ remoteId, handle, displayName }) => ({
          remoteId,
          handle,
          displayName,
        }))
      : [];
  const { platform, mode, step, accountIds, message, hint, characterId } = row;
  return { id, platform, platformName: name, mode, step, accountIds, message, hint, characterId, choices };
}

/** Connects the accounts a person chose of those a sign-in offered. @throws AppError `invalid` when none is. */
export async function chooseAccounts(ctx: Ctx, id: string, remoteIds: readonly string[]) {
  requireRole(ctx, 'editor');
  const row = await own(ctx, id);
  if (row.step !== 'choosing') {
    throw new AppError('conflict', 'There is nothing to choose here any more.', { hint: 'Begin again.' });
  }
  const chosen = openCandidates(ctx, row).filter(({ remoteId }) => remoteIds.includes(remoteId));
  if (chosen.length === 0) {
    throw new AppError('invalid', 'Nothing was chosen.', {
      field: 'remoteIds',
      hint: 'Choose at least one account.',
    });
  }
  return { accountIds: await connectAll(ctx, row, chosen) };
}

/** All or none, in one transaction; then their limits are read. */
async function connectAll(ctx: Ctx, row: SignInRow, chosen: readonly ConnectedAccount[]) {
  const { characterId, platform, mode, id: grantId } = row;
  const ids = await inTransaction(ctx, async (ctx) => {
    const saved: AccountId[] = [];
    for (const connected of chosen) {
      const again = row.accountId ?? undefined;
      saved.push(await saveAccount(ctx, { characterId, platform, mode, connected, again, grantId }));
    }
    await change(ctx, row, { step: 'done', sealed: null, accountIds: saved });
    return saved;
  });
  for (const id of ids) await readFirst(ctx, id);
  return ids;
}

const fail = (ctx: Ctx, row: SignInRow, message: string, hint: string) =>
  change(ctx, row, { step: 'failed', sealed: null, message, hint });

async function change(ctx: Ctx, row: SignInRow, set: Partial<SignInRow>): Promise<void> {
  await ctx.db
    .update(accountSignIns)
    .set(set)
    .where(and(eq(accountSignIns.workspaceId, ctx.workspaceId), eq(accountSignIns.id, row.id)));
}

async function own(ctx: Ctx, id: string): Promise<SignInRow> {
  const [row] = await ctx.db
    .select()
    .from(accountSignIns)
    .where(and(eq(accountSignIns.workspaceId, ctx.workspaceId), eq(accountSignIns.id, id)));
  if (row && ctx.actor.kind === 'user' && row.userId === ctx.actor.userId) return row;
  throw new AppError('not_found', 'There is no such sign-in.', { hint: 'Begin again under Accounts.' });
}
