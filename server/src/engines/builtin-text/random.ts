/** The next number of a sequence, 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A sequence that is the same for the same seed and stream (mulberry32 after mixing the two).
 * https://github.com/cprosche/mulberry32
 */
export function seededRandom(seed: number, stream: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number that is the same for the same text (FNV-1a, 32 bits, over UTF-16 units). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** One of `items` with a chance in proportion to its weight; `undefined` when no weight is above 0. */
export function pickWeighted<T>(
  random: Random,
  items: readonly T[],
  weightOf: (item: T) => number,
): T | undefined {
  const weights = items.map((item) => Math.max(0, weightOf(item)));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  let last: T | undefined;
  for (const [index, item] of items.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0) continue;
    last = item;
    left -= weight;
    if (left < 0) return item;
  }
  return last;
}

/** The same items in another order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
