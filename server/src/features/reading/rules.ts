const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Age of a post in seconds, and the seconds until it is read again: the older, the seldomer. */
const pace: readonly (readonly [youngerThan: number, again: number])[] = [
  [hour, 5 * minute],
  [day, 30 * minute],
  [7 * day, 4 * hour],
  [30 * day, day],
  [90 * day, 7 * day],
];

/** When a post of this age is read again; null when it is old enough to be left alone. Seconds. */
export function secondsToNextReading(ageSeconds: number): number | null {
  return pace.find(([youngerThan]) => ageSeconds < youngerThan)?.[1] ?? null;
}

/** Mentions, messages and the account's own numbers. */
export const accountReadingSeconds = 15 * minute;

/** After a failure: the usual pace doubled with each, at most a day, and never before the platform said. */
export function secondsAfterFailure(failures: number, retryAfterSeconds: number | undefined): number {
  return Math.max(retryAfterSeconds ?? 0, Math.min(day, 5 * minute * 2 ** Math.min(10, failures - 1)));
}

/** Pages of one kind that are read at once; what is left comes next time. */
export const mostPages = 5;
