/** Plain dates as `2026-11-23`; arithmetic in UTC, so that no clock change can shift a day. */
export type PlainDate = string;

const dayMilliseconds = 86_400_000;
const toUtc = (date: PlainDate) => Date.parse(`${date}T00:00:00Z`);
const fromUtc = (milliseconds: number): PlainDate => new Date(milliseconds).toISOString().slice(0, 10);

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromUtc(toUtc(date) + days * dayMilliseconds);
}

export function addMonths(date: PlainDate, months: number): PlainDate {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return fromUtc(Date.UTC(year, month - 1 + months, 1));
}

/** The Monday on or before a date. */
export function weekStart(date: PlainDate): PlainDate {
  const weekday = (new Date(toUtc(date)).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

export function weekDays(date: PlainDate): readonly PlainDate[] {
  const monday = weekStart(date);
  return Array.from({ length: 7 }, (_, day) => addDays(monday, day));
}

/** Whole weeks that hold the month of a date. */
export function monthDays(date: PlainDate): readonly PlainDate[] {
  const first = `${date.slice(0, 7)}-01`;
  const start = weekStart(first);
  const last = addDays(addMonths(first, 1), -1);
  const weeks = Math.ceil(((toUtc(last) - toUtc(start)) / dayMilliseconds + 1) / 7);
  return Array.from({ length: weeks * 7 }, (_, day) => addDays(start, day));
}

/** Instants that certainly hold all of these days in any zone. */
export function reachOf(days: readonly PlainDate[]): { from: string; to: string } {
  const first = days[0] ?? fromUtc(0);
  const last = days.at(-1) ?? first;
  return { from: `${addDays(first, -1)}T00:00:00Z`, to: `${addDays(last, 2)}T00:00:00Z` };
}

export function formatDate(date: PlainDate, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(toUtc(date));
}
