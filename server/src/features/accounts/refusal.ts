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

/** A platform's refusal as ours, in its own words and with what to do. */
export async function asking<T>(platformName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new AppError(codeOf[error.failure], `${platformName}: ${error.message}`, {
      // Adapters speak of deliveries, which are tried again; nobody tries to connect but a person.
      hint:
        error.failure === 'unavailable'
          ? 'Check that this machine reaches the internet, then try again. Nothing was saved.'
          : (error.hint ?? 'Check what you entered and try again. Nothing was saved.'),
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
