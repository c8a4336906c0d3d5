import { describe, expect, it } from 'vitest';
import { chartScale, margins } from './chart-scale.ts';

const size = { width: 400, height: 240 };

describe('the scale of the likeness chart', () => {
  it('finds every take again where it draws it', () => {
    const distances = Array.from({ length: 37 }, (_, index) => index / 60);
    const scale = chartScale(size, distances, [0.38]);
    for (const place of distances.keys()) expect(scale.placeAt(scale.x(place))).toBe(place);
    expect(scale.placeAt(-50)).toBe(0);
    expect(scale.placeAt(9999)).toBe(36);
  });

  it('keeps every distance and line inside the plot', () => {
    for (const distances of [[], [0.2], [0.2, 1.7]]) {
      const scale = chartScale(size, distances, [0.38, 0.45]);
      for (const value of [...distances, 0, 0.45]) {
        expect(scale.y(value)).toBeGreaterThanOrEqual(margins.top);
        expect(scale.y(value)).toBeLessThanOrEqual(size.height - margins.bottom);
      }
      expect(scale.ticks.every((tick) => scale.y(tick) >= margins.top)).toBe(true);
    }
  });
});
