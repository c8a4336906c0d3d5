import type { CheckResult } from './check.ts';

export interface TakeScore {
  /** 0 to 100; takes are offered from the highest down. */
  readonly score: number;
  /** `fail` takes are kept, but not offered. */
  readonly verdict: 'pass' | 'review' | 'fail';
  /** Failed a safety check: not shown without a person asking for it. */
  readonly isSetAside: boolean;
  /** Why it is not a plain pass, worst first. */
  readonly reasons: readonly string[];
  /** What the score is made of, in the order of the checks; their points sum to it. */
  readonly parts: readonly ScorePart[];
}

/** What one check gave to a score. */
export interface ScorePart {
  readonly name: string;
  /** Of 100. */
  readonly points: number;
  /** What it could have given at best. */
  readonly most: number;
}

/** How much each check counts. Safety does not make a take better; it only decides whether it may be seen. */
const weights: Readonly<Record<string, number>> = {
  identity: 60,
  sharpness: 15,
  face: 10,
  people: 5,
  exposure: 10,
  duplicate: 5,
};
/** For checks added later and not weighed yet. */
const otherWeight = 5;

/**
 * The worth of a take: the mean of the qualities of its checks, weighed as above, times 100; checks that do not
 * apply are left out. A failed check of any kind halves it, and a failed safety check makes it 0.
 * The verdict is the worst of all verdicts. No results at all is no pass: nothing vouches for such a take.
 */
export function scoreTake(results: readonly CheckResult[]): TakeScore {
  const counted = results.filter((result) => result.verdict !== 'not_applicable');
  const failed = counted.filter((result) => result.verdict === 'fail');
  const doubtful = counted.filter((result) => result.verdict === 'review');
  const isSetAside = failed.some((result) => result.isSafety) || !results.some((result) => result.isSafety);
  const reasons = [
    ...failed.toSorted((left, right) => Number(right.isSafety) - Number(left.isSafety)),
    ...doubtful,
  ].map((result) => result.reason);
  if (isSetAside) {
    const unseen = results.some((result) => result.isSafety) ? [] : ['No safety check was made.'];
    return { score: 0, verdict: 'fail', isSetAside, reasons: [...unseen, ...reasons], parts: [] };
  }
  const verdict = failed.length > 0 ? 'fail' : doubtful.length > 0 ? 'review' : 'pass';
  const parts = partsOf(
    counted.filter((result) => !result.isSafety),
    verdict === 'fail' ? 0.5 : 1,
  );
  const score = Math.round(parts.reduce((sum, { points }) => sum + points, 0));
  return { score, verdict, isSetAside, reasons, parts };
}

/** What each check gives, the weights being shared out anew among those that apply. */
function partsOf(results: readonly CheckResult[], factor: number): ScorePart[] {
  const weightOf = (name: string) => weights[name] ?? otherWeight;
  const total = results.reduce((sum, { name }) => sum + weightOf(name), 0);
  return results.map(({ name, quality }) => {
    const most = (100 * weightOf(name)) / total;
    return { name, points: most * quality * factor, most };
  });
}
