import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { findAccount, healthNow, lockAccount, needsPerson } from '#features/accounts/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type AccountId, newId } from '#kernel/ids.ts';
import { runTrialJob } from './jobs.ts';
import { latestTrial } from './queries.ts';
import { isOver, isPrivate, stepsFor } from './rules.ts';
import { accountTrials } from './tables.ts';
import { reportOf } from './trial-report.ts';

/** A check whose process died and whose job was given up stands in nobody's way after this long. */
const abandonedMilliseconds = 3600_000;

/** What a check of an account would do, and what the latest one found. */
export async function readTrial(ctx: Ctx, accountId: AccountId) {
  const account = await findAccount(ctx, accountId);
  const manifest = ctx.platforms.manifest(account.platform);
  const steps = await latestTrial(ctx, accountId);
  const first = steps[0];
  return {
    planned:
      account.mode === 'hand_off'
        ? []
        : stepsFor(manifest).map((step) => ({
            step,
            public: !isPrivate(manifest, step),
            removable: manifest.can.includes('remove'),
          })),
    latest: first
      ? {
          id: first.runId,
          startedAt: first.createdAt.toISOString(),
          running: steps.some(({ outcome }) => !isOver(outcome)),
          apiVersion: first.apiVersion,
          adapterVersion: first.adapterVersion,
          steps: steps.map((row) => {
            const { id, step, outcome, url, disclosed, evidence, message, hint, seconds } = row;
            return {
              id,
              step,
              outcome,
              url,
              disclosed,
              evidence,
              message,
              hint,
              seconds,
              public: row.public,
            };
          }),
          report: reportOf(manifest, account, steps),
        }
      : null,
  };
}

/**
 * Starts a check: a test post of each form the platform has, read back and taken down.
 * @throws AppError `conflict` while one runs, or when the account cannot publish.
 */
export async function startTrial(ctx: Ctx, accountId: AccountId) {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const account = await lockAccount(ctx, accountId);
    if (account.mode === 'hand_off' || account.disconnectedAt) {
      throw new AppError('conflict', 'There is nothing to check on this account.', {
        hint: account.disconnectedAt ? 'Connect it again first.' : 'A person posts on it by hand.',
      });
    }
    if (needsPerson(healthNow(account, ctx.now()))) {
      throw new AppError('conflict', `The account needs a person first: ${account.healthReason}`, {
        hint: account.healthHint,
      });
    }
    const open = (await latestTrial(ctx, accountId)).find(({ outcome }) => !isOver(outcome));
    if (open && ctx.now().getTime() - open.createdAt.getTime() < abandonedMilliseconds) {
      throw new AppError('conflict', 'A check of this account is running already.', {
        hint: 'Wait until it has ended.',
      });
    }
    const manifest = ctx.platforms.manifest(account.platform);
    const runId = newId();
    const common = { workspaceId: ctx.workspaceId, accountId, runId, createdAt: ctx.now() };
    await ctx.db.insert(accountTrials).values(
      stepsFor(manifest).map((step, position) => ({
        ...common,
        ...{ id: newId(), position, step, public: !isPrivate(manifest, step) },
        apiVersion: manifest.apiVersion,
        adapterVersion: ctx.media.product.version,
      })),
    );
    await ctx.jobs.add(ctx.db, runTrialJob, { workspaceId: ctx.workspaceId, accountId, runId });
    ctx.emit({ type: 'changed', topic: 'accounts', id: accountId });
  });
  return readTrial(ctx, accountId);
}
