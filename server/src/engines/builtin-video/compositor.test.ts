import { describe, expect, it } from 'vitest';
import type { FramePlan } from './clip-plan.ts';
import { Compositor, type Pixels } from './compositor.ts';
import { boxOfDifference, centerOfDifference, planesFromRgba } from './planes.ts';

const size = { width: 64, height: 96 };
const paint = (width: number, height: number, color: (x: number, y: number) => readonly number[]): Pixels => {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(color(x, y), (y * width + x) * 4);
  return { rgba, width, height };
};
const grey = (value: number) => [value, value, value, 255] as const;
const luma = (value: number) => Math.round(16 + (value * 219) / 255);

const eyesBox = { left: 20, top: 20, width: 24, height: 8 };
const mouthBox = { left: 22, top: 44, width: 20, height: 20 };
const layers = {
  character: paint(size.width, size.height, (x, y) => (y > 6 && x > 6 && x < 58 ? grey(200) : [0, 0, 0, 0])),
  background: paint(size.width, size.height, () => grey(80)),
  eyesBox,
  eyesClosed: { resting: paint(24, 8, () => grey(200)), changed: paint(24, 8, () => grey(120)) },
  eyes: { x: 32, y: 24 },
  mouth: { x: 32, y: 54 },
  mouthBox,
  mouths: { D: { resting: paint(20, 20, () => grey(200)), changed: paint(20, 20, () => grey(20)) } },
};
const rest: FramePlan = {
  mouth: { X: 1 },
  eyelids: 0,
  yaw: 0,
  pitch: 0,
  roll: 0,
  sway: 0,
  breath: 0,
  zoom: 1,
};

function draw(compositor: Compositor, changes: Partial<FramePlan>) {
  const out = new Uint8Array(compositor.frameBytes);
  compositor.draw({ ...rest, ...changes }, out);
  return (x: number, y: number) => out[y * size.width + x]!;
}

describe('the compositor', () => {
  const compositor = new Compositor(layers);

  it('lays the character over the background', () => {
    const at = draw(compositor, {});
    expect(at(2, 50)).toBe(luma(80));
    expect(at(32, 36)).toBe(luma(200));
    expect(at(32, 54)).toBe(luma(200));
  });

  it('opens the mouth by its share and puts it back', () => {
    expect(draw(compositor, { mouth: { D: 1 } })(32, 54)).toBeLessThan(luma(90));
    const half = draw(compositor, { mouth: { D: 0.5, X: 0.5 } })(32, 54);
    expect(half).toBeGreaterThan(draw(compositor, { mouth: { D: 1 } })(32, 54));
    expect(half).toBeLessThan(luma(190));
    expect(draw(compositor, {})(32, 54)).toBe(luma(200));
  });

  it('shows no edge where a changed part begins', () => {
    const at = draw(compositor, { mouth: { D: 1 } });
    expect(Math.abs(at(mouthBox.left, 54) - at(mouthBox.left - 1, 54))).toBeLessThan(14);
  });

  it('closes the eyes', () => {
    expect(draw(compositor, { eyelids: 1 })(32, 24)).toBeLessThan(luma(200));
    expect(draw(compositor, { eyelids: 0 })(32, 24)).toBe(luma(200));
  });

  it('fills the whole frame however far the head turns', () => {
    for (const turn of [-3, 3]) {
      const at = draw(compositor, { yaw: turn, pitch: turn, roll: turn, sway: turn, breath: 1, zoom: 1.1 });
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          expect(at(x, y)).toBeGreaterThanOrEqual(luma(80) - 1);
          expect(at(x, y)).toBeLessThanOrEqual(luma(200) + 1);
        }
      }
    }
  });
});

describe('planes', () => {
  it('are BT.709 in limited range', () => {
    const { y, u, v } = planesFromRgba(paint(2, 2, () => [255, 0, 0, 255]).rgba, 2, 2);
    expect([y[0], u[0], v[0]]).toEqual([63, 102, 240]);
    const white = planesFromRgba(paint(2, 2, () => grey(255)).rgba, 2, 2);
    expect([white.y[0], white.u[0], white.v[0]]).toEqual([235, 128, 128]);
  });

  it('find the box that differs, and nothing in equal pictures', () => {
    const before = paint(40, 40, () => grey(10)).rgba;
    const after = paint(40, 40, (x, y) => grey(x >= 10 && x < 20 && y >= 16 && y < 26 ? 90 : 10)).rgba;
    const square = { width: 40, height: 40 };
    expect(boxOfDifference(before, after, square, 2)).toEqual({ left: 8, top: 14, width: 14, height: 14 });
    expect(boxOfDifference(before, before, square, 2)).toBeUndefined();
    expect(centerOfDifference(before, after, square)).toEqual({ x: 14.5, y: 20.5 });
  });
});
