import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckContext, CheckedFile } from './check.ts';
import { runChecks } from './checks.ts';
import { faceDistance } from './face-checks.ts';
import type { Face, Measured, Measurement, Nudity, Quality } from './measurement.ts';

const calm: Nudity = { drawing: 0.1, hentai: 0.02, neutral: 0.8, porn: 0.03, sexy: 0.05 };
const good: Quality = { sharpness: 450, brightness: 120, highlights: 0.01, shadows: 0.02 };
const identity = [0, 0, 0, 0];

const ok = <T>(value: T): Measured<T> => ({ ok: true, value });
const broken = { ok: false, why: 'out of memory' } as const;

function aFace(distance = 0.2, width = 300, score = 0.99): Face {
  return {
    score,
    box: { left: 100, top: 100, width, height: width },
    descriptor: [distance, 0, 0, 0],
    age: 34,
  };
}

function aFrame(changes: Partial<Measurement> = {}): Measurement {
  return { width: 1080, height: 1350, faces: ok([aFace()]), nudity: ok(calm), quality: ok(good), ...changes };
}

const builtin: CheckContext = { identity, engine: 'builtin', expectsFace: true };

function judge(frames: Measurement | Measurement[], context: Partial<CheckContext> = {}) {
  const kind: CheckedFile['kind'] = Array.isArray(frames) ? 'video' : 'image';
  const results = runChecks({ kind, frames: [frames].flat() }, { ...builtin, ...context });
  return Object.fromEntries(results.map((result) => [result.name, result]));
}

describe('identity', () => {
  it.each([
    [0.2, 'builtin', 'pass'],
    [0.48, 'photo', 'pass'],
    [0.55, 'photo', 'review'],
    [0.7, 'builtin', 'fail'],
    [0.7, 'photo', 'fail'],
  ] as const)('at distance %f of a %s picture is %s', (distance, engine, verdict) => {
    const { identity: result } = judge(aFrame({ faces: ok([aFace(distance)]) }), { engine });
    expect(result).toMatchObject({ verdict, score: expect.closeTo(distance) });
  });

  it('does not apply before a face is enrolled, nor to a picture that need not show anybody', () => {
    const { identity: _, ...unenrolled } = builtin;
    const results = runChecks({ kind: 'image', frames: [aFrame()] }, unenrolled);
    expect(results.find((result) => result.name === 'identity')?.verdict).toBe('not_applicable');
    expect(judge(aFrame({ faces: ok([]) }), { expectsFace: false })).toMatchObject({
      identity: { verdict: 'not_applicable' },
      face: { verdict: 'not_applicable' },
    });
  });

  it('fails without a face, and asks a person when it could not look', () => {
    expect(judge(aFrame({ faces: ok([]) })).identity).toMatchObject({ verdict: 'fail' });
    expect(judge(aFrame({ faces: broken })).identity).toMatchObject({ verdict: 'review', score: null });
  });

  it('takes the widest face as the one meant', () => {
    const faces = ok([aFace(0.9, 80), aFace(0.2, 300)]);
    expect(judge(aFrame({ faces })).identity).toMatchObject({ verdict: 'pass' });
  });

  it('takes the middle frame of a video', () => {
    const frames = [0.2, 0.9, 0.25].map((distance) => aFrame({ faces: ok([aFace(distance)]) }));
    expect(judge(frames).identity).toMatchObject({ verdict: 'pass', score: 0.25 });
  });

  it('measures a straight distance', () => {
    expect(faceDistance([0, 3], [4, 0])).toBe(5);
  });
});

describe('face', () => {
  it('refuses small and unclear faces, and says how small', () => {
    expect(judge(aFrame({ faces: ok([aFace(0.2, 50)]) })).face).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('50 pixels'),
    });
    expect(judge(aFrame({ faces: ok([aFace(0.2, 300, 0.4)]) })).face).toMatchObject({ verdict: 'fail' });
  });

  it('asks a person about more than one clear face, not about an unclear one behind', () => {
    expect(judge(aFrame({ faces: ok([aFace(), aFace(0.5, 200)]) })).people).toMatchObject({
      verdict: 'review',
    });
    expect(judge(aFrame({ faces: ok([aFace(), aFace(0.5, 200, 0.4)]) })).people).toMatchObject({
      verdict: 'pass',
    });
  });

  it('wants a face in most frames of a video', () => {
    const none = aFrame({ faces: ok([]) });
    expect(judge([aFrame(), aFrame(), aFrame(), aFrame(), none]).face).toMatchObject({ verdict: 'pass' });
    expect(judge([aFrame(), aFrame(), none]).face).toMatchObject({ verdict: 'review' });
    expect(judge([aFrame(), none, none]).face).toMatchObject({ verdict: 'fail' });
  });
});

describe('safety', () => {
  const rated = (changes: Partial<Nudity>) => aFrame({ nudity: ok({ ...calm, ...changes }) });

  it.each([
    [{ porn: 0.1, hentai: 0.1 }, 'pass'],
    [{ porn: 0.2, hentai: 0.15 }, 'review'],
    [{ sexy: 0.96 }, 'pass'],
    [{ porn: 0.5, hentai: 0.25 }, 'fail'],
    [{ porn: Number.NaN }, 'fail'],
  ] as const)('of %j is %s', (changes, verdict) => {
    expect(judge(rated(changes)).safety).toMatchObject({ verdict, isSafety: true });
  });

  it('asks a person about a suggestive picture of a photo-like engine', () => {
    expect(judge(rated({ sexy: 0.85 }), { engine: 'photo' }).safety).toMatchObject({ verdict: 'review' });
  });

  it('fails what is only doubtful when somebody looks young, or nobody could tell', () => {
    const young = ok([{ ...aFace(), age: 22 }]);
    expect(judge({ ...rated({ porn: 0.4 }), faces: young }).safety).toMatchObject({ verdict: 'fail' });
    expect(judge({ ...rated({ porn: 0.4 }), faces: broken }).safety).toMatchObject({ verdict: 'fail' });
    expect(judge({ ...rated({}), faces: young }).safety).toMatchObject({ verdict: 'pass' });
  });

  it('fails when it cannot run: never an unlooked-at pass', () => {
    const { safety } = judge(aFrame({ nudity: broken }));
    expect(safety).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('out of memory') });
    expect(judge([aFrame(), aFrame({ nudity: broken })]).safety).toMatchObject({ verdict: 'fail' });
    expect(judge([]).safety).toMatchObject({ verdict: 'fail' });
  });

  it('judges a video by its worst frame', () => {
    expect(judge([rated({}), rated({ porn: 0.8 }), rated({})]).safety).toMatchObject({ verdict: 'fail' });
  });
});

describe('sharpness and exposure', () => {
  const measured = (changes: Partial<Quality>) => judge(aFrame({ quality: ok({ ...good, ...changes }) }));

  it('fail a blur, and warn of a soft picture', () => {
    expect(measured({ sharpness: 20 }).sharpness).toMatchObject({ verdict: 'fail' });
    expect(measured({ sharpness: 70 }).sharpness).toMatchObject({ verdict: 'review' });
    expect(measured({}).sharpness).toMatchObject({ verdict: 'pass' });
  });

  it.each([{ brightness: 20 }, { brightness: 240 }, { highlights: 0.2 }, { shadows: 0.4 }])(
    'warn of %j',
    (changes) => {
      expect(measured(changes).exposure).toMatchObject({ verdict: 'review' });
    },
  );

  it('ask a person when they could not be measured', () => {
    const results = judge(aFrame({ quality: broken }));
    expect([results.sharpness!.verdict, results.exposure!.verdict]).toEqual(['review', 'review']);
  });
});

describe('own lines of a character', () => {
  it('stand instead of the fixed ones, and the reason says where they come from', () => {
    const lines = { best: 0.15, pass: 0.3, fail: 0.36, from: 'from 9 chosen pictures' };
    const at = (distance: number) => judge(aFrame({ faces: ok([aFace(distance)]) }), { lines }).identity;
    expect(at(0.29)).toMatchObject({ verdict: 'pass', threshold: 0.3 });
    expect(at(0.33)).toMatchObject({ verdict: 'review' });
    expect(at(0.37)?.reason).toBe(
      'The face is not the character’s. Distance 0.37; up to 0.30 passes, above 0.36 fails (from 9 chosen pictures).',
    );
  });
});

describe('people', () => {
  it('are counted against the brief', () => {
    const two = aFrame({ faces: ok([aFace(), aFace(0.5, 200)]) });
    expect(judge(two, { people: 2 }).people).toMatchObject({ verdict: 'pass', score: 2, threshold: 2 });
    expect(judge(aFrame(), { people: 2 }).people).toMatchObject({
      verdict: 'review',
      reason: '1 clear face, 2 asked for.',
    });
    expect(judge([aFrame(), two]).people).toMatchObject({ verdict: 'review', score: 2 });
    expect(judge(aFrame({ faces: broken })).people).toMatchObject({ verdict: 'review', score: null });
  });
});

describe('apparent age', () => {
  const aged = (age: number) => judge(aFrame({ faces: ok([{ ...aFace(), age }]) }))['apparent-age'];

  it('blocks, and never clears', () => {
    expect(aged(16)).toMatchObject({ verdict: 'fail', isSafety: true });
    expect(aged(Number.NaN)).toMatchObject({ verdict: 'fail' });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 110, noNaN: true }), (age) => aged(age)?.verdict !== 'pass'),
    );
    expect(judge(aFrame({ faces: broken }))['apparent-age']).toMatchObject({ verdict: 'review' });
  });

  it('goes by the youngest of all', () => {
    const young = { ...aFace(0.9, 90), age: 15 };
    expect(judge(aFrame({ faces: ok([aFace(), young]) }))['apparent-age']).toMatchObject({ verdict: 'fail' });
    expect(judge([aFrame(), aFrame({ faces: ok([young]) })])['apparent-age']).toMatchObject({ score: 15 });
  });
});

describe('duplicate', () => {
  const nearest = (phash: number, dhash: number) =>
    judge(aFrame(), { nearest: { assetId: 'a', createdAt: new Date('2026-05-01'), bits: { phash, dhash } } })
      .duplicate;

  it('names the earlier picture, by either hash, and never fails', () => {
    expect(nearest(30, 40)).toMatchObject({ verdict: 'review', relatedAssetId: 'a', score: 40 });
    expect(nearest(9, 90)).toMatchObject({ verdict: 'review', relatedAssetId: 'a' });
    expect(nearest(30, 90)).toMatchObject({ verdict: 'pass' });
    expect(judge(aFrame(), { nearest: null }).duplicate).toMatchObject({ verdict: 'not_applicable' });
    expect(judge(aFrame()).duplicate).toMatchObject({ verdict: 'not_applicable' });
  });
});
