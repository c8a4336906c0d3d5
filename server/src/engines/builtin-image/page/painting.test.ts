import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { grade } from './grade.ts';
import { halve, type Raster } from './raster.ts';
import { type Noise, paintOver } from './relief.ts';
import { flowOf, strokesOf } from './strokes.ts';

const whole = { left: 0, top: 0, width: 1, height: 1 };
const flatNoise: Noise = {
  data: new Uint8Array(256 * 256 * 4).fill(128),
  smooth: new Float32Array(1024 * 1024).fill(0.5),
};

function picture(
  width: number,
  height: number,
  colorAt: (x: number, y: number) => readonly number[],
): Raster {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * 4);
  return { width, height, data };
}
const at = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4).subarray(0, 4),
];

/** Left dark, right light, with speckles on both. */
const speckled = picture(64, 64, (x, y) => {
  const speck = (x * 7 + y * 13) % 5 === 0 ? 30 : 0;
  const tone = (x < 32 ? 40 : 180) + speck;
  return [tone, tone, tone, 255];
});

describe('strokes', () => {
  it('take speckles away and keep the edge between two tones', () => {
    const half = halve(speckled);
    const { data } = strokesOf(half, flowOf(half), 3.4, new Float32Array(32 * 32));
    const row = Array.from({ length: 32 }, (_, x) => data[(16 * 32 + x) * 3]!);
    expect(Math.max(...row.slice(3, 12)) - Math.min(...row.slice(3, 12))).toBeLessThan(6);
    expect(row[18]! - row[13]!).toBeGreaterThan(120);
  });

  it('run along an edge', () => {
    const { direction } = flowOf(halve(speckled));
    const middle = (16 * 32 + 16) * 2;
    expect(Math.abs(direction[middle + 1]!)).toBeGreaterThan(0.95);
  });
});

describe('composing', () => {
  const back = picture(16, 16, () => [10, 20, 200, 255]);
  const figure = picture(64, 64, (x) => (x < 32 ? [200, 100, 50, 255] : [0, 0, 0, 0]));
  const scenery = { back, front: undefined, solidFront: false };

  it('lays the figure before its scene and tells where it is', () => {
    const made = compose({ width: 64, height: 64 }, figure, scenery, whole);
    expect(at(made, 10, 30)).toEqual([200, 100, 50, 255]);
    expect(at(made, 55, 30)).toEqual([10, 20, 200, 0]);
  });

  it('gives a figure without scenery back not premultiplied', () => {
    const faint = picture(8, 8, () => [50, 25, 12, 128]);
    const [red, , , alpha] = at(compose({ width: 8, height: 8 }, faint, undefined, whole), 4, 4);
    expect([Math.abs(red! - 100) <= 1, alpha]).toEqual([true, 128]);
  });

  it('shows of the scene what the window shows', () => {
    const halves = picture(16, 16, (x) => (x < 8 ? [0, 0, 0, 255] : [255, 255, 255, 255]));
    const view = { left: 0.5, top: 0, width: 0.5, height: 1 };
    const made = compose({ width: 8, height: 8 }, undefined, { ...scenery, back: halves }, view);
    expect(at(made, 6, 4).slice(0, 3)).toEqual([255, 255, 255]);
  });
});

describe('painting', () => {
  it('gives the same bytes again, another picture for each style, and keeps alpha', () => {
    const place = { view: whole, fullWidth: 64, fullHeight: 64 };
    const paint = (style: 'oil' | 'gouache' | 'ink') =>
      paintOver(speckled, style, [0.5, 0.4, 0.2], flatNoise, place).data;
    expect(paint('oil')).toEqual(paint('oil'));
    expect(paint('ink')).not.toEqual(paint('oil'));
    expect(paint('gouache')).not.toEqual(paint('oil'));
    expect(paint('oil')[3]).toBe(255);
  });
});

it('darkens the corners of a picture with scenery only', () => {
  const look = {
    style: 'clean',
    paint: false,
    shadowTint: [0.5, 0.5, 0.5],
    highlightTint: [0.5, 0.5, 0.5],
    bloom: 0,
    vignette: 0.3,
    face: [0.5, 0.5, 0.2],
    seed: 1,
  } as const;
  const graded = (isAlone: boolean) => {
    const made = picture(32, 32, () => [120, 120, 120, 255]) as Raster & { data: Uint8ClampedArray };
    grade(made, look, flatNoise.data, isAlone, whole);
    return [at(made, 0, 0)[0], at(made, 16, 16)[0]];
  };
  const [corner, middle] = graded(false);
  expect(corner!).toBeLessThan(middle! - 10);
  expect(graded(true)).toEqual([120, 120]);
});

it('fades and mutes the tones of a mood, and leaves them alone without one', () => {
  const plain = {
    style: 'clean',
    paint: false,
    shadowTint: [0.5, 0.5, 0.5],
    highlightTint: [0.5, 0.5, 0.5],
    bloom: 0,
    vignette: 0,
    face: [0.5, 0.5, 0.2],
    seed: 1,
  } as const;
  const graded = (tone?: { saturation: number; contrast: number; fade: number }) => {
    const made = picture(4, 4, () => [200, 20, 20, 255]) as Raster & { data: Uint8ClampedArray };
    grade(made, { ...plain, ...(tone && { tone }) }, flatNoise.data, false, whole);
    return at(made, 2, 2);
  };
  expect(graded()).toEqual(graded({ saturation: 1, contrast: 1, fade: 0 }));
  const [red, green] = graded({ saturation: 0.5, contrast: 0.9, fade: 0.1 });
  expect(red! - green!).toBeLessThan(100);
  expect(green!).toBeGreaterThan(40);
});
