import type { Check } from './check.ts';
import { usableFaces } from './face-checks.ts';
import { apparentAge } from './thresholds.ts';

/**
 * Blocks whoever may look like a minor. It never clears anybody: an estimate that is off by years either way is no
 * proof of age, so that a face above the line makes the check "not applicable" and not "passed".
 */
export const apparentAgeCheck: Check = {
  name: 'apparent-age',
  version: 1,
  kinds: ['image', 'video'],
  isSafety: true,

  run({ frames }) {
    const threshold = apparentAge.fail;
    const broken = frames.find((frame) => !frame.faces.ok);
    if (broken && !broken.faces.ok) {
      const reason = `How old the person looks could not be estimated: ${broken.faces.why}`;
      return { score: null, threshold, verdict: 'review', reason, quality: 0 };
    }
    const ages = frames.flatMap((frame) => (frame.faces.ok ? usableFaces(frame.faces.value) : []));
    if (ages.length === 0) {
      const reason = 'No face whose age could be estimated.';
      return { score: null, threshold, verdict: 'not_applicable', reason, quality: 0 };
    }
    const score = Math.min(...ages.map(({ age }) => age));
    const measured = `The youngest face is estimated at ${Math.round(score)} years`;
    // Anything that is no number is not above the line.
    if (!(score >= threshold)) {
      const reason = `Somebody may look like a minor: ${measured.toLowerCase()}, and below ${threshold} is blocked.`;
      return { score, threshold, verdict: 'fail', reason, quality: 0 };
    }
    if (score < apparentAge.review) {
      return { score, threshold, verdict: 'review', reason: `${measured}: make sure of it.`, quality: 0.5 };
    }
    const reason = `${measured}. An estimate shows nobody to be an adult; it only blocks.`;
    return { score, threshold, verdict: 'not_applicable', reason, quality: 1 };
  },
};
