import { expect, it } from 'vitest';
import { readyLong, readyShort, shortMoment } from './ready.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const work = { readyAt: '2026-11-23T13:20:00Z', neededBy: '2026-11-23T15:00:00Z', late: false, takes: 2 };

it('says when in the zone, with the day where it is another', () => {
  expect(shortMoment('2026-11-23T13:20:00Z', 'Europe/Berlin', now)).toBe('14:20');
  expect(shortMoment('2026-11-24T13:20:00Z', 'Europe/Berlin', now)).toBe('Tue 14:20');
  expect(shortMoment('2026-12-08T13:20:00Z', 'UTC', now)).toContain('Dec');
});

it('tells what will be ready, what will be late and what waits', () => {
  expect(readyShort(work, 'UTC', now)).toBe('Ready by 13:20');
  expect(readyShort({ ...work, late: true }, 'UTC', now)).toBe('Late: ready 13:20');
  expect(readyShort({ ...work, readyAt: null }, 'UTC', now)).toBe('Waits for an engine');
  expect(readyLong({ ...work, late: true }, '2026-11-23T17:00:00Z', 'UTC', now)).toBe(
    'Will be late: ready 13:20, needed by 15:00, planned 17:00.',
  );
});
