import { expect, it } from 'vitest';
import { type Course, faultCases, nameOf } from './fault-cases.ts';

const course: Course = {
  platform: 'any',
  form: 'picture',
  kinds: { upload: 1, publish: 1 },
  steps: { prepared: 1, remembered: 2, sending: 1, answered: 1, settled: 2 },
  publishing: ['publish'],
  canRevoke: true,
};
const thread: Course = { ...course, form: 'thread', kinds: { upload: 2, publish: 3 } };

it('has a kill at every step, every misbehaviour at every request, and every act at every step', () => {
  const names = new Set(faultCases([course], 500, 1).map(nameOf));

  expect(names).toContain('picture: no fault');
  for (const step of ['prepared 1', 'remembered 2', 'sending 1', 'answered 1', 'settled 2']) {
    expect(names).toContain(`picture: kill -9 at ${step}`);
    expect(names).toContain(`picture: race at ${step}`);
  }
  expect(names).toContain('picture: hang_up_after at publish 1');
  expect(names).toContain('picture: silence_before at upload 1, kill -9 at silence');
});

it('gives as many cases as asked for, the same for the same seed', () => {
  const cases = faultCases([course, thread], 700, 5);

  expect(cases).toHaveLength(700);
  expect(faultCases([course, thread], 700, 5)).toEqual(cases);
  expect(faultCases([course, thread], 700, 6)).not.toEqual(cases);
});

it('keeps some of everything where few runs are asked for', () => {
  const cases = faultCases([course, thread], 40, 1);

  expect(cases).toHaveLength(40);
  expect(cases.some(({ kill }) => kill !== undefined)).toBe(true);
  expect(cases.some(({ act }) => act !== undefined)).toBe(true);
  expect(cases.some(({ faults, kill, act }) => faults.length > 0 && !kill && !act)).toBe(true);
});
