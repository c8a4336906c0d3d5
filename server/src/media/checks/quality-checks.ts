import { type Check, type CheckedFile, type Judgement, median, qualityBetween } from './check.ts';
import type { Quality } from './measurement.ts';
import { exposure, sharpness } from './thresholds.ts';

function qualities({ frames }: CheckedFile): Quality[] | string {
  const found: Quality[] = [];
  for (const { quality } of frames) {
    if (!quality.ok) return quality.why;
    found.push(quality.value);
  }
  return found;
}

/** Whether something in the picture is sharp. */
export const sharpnessCheck: Check = {
  name: 'sharpness',
  version: 1,
  kinds: ['image', 'video'],
  isSafety: false,

  run(file) {
    const threshold = sharpness.pass;
    const found = qualities(file);
    if (typeof found === 'string') {
      return {
        score: null,
        threshold,
        verdict: 'review',
        reason: `Sharpness could not be measured: ${found}`,
        quality: 0,
      };
    }
    const score = median(found.map((quality) => quality.sharpness));
    const verdict = score >= threshold ? 'pass' : score >= sharpness.fail ? 'review' : 'fail';
    const reason = { pass: 'Sharp.', review: 'A little soft.', fail: 'Blurred.' }[verdict];
    const measured = `${reason} Measured ${Math.round(score)}, from ${threshold} on passes.`;
    return { score, threshold, verdict, reason: measured, quality: qualityBetween(score, sharpness) };
  },
};

/** Whether it is neither too dark nor too bright. It warns and never fails: night scenes are meant to be dark. */
export const exposureCheck: Check = {
  name: 'exposure',
  version: 1,
  kinds: ['image', 'video'],
  isSafety: false,

  run(file) {
    const found = qualities(file);
    if (typeof found === 'string') {
      const reason = `Exposure could not be measured: ${found}`;
      return { score: null, threshold: exposure.darkest, verdict: 'review', reason, quality: 0 };
    }
    return judgeExposure({
      brightness: median(found.map((quality) => quality.brightness)),
      highlights: median(found.map((quality) => quality.highlights)),
      shadows: median(found.map((quality) => quality.shadows)),
    });
  },
};

function judgeExposure({ brightness, highlights, shadows }: Omit<Quality, 'sharpness'>): Judgement {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const base = { score: brightness, threshold: exposure.darkest };
  const warn = (reason: string): Judgement => ({ ...base, verdict: 'review', reason, quality: 0.3 });
  if (brightness < exposure.darkest) return warn('Very dark.');
  if (brightness > exposure.brightest) return warn('Very bright.');
  if (highlights > exposure.highlights) return warn(`${percent(highlights)} of the picture is burnt out.`);
  if (shadows > exposure.shadows) return warn(`${percent(shadows)} of the picture is black.`);
  const clipped = Math.max(highlights / exposure.highlights, shadows / exposure.shadows);
  return { ...base, verdict: 'pass', reason: 'Well exposed.', quality: 1 - clipped / 2 };
}
