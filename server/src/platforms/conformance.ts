import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { describeAccess } from './conformance-access.ts';
import { describeForms } from './conformance-forms.ts';
import { describePublishing } from './conformance-publishing.ts';
import { describeReading } from './conformance-reading.ts';
import { type Conformance, Trial } from './conformance-trial.ts';

export type { Conformance } from './conformance-trial.ts';

/**
 * The suite that every adapter passes, against its simulator and against a real server where there is one. What a
 * platform's manifest does not offer is shown as skipped.
 */
export function describePlatform(name: string, subject: Conformance): void {
  const trial = new Trial(subject);
  // A real server on a busy machine takes its time; nothing here measures any.
  describe(`${name}, as every platform`, { timeout: 60_000 }, () => {
    beforeAll(() => trial.open(), 60_000);
    afterAll(async () => {
      await trial.harness?.[Symbol.asyncDispose]();
    });
    beforeEach(() => trial.begin());

    describe('publishing', () => describePublishing(trial));
    describe('forms', () => describeForms(trial));
    describe('others', () => describeReading(trial));
    describe('access', () => describeAccess(trial));
  });
}
