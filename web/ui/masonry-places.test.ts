import { expect, it } from 'vitest';
import { masonryPlaces } from './masonry-places.ts';

const four = { width: 1216, columns: 4, gap: 16 };
const columnsUsed = (count: number) =>
  new Set(masonryPlaces(new Array<number>(count).fill(0.8), four).places.map(({ left }) => left)).size;

it('uses every column as soon as there are enough pictures', () => {
  expect([1, 3, 4, 5, 9].map(columnsUsed)).toEqual([1, 3, 4, 4, 4]);
});

it('goes on in the shortest column, and nothing overlaps', () => {
  const { places, height } = masonryPlaces([2, 0.5, 1, 1, 0.8, 0.8], four);
  expect(places[4]).toMatchObject({ left: 0, top: 292 / 2 + 16 });
  for (const one of places) {
    const below = places.filter(({ left, top }) => left === one.left && top > one.top);
    for (const { top } of below) expect(top).toBeGreaterThanOrEqual(one.top + one.height + four.gap - 0.01);
    expect(one.top + one.height).toBeLessThanOrEqual(height + 0.01);
  }
});

it('has no height without pictures', () => {
  expect(masonryPlaces([], four)).toEqual({ places: [], height: 0 });
});
