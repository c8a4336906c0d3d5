import type { WavLabel } from '#media/wav.ts';
import type { Phone } from './flite-worker.ts';

/**
 * When each word begins. Words said alone tell which sounds they are made of; in a sentence some of these
 * change or vanish, so the two rows of sounds are aligned with the fewest edits.
 * @returns one label per word, or none when the rows cannot belong together.
 */
export function labelWords(
  words: readonly string[],
  wordPhones: readonly (readonly string[])[],
  phones: readonly Phone[],
): WavLabel[] {
  if (words.length === 0 || words.length !== wordPhones.length) return [];
  const spoken = phones
    .map((phone, index) => ({ name: phone.phone, atSeconds: phones[index - 1]?.endSeconds ?? 0 }))
    .filter((phone) => phone.name !== 'pau');
  if (spoken.length === 0) return [];
  const alone = wordPhones.flat();
  const matches = align(
    alone,
    spoken.map((phone) => phone.name),
  );
  let next = 0;
  return words.map((text, index) => {
    const at = matches[next] ?? spoken.length - 1;
    next += wordPhones[index]!.length;
    return { atSeconds: spoken[at]!.atSeconds, text };
  });
}

const vowel = /^[aeiou]/;

/** For each item of `left`, the place in `right` it goes with when the fewest items are changed. */
export function align(left: readonly string[], right: readonly string[]): number[] {
  const width = right.length + 1;
  const costs = new Float64Array((left.length + 1) * width);
  const cost = (i: number, j: number) => costs[i * width + j]!;
  const change = (i: number, j: number) => {
    const [a, b] = [left[i]!, right[j]!];
    // A vowel that is reduced in a sentence is still that vowel.
    return a === b ? 0 : vowel.test(a) === vowel.test(b) ? 0.7 : 1.5;
  };
  for (let i = 0; i <= left.length; i++) {
    for (let j = 0; j <= right.length; j++) {
      if (i === 0 || j === 0) costs[i * width + j] = i + j;
      else {
        costs[i * width + j] = Math.min(
          cost(i - 1, j - 1) + change(i - 1, j - 1),
          cost(i - 1, j) + 1,
          cost(i, j - 1) + 1,
        );
      }
    }
  }
  const places = new Array<number>(left.length);
  let i = left.length;
  let j = right.length;
  while (i > 0) {
    const here = cost(i, j);
    if (j > 0 && here === cost(i - 1, j - 1) + change(i - 1, j - 1)) {
      i--;
      j--;
      places[i] = j;
    } else if (j > 0 && here === cost(i, j - 1) + 1) j--;
    else {
      i--;
      places[i] = Math.min(j, right.length - 1);
    }
  }
  return places;
}
