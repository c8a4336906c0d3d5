import { Temporal } from 'temporal-polyfill';
import { AppError } from './errors.ts';

/** @throws AppError `invalid` for a name the IANA database does not know. */
export function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new AppError('invalid', `“${timeZone}” is not a time zone.`, {
      field: 'timeZone',
      hint: 'Use an IANA name such as Europe/Berlin.',
      cause,
    });
  }
}

/**
 * The instant of a wall-clock time in a zone. A time that occurs twice (clocks going back) means the first.
 * @throws AppError `invalid` when a clock change skips it, or it is no time at all.
 */
export function instantOf(localTime: string, timeZone: string): Date {
  assertTimeZone(timeZone);
  let wall: Temporal.PlainDateTime;
  try {
    wall = Temporal.PlainDateTime.from(localTime, { overflow: 'reject' });
  } catch (cause) {
    throw new AppError('invalid', `“${localTime}” is not a date and time.`, {
      field: 'localTime',
      hint: 'Write it as 2026-11-23T18:30.',
      cause,
    });
  }
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return new Date(earlier.epochMilliseconds);
  const later = wall.toZonedDateTime(timeZone, { disambiguation: 'later' });
  const shown = (at: Temporal.PlainDateTime) => at.toPlainTime().toString({ smallestUnit: 'minute' });
  throw new AppError(
    'invalid',
    `${shown(wall)} does not exist in ${timeZone} on ${wall.toPlainDate()}: the clocks go forward over it.`,
    {
      field: 'localTime',
      hint: `Choose ${shown(earlier.toPlainDateTime())} or ${shown(later.toPlainDateTime())}.`,
      facts: { earlier: earlier.toInstant().toString(), later: later.toInstant().toString() },
    },
  );
}
