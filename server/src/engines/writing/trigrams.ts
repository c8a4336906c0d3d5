import { fold } from './boundaries.ts';

/** How often each run of three letters stands in a text. */
function trigramsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const plain = ` ${fold(text.replace(/#[\p{L}\p{N}_]+/gu, ' '))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const letters = [...plain];
  for (let at = 0; at + 3 <= letters.length; at += 1) {
    const key = letters.slice(at, at + 3).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Cosine of two texts by their runs of three letters, 0 to 1: any language, wording rather than meaning. */
export function alikeInWords(one: string, other: string): number {
  const first = trigramsOf(one);
  const second = trigramsOf(other);
  let dot = 0;
  for (const [key, count] of first) dot += count * (second.get(key) ?? 0);
  const length = (counts: Map<string, number>) =>
    Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0));
  const lengths = length(first) * length(second);
  return lengths === 0 ? 0 : Math.min(1, dot / lengths);
}
