'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import { ChevronLeft, ChevronRight, Globe } from 'lucide-react';
import Link from 'next/link';
import { useMemo, useState } from 'react';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import {
  addDays,
  addMonths,
  formatDate,
  monthDays,
  type PlainDate,
  reachOf,
  weekDays,
} from '#features/publishing/calendar-days.ts';
import { useDeliveries } from '#features/publishing/data.ts';
import { useReschedule } from '#features/publishing/use-reschedule.ts';
import { useWorkspaceTimeZone } from '#features/workspaces/data.ts';
import { useShortcuts } from '#shell/shortcuts.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { wallTime, zoneName } from '#ui/time.ts';
import { useNow } from '#ui/use-now.ts';
import { CalendarAgenda } from './calendar-agenda.tsx';
import { CalendarBoard } from './calendar-board.tsx';
import { RescheduleDialog } from './reschedule-dialog.tsx';

/** A delivery at its place on the wall calendar. */
export interface Placed {
  delivery: CalendarDelivery;
  date: PlainDate;
  /** `18:30` */
  time: string;
}

function place(
  deliveries: readonly CalendarDelivery[],
  moving: Readonly<Record<string, string | null>>,
  timeZone: string,
): Placed[] {
  return deliveries
    .flatMap((delivery): Placed[] => {
      const moved = moving[delivery.id];
      if (moved === null) return [];
      if (moved) return [{ delivery, date: moved.slice(0, 10), time: moved.slice(11, 16) }];
      const at = delivery.publishAt ?? delivery.publishedAt;
      return at && delivery.state !== 'cancelled' ? [{ delivery, ...wallTime(at, timeZone) }] : [];
    })
    .toSorted((a, b) => `${a.date}${a.time}`.localeCompare(`${b.date}${b.time}`));
}

export function Calendar() {
  const timeZone = useWorkspaceTimeZone();
  const now = wallTime(new Date(useNow(60)), timeZone);
  const [view, setView] = useState<'month' | 'week'>('month');
  const [at, setAt] = useState<PlainDate>();
  const [characterId, setCharacterId] = useState('all');
  const [opened, setOpened] = useState<CalendarDelivery>();
  const date = at ?? now.date;
  const days = useMemo(() => (view === 'month' ? monthDays(date) : weekDays(date)), [view, date]);
  const only = characterId === 'all' ? {} : { characterId };
  const calendar = useDeliveries({ ...reachOf(days), ...only });
  const tray = useDeliveries({ unscheduled: 'true', ...only });
  const { move, moving } = useReschedule(timeZone);
  const known = new Map(
    [...(tray.data ?? []), ...(calendar.data ?? [])].map((delivery) => [delivery.id, delivery]),
  );
  const placed = place(
    [
      // What is approved and only planned stands in the tray: nothing goes out by a plan.
      ...(calendar.data ?? []).filter(({ id }) => !(tray.data ?? []).some((one) => one.id === id)),
      ...(tray.data ?? []).filter(({ id }) => moving[id]),
    ],
    moving,
    timeZone,
  );
  const waiting = [...known.values()].filter(
    (delivery) =>
      moving[delivery.id] === null ||
      (!moving[delivery.id] && (tray.data ?? []).some(({ id }) => id === delivery.id)),
  );
  const go = (by: number) => setAt(view === 'month' ? addMonths(date, by) : addDays(date, by * 7));
  useShortcuts({ t: () => setAt(undefined), ArrowLeft: () => go(-1), ArrowRight: () => go(1) }, !opened);
  const error = calendar.error ?? tray.error;
  const shared = { days, placed, now, waiting, onOpen: setOpened };

  return (
    <Page
      title={formatDate(date, { month: 'long', year: 'numeric' })}
      lead={
        <span className="inline-flex items-center gap-1.5 text-sm">
          <Globe className="size-4 text-ink-faint" aria-hidden /> Times in {zoneName(timeZone)}.{' '}
          <Link
            href="/settings"
            className="underline decoration-line-strong underline-offset-2 hover:text-ink"
          >
            Change
          </Link>
        </span>
      }
      actions={
        <>
          <CharacterSelect all size="small" value={characterId} onChange={setCharacterId} className="h-10" />
          <Segmented
            label="View"
            value={view}
            onChange={setView}
            choices={[
              { value: 'month', label: 'Month' },
              { value: 'week', label: 'Week' },
            ]}
          />
          <div className="flex items-center">
            <IconButton label="Earlier" shortcut="←" onClick={() => go(-1)}>
              <ChevronLeft />
            </IconButton>
            <Button size="small" onClick={() => setAt(undefined)}>
              Today
            </Button>
            <IconButton label="Later" shortcut="→" onClick={() => go(1)}>
              <ChevronRight />
            </IconButton>
          </div>
        </>
      }
      wide
    >
      {error && (
        <ProblemNote error={error} onRetry={() => void Promise.all([calendar.refetch(), tray.refetch()])} />
      )}
      <div className="hidden md:block">
        <CalendarBoard
          {...shared}
          view={view}
          month={date.slice(0, 7)}
          loading={calendar.isPending}
          onMove={move}
        />
      </div>
      <div className="md:hidden">
        <CalendarAgenda {...shared} month={date.slice(0, 7)} view={view} />
      </div>
      {opened && (
        <RescheduleDialog
          key={opened.id}
          delivery={known.get(opened.id) ?? opened}
          timeZone={timeZone}
          onMove={(localTime) => {
            move(known.get(opened.id) ?? opened, localTime);
            setOpened(undefined);
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Page>
  );
}
