import { expect, it } from 'vitest';
import { moods, Shot } from '#kernel/shot.ts';
import { frame, heightOn } from './camera.ts';
import { moodOf } from './stage.ts';
import type { Vector } from './vector.ts';

const eyes: Vector = [0, 16, 1];
const size = { width: 1080, height: 1350 };
const framed = (camera: Shot['camera'], framing: Shot['framing'] = 'portrait') =>
  frame(Shot.parse({ framing, camera }), eyes, size);
const far = ({ camera: { position, target } }: ReturnType<typeof frame>) =>
  Math.hypot(...position.map((value, axis) => value - target[axis]!));

it('films as before where no camera is chosen', () => {
  const usual = framed(undefined);
  expect(framed({})).toEqual(usual);
  expect(framed({ lens: 'portrait', distance: 'framing', angle: 'eye' })).toEqual(usual);
  expect(usual.view).toBeUndefined();
});

it('stands the farther away the longer the lens is, and shows the same of the figure', () => {
  const lenses = ['wide', 'normal', 'portrait', 'tele'] as const;
  const away = lenses.map((lens) => far(framed({ lens })));
  expect(away).toEqual(away.toSorted((left, right) => left - right));
  const shown = lenses.map((lens) => {
    const one = framed({ lens });
    return 2 * far(one) * Math.tan((one.camera.fovDegrees * Math.PI) / 360);
  });
  for (const height of shown) expect(height).toBeCloseTo(shown[0]!, 1);
  expect(framed({ lens: 'tele' }).view?.zoom).toBeGreaterThan(1);
  // The page draws up to 200 decimetres far.
  expect(far(framed({ lens: 'tele', distance: 'far' }, 'full'))).toBeLessThan(190);
});

it('goes under and over the eyes, and keeps the face on the picture', () => {
  const [low, usual, high] = [framed({ angle: 'low' }), framed(undefined), framed({ angle: 'high' })];
  expect(low.camera.position[1]).toBeLessThan(usual.camera.position[1] - 2);
  expect(high.camera.position[1]).toBeGreaterThan(usual.camera.position[1] + 2);
  for (const framing of ['close', 'portrait', 'waist', 'full'] as const) {
    for (const angle of ['low', 'high'] as const) {
      const turned = framed({ angle }, framing);
      const level = framed(undefined, framing);
      expect(turned.face).toEqual(level.face);
      const faceAt = heightOn(turned.camera, [0, eyes[1] - 0.35, eyes[2]]);
      expect(Math.abs(faceAt - level.face[1]), `${framing} ${angle}`).toBeLessThan(0.06);
    }
  }
});

it('gives every mood tones of its own, and none to a shot without one', () => {
  expect(moodOf(Shot.parse({ mood: 'scene' }))).toEqual(moodOf(Shot.parse({})));
  expect(moodOf(Shot.parse({})).tone).toBeUndefined();
  const told = Object.keys(moods).map((mood) => JSON.stringify(moodOf(Shot.parse({ mood }))));
  expect(new Set(told).size).toBe(told.length);
});
