import type { Ctx } from '#context';
import { AppError, type ErrorCode } from '#kernel/errors.ts';
import { type PlatformCall, PlatformError, type PlatformFailure } from '#platforms/platform.ts';

const codeOf: Readonly<Record<PlatformFailure, ErrorCode>> = {
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
  needs_reconnect: 'invalid',
  rejected: 'invalid',
  media_rejected: 'invalid',
  policy: 'forbidden',
  restricted: 'forbidden',
  checkpoint: 'forbidden',
  gone: 'invalid',
  outcome_unknown: 'unavailable',
};

interface WhatToDo {
  readonly whenAway: string;
  /** Where the platform itself does not say. */
  readonly otherwise: string;
}

const whenConnecting: WhatToDo = {
  whenAway: 'Check that this machine reaches the internet, then try again. Nothing was saved.',
  otherwise: 'Check what you entered and try again. Nothing was saved.',
};

/** For a person who changes something that is out already: a post, a comment. */
export const whenChanging: WhatToDo = {
  whenAway: 'Nothing was changed. Try again in a while, or do it in the app.',
  otherwise: 'Nothing was changed. Do it in the app.',
};

/** A platform's refusal as ours, in its own words and with what to do. */
export async function asking<T>(
  platformName: string,
  work: () => Promise<T>,
  { whenAway, otherwise }: WhatToDo = whenConnecting,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new AppError(codeOf[error.failure], `${platformName}: ${error.message}`, {
      // Adapters speak of deliveries, which are tried again; this is tried by nobody but a person.
      hint: error.failure === 'unavailable' ? whenAway : (error.hint ?? otherwise),
      cause: error,
    });
  }
}

const longestMilliseconds = 60_000;

/** For calls made before there is an account: nothing is stored, and no limit is counted. */
export function callBeforeAccount(ctx: Ctx): PlatformCall {
  return {
    signal: AbortSignal.timeout(longestMilliseconds),
    now: ctx.now,
    // What connecting answers holds the newest credentials.
    renewCredentials: async (stale, renew) => (await renew(stale)).credentials,
    limits: { take: async () => undefined, learn: async () => undefined },
  };
}
