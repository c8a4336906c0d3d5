import { setTimeout as wait } from 'node:timers/promises';
import { type PlatformCall, PlatformError } from '#platforms/platform.ts';

/** What Instagram and Threads share: a container is made, gets ready, and is published once. */

/** Seconds to wait before each look at a container: at once, then ever slower, five minutes in all. */
export const defaultPollSeconds: readonly number[] = [0, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60];

export const containerStates = ['IN_PROGRESS', 'FINISHED', 'ERROR', 'EXPIRED', 'PUBLISHED'] as const;
export type ContainerState = (typeof containerStates)[number];

export interface ContainerLook {
  readonly state: ContainerState;
  /** What the platform says of an error. */
  readonly words: string;
}

/** Both clocks may be off by this. */
export const clockSlackMilliseconds = 2 * 60 * 1000;
/** A listing may lag behind publishing by this long; an absence younger than that proves nothing. */
export const listingLagMilliseconds = 5 * 60 * 1000;

export interface Waiting {
  readonly name: string;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
  look(): Promise<ContainerLook>;
  refusalOf(words: string): PlatformError;
}

/** Looks until the container can be published. @throws PlatformError 'unavailable' when it is not ready in time. */
export async function untilFinished({ name, call, pollSeconds, look, refusalOf }: Waiting): Promise<void> {
  for (const seconds of pollSeconds) {
    if (seconds > 0) await pause(name, seconds, call.signal);
    const { state, words } = await look();
    if (state === 'FINISHED') return;
    if (state === 'ERROR') throw refusalOf(words);
    if (state === 'EXPIRED' || state === 'PUBLISHED') {
      throw new PlatformError('unavailable', `The upload is ${state.toLowerCase()}.`, {
        hint: 'Looked at again by itself.',
      });
    }
  }
  throw new PlatformError('unavailable', `${name} is still preparing the media.`, {
    retryAfterSeconds: 60,
    hint: 'Looked at again by itself; nothing is uploaded twice.',
  });
}

export async function pause(name: string, seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch (error) {
    throw new PlatformError('unavailable', `Stopped while ${name} prepared the media.`, { cause: error });
  }
}

/** Says that the platform calls something published which it does not list yet. */
export function notListedYet(name: string): PlatformError {
  return new PlatformError(
    'outcome_unknown',
    `${name} says that this is published, but does not list it yet.`,
    { hint: 'Looked up again in a minute.' },
  );
}
