import { apparentAgeCheck } from './age-check.ts';
import type { Check, CheckContext, CheckedFile, CheckResult } from './check.ts';
import { duplicateCheck } from './duplicate-check.ts';
import { faceCheck, identityCheck, peopleCheck } from './face-checks.ts';
import { exposureCheck, sharpnessCheck } from './quality-checks.ts';
import { safetyCheck } from './safety-check.ts';

/** Every check there is, in the order people see them. */
export const checks: readonly Check[] = [
  identityCheck,
  faceCheck,
  peopleCheck,
  safetyCheck,
  apparentAgeCheck,
  sharpnessCheck,
  exposureCheck,
  duplicateCheck,
];

export function runChecks(file: CheckedFile, context: CheckContext): CheckResult[] {
  return checks
    .filter((check) => check.kinds.includes(file.kind))
    .map((check) => {
      const { name, version, isSafety } = check;
      return { name, version, isSafety, ...check.run(file, context) };
    });
}
