import type { Ctx } from '#context';
import { noteFailure, noteSuccess } from '#features/accounts/index.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { PlatformError, type Published, type Reconciled } from '#platforms/platform.ts';
import { readBackJob } from './jobs.ts';
import { handlesOf, isPartOut, settleAttempt } from './ledger.ts';
import { type AttemptRow, type DeliveryRow, setDelivery } from './queries.ts';
import { afterFailure, mostAttempts, reconcileWaits, waitBeforeRetry } from './rules.ts';
import { tellDelivery } from './tell-delivery.ts';

/** What follows from an outcome. */
export interface Settlement {
  /** When to run again; absent when it has ended or a person has to act. */
  readonly againInSeconds?: number;
  readonly reason: string;
}

const ended = (reason: string): Settlement => ({ reason });

/** It is on the platform. */
export async function settlePublished(
  ctx: Ctx,
  delivery: DeliveryRow,
  attempt: AttemptRow,
  { remoteId, url, warnings = [] }: Published,
): Promise<Settlement> {
  await settleAttempt(
    ctx,
    attempt,
    { state: 'accepted', evidence: { remoteId, url, warnings } },
    async (ctx) => {
      const at = ctx.now();
      await setDelivery(ctx, delivery.id, {
        state: 'published',
        remoteId,
        remoteUrl: url,
        warnings: [...warnings],
        publishedAt: at,
        failure: null,
        failureMessage: '',
        failureHint: '',
        retryAt: null,
      });
      await noteSuccess(ctx, delivery.accountId);
      await ctx.jobs.add(ctx.db, readBackJob, { workspaceId: ctx.workspaceId, deliveryId: delivery.id });
      await tellDelivery(
        ctx,
        delivery,
        'delivery.published',
        ({ character, platform }) => `${character}’s post went out on ${platform}.`,
        { url },
      );
    },
  );
  return ended('published');
}

/** What the platform itself says became of an attempt. */
export async function settleReconciled(
  ctx: Ctx,
  delivery: DeliveryRow,
  attempt: AttemptRow,
  found: Reconciled,
): Promise<Settlement> {
  if (found.outcome === 'published') return settlePublished(ctx, delivery, attempt, found);
  if (found.outcome === 'not_published') {
    const outcome = {
      state: 'refused',
      failure: 'unavailable',
      message: found.evidence,
      evidence: found,
    } as const;
    await settleAttempt(ctx, attempt, outcome, (ctx) =>
      setDelivery(ctx, delivery.id, {
        state: 'scheduled',
        failure: 'unavailable',
        failureMessage: found.evidence,
        failureHint: hints.unavailable,
        retryAt: ctx.now(),
      }),
    );
    return { againInSeconds: 1, reason: 'Proved not published.' };
  }
  return settleUnknown(ctx, delivery, attempt, found.evidence, found.retryAfterSeconds);
}

/** A failure on the way. Whatever may have gone out is unknown until the platform has been asked. */
export async function settleError(
  ctx: Ctx,
  delivery: DeliveryRow,
  attempt: AttemptRow,
  { error, mayHaveSent }: { readonly error: unknown; readonly mayHaveSent: boolean },
): Promise<Settlement> {
  const failure = asPlatformError(error, mayHaveSent);
  if (attempt.state === 'sending' || attempt.state === 'unknown') {
    // It was asking that failed, which proves nothing about the attempt.
    return settleUnknown(ctx, delivery, attempt, failure.message, failure.retryAfterSeconds);
  }
  if (failure.failure === 'outcome_unknown') {
    return settleUnknown(ctx, delivery, attempt, failure.message, failure.retryAfterSeconds);
  }
  return settleRefused(ctx, delivery, attempt, failure);
}

async function settleRefused(
  ctx: Ctx,
  delivery: DeliveryRow,
  attempt: AttemptRow,
  error: PlatformError,
): Promise<Settlement> {
  const next = afterFailure[error.failure];
  const again = next.again && attempt.number < mostAttempts;
  const wait = waitBeforeRetry(attempt.number, error.retryAfterSeconds);
  const outcome = { state: 'refused', failure: error.failure, message: error.message } as const;
  const hasPartOut = isPartOut(await handlesOf(ctx, attempt));
  await settleAttempt(ctx, attempt, outcome, async (ctx) => {
    await setDelivery(ctx, delivery.id, {
      state: again ? 'scheduled' : 'failed',
      failure: error.failure,
      failureMessage: hasPartOut
        ? `${error.message} The first part of the post is out already.`
        : error.message,
      failureHint: hasPartOut && !again ? hintForPart : (error.hint ?? hintFor(error)),
      retryAt: again ? new Date(ctx.now().getTime() + wait * 1000) : null,
    });
    await noteFailure(ctx, delivery.accountId, error);
    await tellDelivery(
      ctx,
      delivery,
      again ? 'delivery.delayed' : 'delivery.failed',
      ({ character, platform }) =>
        again
          ? `${platform} did not take ${character}’s post yet; it is tried again in ${wait} s.`
          : `${character}’s post failed on ${platform}: ${error.message}`,
      { failure: error.failure },
    );
  });
  return again ? { againInSeconds: wait, reason: error.message } : ended(error.message);
}

async function settleUnknown(
  ctx: Ctx,
  delivery: DeliveryRow,
  attempt: AttemptRow,
  evidence: string,
  retryAfterSeconds: number | undefined,
): Promise<Settlement> {
  const looks = looksOf(attempt) + 1;
  const wait = reconcileWaits[looks - 1];
  const outcome = {
    state: 'unknown',
    failure: 'outcome_unknown',
    message: evidence,
    evidence: { looks, lastAnswer: evidence },
  } as const;
  await settleAttempt(ctx, attempt, outcome, async (ctx) => {
    await setDelivery(ctx, delivery.id, {
      state: 'unknown',
      failure: 'outcome_unknown',
      failureMessage: `It is not known whether this went out: ${evidence}`,
      failureHint:
        wait === undefined
          ? 'Look at the account, then say here whether the post is there.'
          : 'The platform is being asked. Nothing is sent again before it is clear.',
    });
    if (looks === 1 || wait === undefined) {
      await tellDelivery(
        ctx,
        delivery,
        'delivery.unknown',
        ({ character, platform }) => `It is not known whether ${character}’s post went out on ${platform}.`,
      );
    }
  });
  if (wait === undefined) return ended('A person has to decide.');
  return { againInSeconds: Math.max(wait, retryAfterSeconds ?? 0), reason: evidence };
}

/** How often the platform has been asked about an attempt already. */
function looksOf({ evidence }: AttemptRow): number {
  return typeof evidence === 'object' && evidence !== null && 'looks' in evidence
    ? Number(evidence.looks)
    : 0;
}

function asPlatformError(error: unknown, mayHaveSent: boolean): PlatformError {
  if (error instanceof PlatformError) return error;
  if (mayHaveSent) return new PlatformError('outcome_unknown', messageOf(error), { cause: error });
  if (error instanceof AppError && error.code !== 'unavailable') {
    return new PlatformError('rejected', error.message, { hint: error.hint, cause: error });
  }
  return new PlatformError('unavailable', messageOf(error), { cause: error });
}

const hints = {
  needs_reconnect: 'Connect the account again, then retry.',
  rejected: 'Change the post so that the platform takes it, then schedule it again.',
  media_rejected: 'Use another picture or clip, then schedule it again.',
  policy: 'Change what the platform objects to.',
  checkpoint: 'Open the platform’s own app, confirm what it asks for, then resume the account here.',
  gone: 'The account is paused here. Connect another one.',
  restricted: 'Look at the account on the platform itself; it is paused here.',
  rate_limited: 'It is tried again by itself.',
  unavailable: 'It is tried again by itself.',
  outcome_unknown: 'The platform is asked what became of it.',
} as const;
const hintForPart = 'Look at the account. Retry sends the rest, once the reason is mended.';
const hintFor = ({ failure }: PlatformError): string => hints[failure];
