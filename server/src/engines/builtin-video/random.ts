/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A smooth wandering curve between -1 and 1 with about `perSecond` turns a second. */
export function wander(
  random: () => number,
  seconds: number,
  perSecond: number,
): (atSeconds: number) => number {
  const points = Array.from({ length: Math.ceil(seconds * perSecond) + 4 }, () => random() * 2 - 1);
  return (atSeconds) => {
    const at = Math.max(0, atSeconds) * perSecond;
    const index = Math.min(points.length - 4, Math.floor(at));
    const [a, b, c, d] = points.slice(index, index + 4) as [number, number, number, number];
    const t = Math.min(1, at - index);
    // Uniform cubic B-spline: no corner, no overshoot.
    return (
      (a * (1 - t) ** 3 +
        b * (3 * t ** 3 - 6 * t ** 2 + 4) +
        c * (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) +
        d * t ** 3) /
      6
    );
  };
}

/** 0 before `from`, 1 after `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
