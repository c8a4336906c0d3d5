export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Room around the plot, in pixels: for the numbers on the left and the days beneath. */
export const margins = { left: 34, right: 12, top: 12, bottom: 24 } as const;
/** A chart that never reaches higher than this would make small differences look large. */
const lowestTop = 0.6;

export interface ChartScale {
  /** Middle of a take by its place, 0 being the oldest. */
  readonly x: (place: number) => number;
  readonly y: (distance: number) => number;
  /** Distances that get a line of the grid. */
  readonly ticks: readonly number[];
  /** The place nearest to a horizontal position. */
  readonly placeAt: (x: number) => number;
}

/** Takes evenly spaced in the order they were made, distances from 0 upwards. */
export function chartScale(
  size: ChartSize,
  distances: readonly number[],
  lines: readonly number[],
): ChartScale {
  const top = Math.max(lowestTop, Math.ceil(Math.max(0, ...distances, ...lines) * 10 + 0.5) / 10);
  const width = Math.max(1, size.width - margins.left - margins.right);
  const height = Math.max(1, size.height - margins.top - margins.bottom);
  const count = Math.max(1, distances.length);
  const step = width / count;
  const tick = top > 1 ? 0.5 : 0.2;
  return {
    x: (place) => margins.left + step * (place + 0.5),
    y: (distance) => margins.top + height * (1 - distance / top),
    ticks: Array.from(
      { length: Math.floor(top / tick + 1e-9) + 1 },
      (_, index) => Math.round(index * tick * 10) / 10,
    ),
    placeAt: (x) => Math.min(count - 1, Math.max(0, Math.floor((x - margins.left) / step))),
  };
}
