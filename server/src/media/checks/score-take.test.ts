import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckResult, type Verdict, verdicts } from './check.ts';
import { scoreTake } from './score-take.ts';

function aResult(name: string, quality: number, verdict: Verdict = 'pass'): CheckResult {
  return {
    name,
    version: 1,
    isSafety: name === 'safety',
    score: 1,
    threshold: 1,
    verdict,
    reason: `${name}: ${verdict}`,
    quality,
  };
}

const safe = aResult('safety', 1);

const anyResults = fc
  .array(
    fc.record({
      name: fc.constantFrom('identity', 'face', 'sharpness', 'exposure', 'new'),
      quality: fc.double({ min: 0, max: 1, noNaN: true }),
      verdict: fc.constantFrom(...verdicts),
    }),
  )
  .map((results) => results.map(({ name, quality, verdict }) => aResult(name, quality, verdict)));

describe('the score of a take', () => {
  it('is the sum of its parts, none of which gives more than it could', () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const { score, parts } = scoreTake([safe, ...results]);
        expect(Math.round(parts.reduce((sum, { points }) => sum + points, 0))).toBe(score);
        for (const { points, most } of parts) expect(points).toBeLessThanOrEqual(most + 1e-9);
      }),
    );
  });

  it('is between 0 and 100, and its verdict the worst of all', () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const { score, verdict } = scoreTake([safe, ...results]);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const seen = results.map((result) => result.verdict);
        expect(verdict).toBe(seen.includes('fail') ? 'fail' : seen.includes('review') ? 'review' : 'pass');
      }),
    );
  });

  it('puts the more alike take first, even when the other is sharper', () => {
    const alike = scoreTake([safe, aResult('identity', 0.9), aResult('sharpness', 0.5), aResult('face', 1)]);
    const sharp = scoreTake([safe, aResult('identity', 0.55), aResult('sharpness', 1), aResult('face', 1)]);
    expect(alike.score).toBeGreaterThan(sharp.score);
  });

  it('leaves out what does not apply', () => {
    const results = [safe, aResult('sharpness', 0.8), aResult('exposure', 0.8)];
    expect(scoreTake([...results, aResult('identity', 0, 'not_applicable')]).score).toBe(
      scoreTake(results).score,
    );
  });

  it('puts a failed take behind the same take that passed', () => {
    const passed = scoreTake([safe, aResult('identity', 0.6), aResult('sharpness', 0.9)]);
    const failed = scoreTake([safe, aResult('identity', 0.6), aResult('sharpness', 0.9, 'fail')]);
    expect(failed.score).toBeLessThan(passed.score);
    expect(failed).toMatchObject({ verdict: 'fail', isSetAside: false, reasons: ['sharpness: fail'] });
  });

  it('is 0, and the take set aside, when safety failed or was never checked', () => {
    const best = [aResult('identity', 1), aResult('sharpness', 1)];
    expect(scoreTake([...best, aResult('safety', 0, 'fail')])).toMatchObject({
      score: 0,
      verdict: 'fail',
      isSetAside: true,
    });
    expect(scoreTake(best)).toMatchObject({
      score: 0,
      isSetAside: true,
      reasons: ['No safety check was made.'],
    });
    expect(scoreTake([])).toMatchObject({ score: 0, verdict: 'fail', isSetAside: true });
  });
});
