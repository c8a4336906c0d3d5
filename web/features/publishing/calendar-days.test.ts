import { describe, expect, it } from 'vitest';
import { addMonths, monthDays, weekDays, weekStart } from './calendar-days.ts';
import { slotAfter } from './calendar-keys.ts';

describe('calendar days', () => {
  it('begins weeks on Monday', () => {
    expect(weekStart('2026-11-22')).toBe('2026-11-16');
    expect(weekDays('2026-11-22')).toHaveLength(7);
  });

  it('holds a month in whole weeks, over a year and over February', () => {
    expect(monthDays('2026-11-22')).toHaveLength(42);
    expect(monthDays('2027-02-10')).toHaveLength(28);
    expect(monthDays('2026-12-31').at(-1)).toBe('2027-01-03');
  });

  it('goes over the end of a year by months', () => {
    expect(addMonths('2026-12-31', 1)).toBe('2027-01-01');
    expect(addMonths('2026-01-31', -1)).toBe('2025-12-01');
  });

  it('keeps whole days over a clock change', () => {
    expect(weekDays('2026-03-29')).toEqual([
      '2026-03-23',
      '2026-03-24',
      '2026-03-25',
      '2026-03-26',
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
    ]);
  });
});

describe('slotAfter', () => {
  it('moves by days and weeks in a month', () => {
    expect(slotAfter('2026-11-30', 'ArrowRight')).toBe('2026-12-01');
    expect(slotAfter('2026-11-30', 'ArrowUp')).toBe('2026-11-23');
  });

  it('moves by hours in a week, and up from midnight to the tray', () => {
    expect(slotAfter('2026-11-30T09:00', 'ArrowDown')).toBe('2026-11-30T10:00');
    expect(slotAfter('2026-11-30T00:00', 'ArrowUp')).toBe('tray');
    expect(slotAfter('2026-11-30T23:00', 'ArrowDown')).toBeUndefined();
  });
});
