import type { Readiness } from '@ainfluencer/server/contract/engines';
import { wallTime } from '#ui/time.ts';

/** "14:20" today, "Tue 14:20" within a week, "Tue 1 Dec 14:20" beyond, in the zone. */
export function shortMoment(instant: string, timeZone: string, now = Date.now()): string {
  const { date, time } = wallTime(instant, timeZone);
  if (date === wallTime(new Date(now), timeZone).date) return time;
  const near = Math.abs(Date.parse(instant) - now) < 6 * 86_400_000;
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    ...(!near && { day: 'numeric', month: 'short' }),
  }).format(new Date(instant));
  return `${day} ${time}`;
}

/** "Ready by 14:20", or "Late: ready 15:10", for a place with little room. */
export function readyShort({ readyAt, late }: Readiness, timeZone: string, now = Date.now()): string {
  if (!readyAt) return 'Waits for an engine';
  const at = shortMoment(readyAt, timeZone, now);
  return late ? `Late: ready ${at}` : `Ready by ${at}`;
}

/** The same as a sentence, with what it is late for. */
export function readyLong(
  work: Readiness,
  plannedAt: string | null,
  timeZone: string,
  now = Date.now(),
): string {
  const { readyAt, neededBy, late } = work;
  const planned = plannedAt ? `, planned ${shortMoment(plannedAt, timeZone, now)}` : '';
  if (!readyAt) return `Waits for an engine that does not answer${planned}.`;
  const at = shortMoment(readyAt, timeZone, now);
  if (!late) return `Ready by ${at}${planned}.`;
  const needed = neededBy ? `, needed by ${shortMoment(neededBy, timeZone, now)}` : '';
  return `Will be late: ready ${at}${needed}${planned}.`;
}
