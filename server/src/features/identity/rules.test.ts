import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityDistance } from '#media/checks/thresholds.ts';
import { calibrate, fingerprintOf, samplesNeeded } from './rules.ts';

const looks = fc.constantFrom('builtin' as const, 'photo' as const);
const distances = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), {
  minLength: samplesNeeded,
  maxLength: 60,
});

describe('own lines', () => {
  it('need enough takes', () => {
    expect(calibrate(new Array<number>(samplesNeeded - 1).fill(0.2), 'builtin')).toBeUndefined();
    expect(calibrate(new Array<number>(samplesNeeded).fill(0.2), 'builtin')).toBeDefined();
  });

  it('are the mean and so many deviations above it', () => {
    const sample = [0.26, 0.3, 0.28, 0.32, 0.27, 0.31, 0.29, 0.29];
    const lines = calibrate(sample, 'builtin');
    expect(lines).toMatchObject({ samples: 8, mean: expect.closeTo(0.29), deviation: expect.closeTo(0.02) });
    expect(lines?.pass).toBeCloseTo(0.29 + 2 * 0.02 * Math.sqrt(1 + 1 / 8));
    // Half of the fixed gap above, because three deviations would be nearer.
    const { pass, fail } = identityDistance.builtin;
    expect(lines?.fail).toBeCloseTo((lines?.pass ?? 0) + (fail - pass) / 2);
  });

  it('stay in their order and within the limits, whatever was approved', () => {
    fc.assert(
      fc.property(distances, looks, (sample, look) => {
        const fixed = identityDistance[look];
        const { pass, fail } = calibrate(sample, look)!;
        expect(pass).toBeGreaterThanOrEqual(fixed.pass * 0.8);
        expect(pass).toBeLessThanOrEqual((fixed.pass + fixed.fail) / 2 + 1e-9);
        expect(fail).toBeGreaterThan(pass);
        expect(fail).toBeLessThanOrEqual(fixed.fail + 1e-9);
        expect(pass).toBeGreaterThan(fixed.best);
      }),
    );
  });

  it('do not depend on the order of the takes', () => {
    fc.assert(
      fc.property(distances, looks, (sample, look) => {
        const forwards = calibrate(sample, look)!;
        const backwards = calibrate(sample.toReversed(), look)!;
        expect(backwards.pass).toBeCloseTo(forwards.pass, 9);
        expect(backwards.fail).toBeCloseTo(forwards.fail, 9);
      }),
    );
  });
});

describe('the fingerprint of a face', () => {
  it('is the same for the numbers as learnt and as read back, and another for another face', () => {
    const learnt = Float32Array.from({ length: 128 }, (_, index) => Math.sin(index) / 10);
    expect(fingerprintOf(Array.from(learnt))).toBe(fingerprintOf(learnt));
    expect(fingerprintOf(learnt.map((value) => -value))).not.toBe(fingerprintOf(learnt));
    expect(fingerprintOf(learnt)).toMatch(/^[0-9a-f]{16}$/);
  });
});
