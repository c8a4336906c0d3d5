import { expect, it } from 'vitest';
import type { FaultCase } from './fault-cases.ts';
import { type Ending, verdictOn } from './fault-verdict.ts';

const one: FaultCase = { platform: 'any', form: 'comment', faults: [] };
const whole = { 'post: Light T.': 1, 'reply: The first comment on T.': 1 };
const ending = (more: Partial<Ending>): Ending => ({
  ...{ state: 'published', shown: whole, told: '', waitsForPerson: false },
  ...more,
});
const onlyPost = { 'post: Light T.': 1 };
const refused: FaultCase = { ...one, faults: [{ kind: 'publish', misbehaviour: 'media_refused', nth: 1 }] };

it.each([
  ['published', one, ending({})],
  ['lost', one, ending({ shown: {} })],
  ['lost', one, ending({ shown: onlyPost })],
  ['told', one, ending({ shown: onlyPost, told: 'The first comment was refused.' })],
  ['doubled', one, ending({ shown: { ...whole, 'post: Light T.': 2 } })],
  ['doubled', one, ending({ state: 'unknown', shown: { 'post: Light T.': 2 } })],
  ['untrue', one, ending({ shown: { ...whole, 'post: Other words.': 1 } })],
  ['untrue', one, ending({ state: 'failed' })],
  ['unknown', one, ending({ state: 'unknown', shown: onlyPost })],
  ['lost', one, ending({ state: 'failed', shown: {} })],
  ['told', refused, ending({ state: 'failed', shown: {} })],
  ['lost', one, ending({ state: 'sending', shown: {} })],
  ['told', { ...one, act: { what: 'late', when: 'start' } }, ending({ state: 'missed', shown: {} })],
] as const)('says %s', (verdict, one, ending) => {
  expect(verdictOn(one, whole, ending)).toBe(verdict);
});
