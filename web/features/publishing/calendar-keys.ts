import type { KeyboardCoordinateGetter } from '@dnd-kit/core';
import { addDays } from './calendar-days.ts';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const hourPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}):00$/;

/** The slot one arrow key away from another: days in a month, days and hours in a week. */
export function slotAfter(slot: string, key: string): string | undefined {
  const hour = hourPattern.exec(slot);
  if (hour?.[1] && hour[2]) {
    const [, date, at] = hour;
    if (key === 'ArrowLeft') return `${addDays(date, -1)}T${at}:00`;
    if (key === 'ArrowRight') return `${addDays(date, 1)}T${at}:00`;
    const next = Number(at) + (key === 'ArrowDown' ? 1 : -1);
    if (next < 0) return 'tray';
    return next < 24 ? `${date}T${String(next).padStart(2, '0')}:00` : undefined;
  }
  if (!dayPattern.test(slot)) return undefined;
  const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  return days === undefined ? undefined : addDays(slot, days);
}

/** Moves what is held by keyboard to the neighbouring slot; up from the first row lies the tray, down from it the first. */
export const stepToSlot: KeyboardCoordinateGetter = (event, { context }) => {
  if (!event.code.startsWith('Arrow')) return undefined;
  event.preventDefault();
  const { over, droppableRects, collisionRect } = context;
  const ids = [...droppableRects.keys()].map(String);
  const slots = ids.filter((id) => id !== 'tray').toSorted();
  const from = over ? String(over.id) : undefined;
  const wanted = from === 'tray' || from === undefined ? slots[0] : (slotAfter(from, event.code) ?? from);
  const to = wanted && ids.includes(wanted) ? wanted : event.code === 'ArrowUp' ? 'tray' : from;
  const rect = to === undefined ? undefined : droppableRects.get(to);
  if (!rect || !collisionRect) return undefined;
  return {
    x: rect.left + rect.width / 2 - collisionRect.width / 2,
    y: rect.top + rect.height / 2 - collisionRect.height / 2,
  };
};
