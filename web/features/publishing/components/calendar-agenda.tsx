'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import { useState } from 'react';
import { formatDate, type PlainDate } from '#features/publishing/calendar-days.ts';
import { cx } from '#ui/cx.ts';
import type { Placed } from './calendar.tsx';
import { DeliveryChip } from './delivery-chip.tsx';

interface AgendaProps {
  days: readonly PlainDate[];
  placed: readonly Placed[];
  waiting: readonly CalendarDelivery[];
  now: { date: PlainDate; time: string };
  month: string;
  view: 'month' | 'week';
  onOpen: (delivery: CalendarDelivery) => void;
}

/** The calendar on a phone: a small month to choose a day from, and the days as a list. */
export function CalendarAgenda({ days, placed, waiting, now, month, view, onOpen }: AgendaProps) {
  const [picked, setPicked] = useState<PlainDate>();
  const day =
    picked && days.includes(picked)
      ? picked
      : days.includes(now.date)
        ? now.date
        : days.find((date) => date.startsWith(month));
  const shown = view === 'week' ? days : day ? [day] : [];
  return (
    <div className="flex flex-col gap-6">
      {view === 'month' && (
        <div className="grid grid-cols-7 gap-y-1 rounded-2xl border border-line bg-surface p-3 text-center shadow-soft">
          {days.slice(0, 7).map((date) => (
            <span key={date} className="pb-1 text-[11px] text-ink-faint" aria-hidden>
              {formatDate(date, { weekday: 'narrow' })}
            </span>
          ))}
          {days.map((date) => {
            const count = placed.filter((item) => item.date === date).length;
            return (
              <button
                key={date}
                type="button"
                aria-pressed={date === day}
                aria-label={`${formatDate(date, { weekday: 'long', day: 'numeric', month: 'long' })}, ${count === 0 ? 'nothing' : count === 1 ? '1 delivery' : `${count} deliveries`}`}
                onClick={() => setPicked(date)}
                className={cx(
                  'tabular relative mx-auto flex size-10 items-center justify-center rounded-full text-sm',
                  !date.startsWith(month) && 'text-ink-faint',
                  date === now.date && 'font-semibold text-accent-ink',
                  date === day && 'bg-accent text-accent-contrast',
                )}
              >
                {Number(date.slice(8))}
                {count > 0 && (
                  <span
                    className={cx(
                      'absolute bottom-1 size-1.5 rounded-full bg-accent',
                      date === day && 'bg-accent-contrast',
                    )}
                    aria-hidden
                  />
                )}
              </button>
            );
          })}
        </div>
      )}
      {shown.map((date) => (
        <section
          key={date}
          aria-label={formatDate(date, { weekday: 'long', day: 'numeric', month: 'long' })}
          className="flex flex-col gap-2"
        >
          <h2 className={cx('text-sm font-semibold', date === now.date && 'text-accent-ink')}>
            {formatDate(date, { weekday: 'long', day: 'numeric', month: 'long' })}
          </h2>
          <Rows items={placed.filter((item) => item.date === date)} onOpen={onOpen} />
        </section>
      ))}
      {waiting.length > 0 && (
        <section aria-label="Approved, without a time" className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">Approved, without a time</h2>
          <Rows items={waiting.map((delivery) => ({ delivery, date: '', time: '' }))} onOpen={onOpen} />
        </section>
      )}
    </div>
  );
}

function Rows({ items, onOpen }: { items: readonly Placed[]; onOpen: (delivery: CalendarDelivery) => void }) {
  if (items.length === 0) return <p className="text-[13px] text-ink-faint">Nothing on this day.</p>;
  return (
    <ul className="flex flex-col gap-2">
      {items.map(({ delivery, time }) => (
        <li key={delivery.id}>
          <button type="button" onClick={() => onOpen(delivery)} className="block w-full rounded-lg">
            <DeliveryChip delivery={delivery} time={time || undefined} />
          </button>
        </li>
      ))}
    </ul>
  );
}
