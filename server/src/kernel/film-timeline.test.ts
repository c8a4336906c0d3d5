import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilmDraft, type FilmScene, filmFramesPerSecond } from './film.ts';
import {
  cutToLength,
  dissolveSeconds,
  duckAttackSeconds,
  duckedStretches,
  duckingAt,
  duckReleaseSeconds,
  planTimeline,
  voiceTailSeconds,
} from './film-timeline.ts';

const picture = '00000000-0000-4000-8000-000000000001';
const voice = '00000000-0000-4000-8000-00000000000a';

const scenes = fc
  .array(
    fc.record({
      kind: fc.constantFrom('picture', 'clip'),
      seconds: fc.double({ min: 0.5, max: 60, noNaN: true }),
      transition: fc.constantFrom('cut', 'dissolve'),
      speaks: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) =>
    FilmDraft.shape.scenes.parse(
      list.map(({ kind, seconds, transition, speaks }, index) => ({
        id: `s${index}`,
        assetId: picture,
        transition,
        ...(speaks && { voiceAssetId: voice }),
        ...(kind === 'picture' ? { kind, seconds } : { kind, inSeconds: 1, outSeconds: 1 + seconds }),
      })),
    ),
  );
const lengths = fc.record({ [voice]: fc.double({ min: 0, max: 30, noNaN: true }) });
const near = 1 / filmFramesPerSecond;
const setLength = (scene: FilmScene) =>
  scene.kind === 'picture' ? scene.seconds : scene.outSeconds - scene.inSeconds;

describe('the timeline of a film', () => {
  it('puts scenes one after the other, each as long as it is set and its recording needs', () => {
    fc.assert(
      fc.property(scenes, lengths, (list, known) => {
        const { scenes: timed, seconds } = planTimeline({ scenes: list, voice: null }, known);
        let end = 0;
        for (const one of timed) {
          expect(one.startSeconds).toBeCloseTo(end - one.overlapSeconds, 6);
          expect(one.startSeconds).toBeGreaterThanOrEqual(-1e-9);
          expect(one.seconds).toBeGreaterThanOrEqual(setLength(one.scene) - near);
          if (one.voiceSeconds > 0)
            expect(one.seconds).toBeGreaterThanOrEqual(one.voiceSeconds + voiceTailSeconds - near);
          end = one.startSeconds + one.seconds;
        }
        expect(seconds).toBeCloseTo(end, 6);
      }),
    );
  });

  it('never lets three scenes be seen at once, and overlaps only where a dissolve is asked for', () => {
    fc.assert(
      fc.property(scenes, lengths, (list, known) => {
        const { scenes: timed } = planTimeline({ scenes: list, voice: null }, known);
        for (const [index, one] of timed.entries()) {
          const next = timed[index + 1]?.overlapSeconds ?? 0;
          expect(one.overlapSeconds + next).toBeLessThanOrEqual(one.seconds + 1e-9);
          expect(one.overlapSeconds).toBeLessThanOrEqual(dissolveSeconds);
          if (one.scene.transition === 'cut' || index === 0) expect(one.overlapSeconds).toBe(0);
        }
      }),
    );
  });

  it('holds the last scene until the voice over the whole film has ended', () => {
    const list = FilmDraft.shape.scenes.parse([{ id: 'a', kind: 'picture', assetId: picture, seconds: 2 }]);
    const { seconds, scenes: timed } = planTimeline(
      { scenes: list, voice: { assetId: voice } },
      { [voice]: 9 },
    );
    expect(seconds).toBeCloseTo(9 + voiceTailSeconds, 1);
    expect(timed[0]?.seconds).toBe(seconds);
  });

  it('has no length without scenes', () => {
    expect(planTimeline({ scenes: [], voice: { assetId: voice } }, { [voice]: 9 }).seconds).toBe(0);
  });
});

describe('a film cut to a length', () => {
  it('is never longer, ends with a whole scene where one fits, and keeps what fits as it was', () => {
    fc.assert(
      fc.property(scenes, lengths, fc.double({ min: 1, max: 90, noNaN: true }), (list, known, most) => {
        const whole = planTimeline({ scenes: list, voice: null }, known);
        const cut = cutToLength(whole, most);
        expect(cut.seconds).toBeLessThanOrEqual(Math.max(most, 0));
        expect(cut.scenes.length).toBeGreaterThan(0);
        if (whole.seconds <= most) expect(cut).toBe(whole);
        else if (cut.scenes.length > 1) expect(cut.scenes).toEqual(whole.scenes.slice(0, cut.scenes.length));
        const last = cut.scenes.at(-1)!;
        expect(last.startSeconds + last.seconds).toBeCloseTo(cut.seconds, 6);
      }),
    );
  });
});

const speech = fc.array(
  fc
    .tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true }))
    .map(([fromSeconds, length]) => ({ fromSeconds, toSeconds: fromSeconds + length })),
  { maxLength: 15 },
);

describe('music under speech', () => {
  it('is held down wholly in every moment of speech, and never by more than that', () => {
    fc.assert(
      fc.property(speech, fc.double({ min: 0, max: 1, noNaN: true }), (spoken, share) => {
        const stretches = duckedStretches(spoken);
        for (const { fromSeconds, toSeconds } of spoken) {
          if (toSeconds === fromSeconds) continue;
          const at = fromSeconds + (toSeconds - fromSeconds) * share;
          expect(duckingAt(stretches, at)).toBeCloseTo(1, 6);
        }
        for (let at = 0; at < 130; at += 0.37) {
          expect(duckingAt(stretches, at)).toBeGreaterThanOrEqual(0);
          expect(duckingAt(stretches, at)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  it('is free again a moment after the last word', () => {
    const stretches = duckedStretches([{ fromSeconds: 2, toSeconds: 4 }]);
    expect(duckingAt(stretches, 2 - duckAttackSeconds)).toBe(0);
    expect(duckingAt(stretches, 4 + duckReleaseSeconds)).toBe(0);
    expect(duckingAt(stretches, 4 + duckReleaseSeconds / 2)).toBeCloseTo(0.5);
  });

  it('does not swell in a short pause', () => {
    const stretches = duckedStretches([
      { fromSeconds: 3, toSeconds: 4 },
      { fromSeconds: 1, toSeconds: 2.5 },
    ]);
    expect(stretches).toEqual([{ fromSeconds: 1, toSeconds: 4 }]);
  });
});
