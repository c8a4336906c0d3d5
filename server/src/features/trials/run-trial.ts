import type { Ctx } from '#context';
import { findAccount } from '#features/accounts/index.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import type { AccountId } from '#kernel/ids.ts';
import { stepsOf, type TrialRow } from './queries.ts';
import { isOver } from './rules.ts';
import { runStep } from './run-step.ts';

/**
 * Tries each form that is still open, one after the other. Safe to run again: a step that was under way when the
 * process died is looked up at the platform before anything is sent.
 */
export async function runTrial(
  ctx: Ctx,
  { accountId, runId }: { readonly accountId: AccountId; readonly runId: string },
  signal: AbortSignal,
): Promise<void> {
  const open = (await stepsOf(ctx, runId)).filter(({ outcome }) => !isOver(outcome));
  for (const row of open) {
    if (signal.aborted) return;
    // Read anew for each: a step may have renewed the account's token.
    await runStep(ctx, row, await findAccount(ctx, accountId), signal);
  }
  if (open.length > 0) await tell(ctx, accountId, await stepsOf(ctx, runId));
}

async function tell(ctx: Ctx, id: AccountId, steps: readonly TrialRow[]): Promise<void> {
  const account = await findAccount(ctx, id);
  const count = (...outcomes: TrialRow['outcome'][]) =>
    steps.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const tried = steps.length - count('skipped');
  const left = count('left_behind');
  await recordActivity(ctx, {
    verb: 'account.tried',
    subject: { type: 'account', id, topic: 'accounts' },
    characterId: account.characterId,
    summary: `${account.handle}: ${count('passed')} of ${tried} kinds of post worked in the check.${
      left > 0 ? ` ${left} test ${left === 1 ? 'post has' : 'posts have'} to be taken down by hand.` : ''
    }`,
  });
}
