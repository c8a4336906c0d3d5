import { expect, it } from 'vitest';
import { secondsAfterFailure, secondsToNextReading } from './rules.ts';

it('reads a post seldomer the older it is, and at last no more', () => {
  const ages = [60, 7200, 2 * 86_400, 10 * 86_400, 60 * 86_400];
  const waits = ages.map((age) => secondsToNextReading(age)!);
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(waits[0]).toBe(300);
  expect(secondsToNextReading(91 * 86_400)).toBeNull();
});

it('waits longer after each failure, and at least as long as the platform said', () => {
  expect(secondsAfterFailure(1, undefined)).toBe(300);
  expect(secondsAfterFailure(3, undefined)).toBe(1200);
  expect(secondsAfterFailure(40, undefined)).toBe(86_400);
  expect(secondsAfterFailure(1, 9000)).toBe(9000);
});
