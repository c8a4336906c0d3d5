'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { Inbox } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatDate, type PlainDate } from '#features/publishing/calendar-days.ts';
import { stepToSlot } from '#features/publishing/calendar-keys.ts';
import { cx } from '#ui/cx.ts';
import type { Placed } from './calendar.tsx';
import { DeliveryChip, DraggableChip } from './delivery-chip.tsx';

interface BoardProps {
  days: readonly PlainDate[];
  placed: readonly Placed[];
  waiting: readonly CalendarDelivery[];
  now: { date: PlainDate; time: string };
  month: string;
  view: 'month' | 'week';
  loading: boolean;
  onOpen: (delivery: CalendarDelivery) => void;
  onMove: (delivery: CalendarDelivery, localTime: string | null) => void;
}

const usualTime = '18:00';

/** "Monday 23 November at 18:00", for what is read aloud. */
function slotWords(slot: string): string {
  if (slot === 'tray') return 'the unscheduled tray';
  const [date = '', hour] = slot.split('T');
  const day = formatDate(date, { weekday: 'long', day: 'numeric', month: 'long' });
  return hour ? `${day} at ${hour}` : day;
}

const announcements: Announcements = {
  onDragStart: () => 'Picked up. Move with the arrow keys, put down with Space, let go with Escape.',
  onDragOver: ({ over }) => (over ? `Over ${slotWords(String(over.id))}.` : 'Over no day.'),
  onDragEnd: ({ over }) => (over ? `Put down on ${slotWords(String(over.id))}.` : 'Put back.'),
  onDragCancel: () => 'Put back.',
};

/** Month or week with drag and drop, by pointer and by keyboard, and the tray of what has no time yet. */
export function CalendarBoard(props: BoardProps) {
  const { days, placed, waiting, now, view, onMove } = props;
  const [held, setHeld] = useState<CalendarDelivery>();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: stepToSlot,
      // Enter opens a delivery; Space picks it up.
      keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] },
    }),
  );
  const deliveries = [...waiting, ...placed.map(({ delivery }) => delivery)];
  const drop = ({ active, over }: DragEndEvent) => {
    setHeld(undefined);
    const delivery = deliveries.find(({ id }) => id === active.id);
    if (!delivery || !over) return;
    const slot = String(over.id);
    const current = placed.find((item) => item.delivery.id === delivery.id);
    if (slot === 'tray') {
      if (current) onMove(delivery, null);
      return;
    }
    const [date = '', hour] = slot.split('T');
    const minutes = current?.time.slice(2) ?? ':00';
    const time = hour ? `${hour.slice(0, 2)}${minutes}` : (current?.time ?? laterToday(date, now));
    if (current?.date !== date || current.time !== time) onMove(delivery, `${date}T${time}`);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const within = pointerWithin(args);
        return within.length > 0 ? within : closestCenter(args);
      }}
      accessibility={{
        announcements,
        screenReaderInstructions: {
          draggable: 'Press Space to pick this delivery up and move it with the arrow keys.',
        },
      }}
      autoScroll={{ threshold: { x: 0, y: 0.06 }, acceleration: 6 }}
      onDragStart={({ active }) => setHeld(deliveries.find(({ id }) => id === active.id))}
      onDragCancel={() => setHeld(undefined)}
      onDragEnd={drop}
    >
      <div className="flex flex-col gap-4">
        <Tray waiting={waiting} onOpen={props.onOpen} />
        {view === 'month' ? <Month {...props} /> : <Week {...props} days={days} />}
      </div>
      <DragOverlay dropAnimation={null}>
        {held && <DeliveryChip delivery={held} className="rotate-2 shadow-lift" />}
      </DragOverlay>
    </DndContext>
  );
}

/** The usual hour, or the next full one when that is past today. */
function laterToday(date: PlainDate, now: { date: PlainDate; time: string }): string {
  if (date !== now.date || now.time < usualTime) return usualTime;
  const hour = Math.min(23, Number(now.time.slice(0, 2)) + 1);
  return `${String(hour).padStart(2, '0')}:00`;
}

function Tray({ waiting, onOpen }: { waiting: readonly CalendarDelivery[]; onOpen: BoardProps['onOpen'] }) {
  const { setNodeRef, isOver } = useDroppable({ id: 'tray' });
  return (
    <section
      ref={setNodeRef}
      aria-label="Approved, without a time"
      className={cx(
        'rounded-2xl border border-dashed border-line-strong p-3 transition-colors',
        isOver && 'border-accent bg-accent-soft',
      )}
    >
      <h2 className="mb-2 flex items-center gap-2 text-sm font-semibold text-ink-soft">
        <Inbox className="size-4" aria-hidden /> Approved, without a time
      </h2>
      {waiting.length === 0 ? (
        <p className="text-[13px] text-ink-faint">
          Nothing waits. Approved posts land here; drag them onto a day.
        </p>
      ) : (
        <ul className="flex flex-wrap gap-2">
          {waiting.map((delivery) => (
            <li key={delivery.id} className="w-56">
              <DraggableChip delivery={delivery} onOpen={() => onOpen(delivery)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Slot({
  id,
  label,
  className,
  children,
}: {
  id: string;
  label: string;
  className?: string;
  children?: ReactNode;
}) {
  const { setNodeRef, isOver } = useDroppable({ id });
  return (
    <section
      ref={setNodeRef}
      aria-label={label}
      className={cx('transition-colors', className, isOver && 'bg-accent-soft')}
    >
      {children}
    </section>
  );
}

function Month({ days, placed, now, month, loading, onOpen }: BoardProps) {
  return (
    <div
      className={cx(
        'overflow-hidden rounded-2xl border border-line bg-surface shadow-soft',
        loading && 'animate-pulse',
      )}
    >
      <div
        className="grid grid-cols-7 border-b border-line bg-sunken text-xs font-medium text-ink-faint"
        aria-hidden
      >
        {days.slice(0, 7).map((day) => (
          <span key={day} className="px-3 py-2">
            {formatDate(day, { weekday: 'short' })}
          </span>
        ))}
      </div>
      <div className="grid grid-cols-7">
        {days.map((day, index) => {
          const today = day === now.date;
          return (
            <Slot
              key={day}
              id={day}
              label={formatDate(day, { weekday: 'long', day: 'numeric', month: 'long' })}
              className={cx(
                'flex min-h-30 flex-col gap-1 border-line p-1.5',
                index % 7 !== 6 && 'border-r',
                index < days.length - 7 && 'border-b',
                !day.startsWith(month) && 'bg-paper',
                day < now.date && 'bg-paper/60',
              )}
            >
              <span
                className={cx(
                  'tabular flex size-6 items-center justify-center rounded-full text-xs text-ink-soft',
                  !day.startsWith(month) && 'text-ink-faint',
                  today && 'bg-accent font-semibold text-accent-contrast',
                )}
              >
                {Number(day.slice(8))}
              </span>
              {placed
                .filter(({ date }) => date === day)
                .map(({ delivery, time }) => (
                  <DraggableChip
                    key={delivery.id}
                    delivery={delivery}
                    time={time}
                    small
                    onOpen={() => onOpen(delivery)}
                  />
                ))}
            </Slot>
          );
        })}
      </div>
    </div>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

/** The hour a week opens at. */
const morning = '08:00';

function Week({ days, placed, now, onOpen }: BoardProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>(`[data-hour="${morning}"]`);
    if (row) list.current?.scrollTo({ top: row.offsetTop - row.offsetHeight });
  }, []);
  return (
    <div
      ref={list}
      className="relative max-h-[70dvh] overflow-y-auto rounded-2xl border border-line bg-surface shadow-soft"
    >
      <div className="sticky top-0 z-10 grid grid-cols-[3.5rem_repeat(7,minmax(0,1fr))] border-b border-line bg-sunken text-xs font-medium text-ink-soft">
        <span />
        {days.map((day) => (
          <span
            key={day}
            className={cx('tabular px-2 py-2', day === now.date && 'font-semibold text-accent-ink')}
          >
            {formatDate(day, { weekday: 'short', day: 'numeric' })}
          </span>
        ))}
      </div>
      {hours.map((hour) => (
        <div
          key={hour}
          data-hour={hour}
          className="grid grid-cols-[3.5rem_repeat(7,minmax(0,1fr))] border-b border-line last:border-0"
        >
          <span className="tabular px-2 py-1 text-right text-[11px] text-ink-faint">{hour}</span>
          {days.map((day) => (
            <Slot
              key={day}
              id={`${day}T${hour}`}
              label={`${formatDate(day, { weekday: 'long', day: 'numeric', month: 'long' })}, ${hour}`}
              className={cx(
                'flex min-h-11 flex-col gap-1 border-l border-line p-1',
                `${day}T${hour}` < `${now.date}T${now.time}` && 'bg-paper/60',
              )}
            >
              {placed
                .filter(({ date, time }) => date === day && time.slice(0, 2) === hour.slice(0, 2))
                .map(({ delivery, time }) => (
                  <DraggableChip
                    key={delivery.id}
                    delivery={delivery}
                    time={time}
                    small
                    onOpen={() => onOpen(delivery)}
                  />
                ))}
            </Slot>
          ))}
        </div>
      ))}
    </div>
  );
}
