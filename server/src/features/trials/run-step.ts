import { setTimeout as wait } from 'node:timers/promises';
import type { Ctx } from '#context';
import { type AccountRow, noteFailure, platformCall } from '#features/accounts/index.ts';
import { messageOf } from '#kernel/errors.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { findDraftProblems } from '#platforms/check-draft.ts';
import {
  type PlatformAdapter,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishLedger,
  type PublishPayload,
  type ReadBack,
} from '#platforms/platform.ts';
import { markStep, rememberHandle, type TrialRow } from './queries.ts';
import { trialPayload } from './trial-payload.ts';

/** The longest one form may take, processing included. */
const longestSeconds = 300;
/** Seconds between looks at what the platform shows: it may be a little behind. */
const lookWaits: readonly number[] = [0, 2, 5, 10];

interface Step {
  readonly row: TrialRow;
  readonly account: AccountRow;
  readonly adapter: PlatformAdapter;
  readonly payload: PublishPayload;
  readonly call: PlatformCall;
}

/** Publishes a test post of one form, reads it back and takes it down; writes each thing as it is known. */
export async function runStep(
  ctx: Ctx,
  row: TrialRow,
  account: AccountRow,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const end = (change: Partial<TrialRow>) =>
    markStep(ctx, row, {
      ...change,
      endedAt: ctx.now(),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    });
  await markStep(ctx, row, { outcome: 'running', startedAt: ctx.now() });
  try {
    const adapter = ctx.platforms.get(account.platform);
    const payload = await trialPayload(ctx, row, account, signal);
    const limited = withLimits(adapter.manifest, account.limits);
    const problem = row.sent ? undefined : findDraftProblems(limited, payload)[0];
    if (problem) {
      await end({ outcome: 'skipped', message: problem.message, hint: problem.hint });
      return;
    }
    const call = platformCall(ctx, account, signal, longestSeconds);
    await end(await tryForm(ctx, { row, account, adapter, payload, call }));
  } catch (error) {
    if (error instanceof PlatformError) await noteFailure(ctx, account.id, error);
    await end(failed(error));
  }
}

async function tryForm(ctx: Ctx, step: Step): Promise<Partial<TrialRow>> {
  const published = await publish(ctx, step);
  if (!published) {
    return {
      outcome: 'left_behind',
      message: 'It is not known whether the test post went out.',
      hint: `Look at ${step.account.handle} on ${step.adapter.manifest.name}, and delete the test post if it is there.`,
    };
  }
  const { remoteId, url, warnings = [] } = published;
  await markStep(ctx, step.row, { remoteId, url });
  const seen = await lookFor(step, remoteId, ({ found, disclosed }) => found && disclosed !== false).catch(
    asNotSeen,
  );
  await markStep(ctx, step.row, { disclosed: seen.disclosed, evidence: seen.evidence });
  const replies = await takeDownReplies(step, remoteId);
  const removal = await takeDown(step, remoteId);
  const message = [...warnings, ...problemsIn(seen), removal?.message ?? ''].filter(Boolean).join(' ');
  if (removal) return { outcome: 'left_behind', message, hint: removal.hint };
  const asHoped = seen.found && seen.disclosed !== false;
  return { outcome: asHoped ? 'passed' : 'failed', message, hint: replies };
}

const asNotSeen = (error: unknown): ReadBack => ({
  found: false,
  url: null,
  disclosed: false,
  evidence: `It could not be read back: ${messageOf(error)}`,
});

function problemsIn({ found, disclosed, evidence }: ReadBack): string[] {
  if (!found) return [`The post went out, but was not found when it was read back. ${evidence}`];
  if (disclosed === null) return [evidence];
  return disclosed ? [] : [`The post does not say that it is made with AI. ${evidence}`];
}

/** Undefined when it stays unknown whether it went out. */
async function publish(ctx: Ctx, step: Step): Promise<Published | undefined> {
  const { row, adapter, payload, call } = step;
  const ledger = ledgerOf(ctx, row);
  if (row.remoteId !== null) return { remoteId: row.remoteId, url: row.url ?? '' };
  if (row.sent) {
    const found = await reconcile(step, ledger);
    if (found !== 'not_published') return found;
  }
  try {
    return await adapter.publish(payload, ledger, call);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.failure !== 'outcome_unknown') throw error;
    const found = await reconcile(step, ledger);
    if (found === 'not_published') throw new PlatformError('unavailable', error.message, { cause: error });
    return found;
  }
}

async function reconcile(
  { adapter, payload, call }: Step,
  ledger: PublishLedger,
): Promise<Published | 'not_published' | undefined> {
  for (const seconds of lookWaits) {
    await wait(seconds * 1000, undefined, { signal: call.signal });
    const found = await adapter.reconcile(payload, ledger.handles, call);
    if (found.outcome === 'published') return found;
    if (found.outcome === 'not_published') return 'not_published';
  }
  return undefined;
}

function ledgerOf(ctx: Ctx, row: TrialRow): PublishLedger {
  const handles: Record<string, string> = { ...row.handles };
  return {
    handles,
    async remember(name, value) {
      handles[name] = value;
      await rememberHandle(ctx, row, name, value);
    },
    aboutToPublish: () => markStep(ctx, row, { sent: true }),
  };
}

async function lookFor(
  { adapter, payload, call }: Step,
  remoteId: string,
  isAsHoped: (seen: ReadBack) => boolean,
): Promise<ReadBack> {
  let seen: ReadBack | undefined;
  for (const seconds of lookWaits) {
    await wait(seconds * 1000, undefined, { signal: call.signal });
    seen = await adapter.readBack(remoteId, payload.account, call);
    if (isAsHoped(seen)) break;
  }
  return seen!;
}

/**
 * Takes down what the account itself put under the post: a thread's further parts, a first comment. On some
 * platforms they go with the post, on others they are posts of their own.
 * @returns what a person should look at; empty when all is seen to.
 */
async function takeDownReplies({ row, adapter, payload, call }: Step, remoteId: string): Promise<string> {
  if (row.step !== 'thread' && row.step !== 'first_comment') return '';
  const unseen = 'Look whether the second part or the comment of the test is gone too.';
  const { account } = payload;
  const remove = adapter.engaging?.removeComment ?? adapter.remove;
  if (!adapter.reading?.comments || !remove) return unseen;
  try {
    for (const seconds of lookWaits.slice(0, 2)) {
      await wait(seconds * 1000, undefined, { signal: call.signal });
      const { items } = await adapter.reading.comments(remoteId, null, account, call);
      const mine = items.filter((one) => one.mine);
      for (const one of mine) await remove(one.remoteId, account, call);
      if (mine.length > 0) return '';
    }
    return unseen;
  } catch {
    return unseen;
  }
}

/** What a person has to do when the post stays; undefined when it is gone. */
async function takeDown(
  step: Step,
  remoteId: string,
): Promise<{ readonly message: string; readonly hint: string } | undefined> {
  const { adapter, account, payload, call } = step;
  const { name, can } = adapter.manifest;
  const hint = `Delete the test post of ${account.handle} in the ${name} app.`;
  if (!adapter.remove || !can.includes('remove')) {
    return { message: `${name} lets no program take a post down.`, hint };
  }
  try {
    await adapter.remove(remoteId, payload.account, call);
    const { found } = await lookFor(step, remoteId, (seen) => !seen.found);
    return found ? { message: `${name} still shows the post after it was taken down.`, hint } : undefined;
  } catch (error) {
    return { message: `It could not be taken down: ${messageOf(error)}`, hint };
  }
}

function failed(error: unknown): Partial<TrialRow> {
  if (!(error instanceof PlatformError)) return { outcome: 'failed', message: messageOf(error) };
  const { failure, remoteCode = null, message, hint = '' } = error;
  return { outcome: 'failed', failure, remoteCode, message, hint };
}
