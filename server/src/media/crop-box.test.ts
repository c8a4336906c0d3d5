import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cropBox } from './crop-box.ts';

const side = fc.integer({ min: 10, max: 5000 });
const aspect = fc.double({ min: 0.3, max: 3, noNaN: true });

it('stays inside the picture, fills one side of it, and keeps the aspect to the pixel', () => {
  fc.assert(
    fc.property(side, side, aspect, side, side, (width, height, ratio, left, top) => {
      const box = cropBox({ width, height }, ratio, { left, top, width: 50, height: 60 });
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
      expect(box.width === width || box.height === height).toBe(true);
      expect(Math.abs(box.width - box.height * ratio)).toBeLessThanOrEqual(Math.max(1, ratio));
    }),
  );
});

it('puts a face in the middle of a wide crop, a little above', () => {
  const face = { left: 700, top: 300, width: 100, height: 100 };
  expect(cropBox({ width: 1000, height: 2000 }, 1, face)).toEqual({
    left: 0,
    top: 0,
    width: 1000,
    height: 1000,
  });
  expect(cropBox({ width: 4000, height: 500 }, 1, face)).toEqual({
    left: 500,
    top: 0,
    width: 500,
    height: 500,
  });
  expect(cropBox({ width: 1000, height: 2000 }, 2, { ...face, top: 900 })).toMatchObject({
    top: 740,
    height: 500,
  });
});

it('takes the middle without a focus', () => {
  expect(cropBox({ width: 300, height: 100 }, 1)).toEqual({ left: 100, top: 0, width: 100, height: 100 });
});
