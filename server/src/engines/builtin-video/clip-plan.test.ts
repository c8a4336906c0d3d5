import { describe, expect, it } from 'vitest';
import { framesPerSecond, planBlinks, planClip } from './clip-plan.ts';
import {
  cuesFromLabels,
  type MouthCue,
  mouthAt,
  pausesIn,
  throughNeighbours,
  type Viseme,
} from './mouth-cues.ts';
import { randomFrom } from './random.ts';

const cues = (text: string): MouthCue[] =>
  text.split(' ').map((part, index, parts) => {
    const [viseme, start] = part.split('@') as [Viseme, string];
    return {
      viseme,
      startSeconds: Number(start),
      endSeconds: Number(parts[index + 1]?.split('@')[1] ?? Number(start) + 1),
    };
  });

describe('mouth cues', () => {
  it('come from the sounds of a recording, diphthongs in two shapes', () => {
    const labels = [
      { text: '/pau/', atSeconds: 0 },
      { text: 'my', atSeconds: 0.2 },
      { text: '/m/', atSeconds: 0.2 },
      { text: '/ay/', atSeconds: 0.3 },
      { text: '/pau/', atSeconds: 0.5 },
    ];
    expect(cuesFromLabels(labels, 1).map((cue) => [cue.viseme, cue.startSeconds, cue.endSeconds])).toEqual([
      ['X', 0, 0.2],
      ['A', 0.2, 0.3],
      ['D', 0.3, 0.4],
      ['B', 0.4, 0.5],
      ['X', 0.5, 1],
    ]);
    expect(cuesFromLabels([{ text: 'my', atSeconds: 0.2 }], 1)).toEqual([]);
  });

  it('change over smoothly and close fully for a closed sound', () => {
    const track = cues('D@0 A@1 D@1.08 X@2');
    expect(mouthAt(track, 0.5)).toEqual({ D: expect.closeTo(1) });
    expect(mouthAt(track, 1.04).X).toBeCloseTo(1);
    expect(mouthAt(track, 9)).toEqual({ X: expect.closeTo(1) });
  });

  it('mix only shapes that are alike: a mouth half open is no closed and open mouth at once', () => {
    expect(throughNeighbours({ X: 0.5, D: 0.5 })).toEqual({
      B: expect.closeTo(1 / 3),
      C: expect.closeTo(2 / 3),
    });
    expect(throughNeighbours({ A: 0.7, C: 0.3 })).toEqual({ X: expect.closeTo(0.4), B: expect.closeTo(0.6) });
    expect(throughNeighbours({ G: 1 })).toEqual({ B: expect.closeTo(1) });
    expect(throughNeighbours({ D: 0.5, F: 0.5 })).toEqual({ D: 0.5, F: 0.5 });
    expect(throughNeighbours({ X: 0.5, E: 0.5 })).toEqual({
      F: expect.closeTo(0.75),
      E: expect.closeTo(0.25),
    });
    expect(throughNeighbours({ E: 0.5, F: 0.5 })).toEqual({ E: expect.closeTo(0.5), F: expect.closeTo(0.5) });
  });

  it('have shares that sum to one at every moment', () => {
    const track = cues('X@0.1 B@0.3 C@0.33 D@0.36 A@0.5 F@0.55');
    for (let at = -0.1; at < 2; at += 0.013) {
      const sum = Object.values(mouthAt(track, at)).reduce((total, share) => total + share, 0);
      expect(sum).toBeCloseTo(1);
    }
  });
});

describe('the plan of a clip', () => {
  const track = cues('X@0 B@0.3 D@0.6 X@1.5 C@2 X@4 D@4.5 X@9');
  const plan = planClip(track, 10, 42);

  it('has a frame for every thirtieth of a second and is the same for the same seed', () => {
    expect(plan).toHaveLength(10 * framesPerSecond);
    expect(planClip(track, 10, 42)).toEqual(plan);
    expect(planClip(track, 10, 43)).not.toEqual(plan);
  });

  it('moves smoothly: nothing jumps from one frame to the next', () => {
    for (const motion of ['yaw', 'pitch', 'roll', 'sway', 'breath', 'zoom'] as const) {
      for (const [index, frame] of plan.entries()) {
        const before = plan[Math.max(0, index - 1)]!;
        expect(Math.abs(frame[motion] - before[motion])).toBeLessThan(0.12);
        expect(Math.abs(frame[motion])).toBeLessThan(2.6);
      }
    }
  });

  it('comes nearer, and never so far that the edge would show', () => {
    expect(plan.at(-1)!.zoom).toBeGreaterThan(plan[0]!.zoom);
    expect(Math.min(...plan.map((frame) => frame.zoom))).toBeGreaterThan(1.02);
  });

  it('blinks now and then, never in the first or last moments', () => {
    for (let seed = 0; seed < 50; seed++) {
      const blinks = planBlinks(pausesIn(track, 0.12), 10, randomFrom(seed));
      expect(blinks.length).toBeGreaterThanOrEqual(1);
      expect(blinks.length).toBeLessThanOrEqual(9);
      expect(blinks[0]).toBeGreaterThan(0.1);
      expect(blinks.at(-1)).toBeLessThan(9.7);
      expect(blinks.every((at, index) => index === 0 || at - blinks[index - 1]! > 0.2)).toBe(true);
    }
    expect(plan.some((frame) => frame.eyelids === 1)).toBe(true);
    expect(plan[0]!.eyelids).toBe(0);
    expect(plan.at(-1)!.eyelids).toBe(0);
  });

  it('exists for the shortest recording', () => {
    expect(planClip([], 0.01, 1)).toHaveLength(1);
  });
});
