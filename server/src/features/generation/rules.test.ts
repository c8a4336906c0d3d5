import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Shot } from '#kernel/shot.ts';
import { byWorth, needsExtra, overallProgress, takeSeed, varyShot } from './rules.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('takeSeed', () => {
  it('gives the asked-for seed first, then others, always the same and within 32 bits', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const all = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => takeSeed(seed, number));
        expect(all[0]).toBe(seed);
        expect(all).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => takeSeed(seed, number)));
        expect(all.every((one) => Number.isInteger(one) && one >= 0 && one < 2 ** 32)).toBe(true);
        expect(new Set(all).size).toBeGreaterThan(6);
      }),
    );
  });
});

describe('varyShot', () => {
  it('keeps the first take as asked, and everything but pose, expression and gaze in all', () => {
    const shot = Shot.parse({ scene: 'beach', outfit: 'dress' });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 12 }), (seed, number) => {
        expect(varyShot(shot, seed, 1)).toEqual(shot);
        const varied = varyShot(shot, seed, number);
        expect(Shot.parse(varied)).toEqual(varied);
        const { pose, expression, gaze } = shot;
        expect({ ...varied, pose, expression, gaze }).toEqual(shot);
      }),
    );
  });

  it('changes something in most takes', () => {
    const shot = Shot.parse({});
    const changed = Array.from({ length: 100 }, (_, index) => varyShot(shot, takeSeed(index, 2), 2)).filter(
      (varied) => JSON.stringify(varied) !== JSON.stringify(shot),
    );
    expect(changed.length).toBeGreaterThan(60);
  });
});

describe('needsExtra', () => {
  const states = fc.array(fc.constantFrom('done' as const, 'set_aside' as const, 'failed' as const), {
    maxLength: 20,
  });

  it('never goes beyond the budget, nor on once something can be offered', () => {
    fc.assert(
      fc.property(
        states,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 8 }),
        (made, wanted, extra) => {
          const takes = made.map((state) => ({ state }));
          const more = needsExtra(takes, { takesWanted: wanted, extraTakes: extra });
          if (made.length >= wanted + extra || made.includes('done')) expect(more).toBe(false);
          else expect(more).toBe(made.includes('set_aside'));
        },
      ),
    );
  });

  it('allows two where a request does not say', () => {
    const aside = (count: number) => Array.from({ length: count }, () => ({ state: 'set_aside' as const }));
    expect(needsExtra(aside(2), { takesWanted: 1 })).toBe(true);
    expect(needsExtra(aside(3), { takesWanted: 1 })).toBe(false);
  });
});

describe('byWorth', () => {
  it('puts the best first and those set aside last', () => {
    const takes = [
      { state: 'set_aside', score: 0, number: 1 },
      { state: 'done', score: 60, number: 2 },
      { state: 'failed', score: null, number: 3 },
      { state: 'done', score: 90, number: 4 },
      { state: 'waiting', score: null, number: 5 },
    ] as const;
    expect(takes.toSorted(byWorth).map(({ number }) => number)).toEqual([4, 2, 5, 3, 1]);
  });
});

describe('overallProgress', () => {
  it('stays between 0 and 1, and grows with takes and within one', () => {
    expect(overallProgress([], 4)).toBe(0);
    expect(overallProgress([1, 0.5], 4)).toBe(0.375);
    expect(overallProgress([1, 1, 1, 1, 3], 4)).toBe(1);
  });
});
