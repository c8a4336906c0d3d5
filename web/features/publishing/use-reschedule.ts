'use client';
import type { CalendarDelivery, Schedule } from '@ainfluencer/server/contract/publishing';
import { useState } from 'react';
import { wallTime } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';
import { useScheduleDelivery } from './mutations.ts';

type Movable = Pick<CalendarDelivery, 'id' | 'publishAt' | 'timeZone' | 'state'>;

function scheduleOf(delivery: Movable, fallbackZone: string): Schedule {
  if (!delivery.publishAt || delivery.state === 'planned') return { when: 'never' };
  const timeZone = delivery.timeZone ?? fallbackZone;
  const { date, time } = wallTime(delivery.publishAt, timeZone);
  return { when: 'at', localTime: `${date}T${time}`, timeZone };
}

/**
 * Moves deliveries on the calendar. The new place shows at once and falls back when the server refuses:
 * a past time, or an hour that a clock change skips. Every move can be undone.
 */
export function useReschedule(timeZone: string) {
  const schedule = useScheduleDelivery();
  const [moving, setMoving] = useState<Readonly<Record<string, string | null>>>({});
  const settle = (id: string) =>
    setMoving((current) => {
      const { [id]: _done, ...rest } = current;
      return rest;
    });
  /** `localTime` such as `2026-11-23T18:30` in the calendar's zone, or null for the tray. */
  const move = (delivery: Movable, localTime: string | null) => {
    setMoving((current) => ({ ...current, [delivery.id]: localTime }));
    const to: Schedule = localTime ? { when: 'at', localTime, timeZone } : { when: 'never' };
    const back = scheduleOf(delivery, timeZone);
    schedule.mutate(
      { id: delivery.id, schedule: to },
      {
        onSuccess: () =>
          say(localTime ? 'Moved.' : 'Taken off the calendar.', () =>
            schedule.mutate({ id: delivery.id, schedule: back }, { onError: sayError }),
          ),
        onError: sayError,
        onSettled: () => settle(delivery.id),
      },
    );
  };
  return { move, moving };
}
