/** The language of dates: that of the page, English, with the reader's own order of day and month. */
const locale = undefined;

/** Wall clock of an instant in a zone: `{ date: '2026-11-23', time: '18:30' }`. */
export function wallTime(instant: string | Date, timeZone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { date: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` };
}

/** "Mon 23 Nov, 18:30" in the zone; the zone is named where it is not the reader's own. */
export function dayAndTime(instant: string, timeZone?: string | null): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone && { timeZone }),
    ...(timeZone &&
      timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone && { timeZoneName: 'short' }),
  }).format(new Date(instant));
}

/** "23 November 2026". */
export function longDate(instant: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(instant),
  );
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "in 5 minutes", "2 days ago", "just now". */
export function fromNow(instant: string, now = Date.now()): string {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return Math.abs(seconds) < 45
    ? seconds > 5
      ? 'in a moment'
      : 'just now'
    : format.format(Math.round(seconds / 60), 'minute');
}

/** "Europe/Berlin (GMT+1)", at the instant. */
export function zoneName(timeZone: string, at: Date = new Date()): string {
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${timeZone.replaceAll('_', ' ')}${offset ? ` (${offset})` : ''}`;
}

/** All zones this browser knows, and `UTC`. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}
