export interface Piece {
  readonly text: string;
  readonly change: 'same' | 'removed' | 'added';
}

/** Most words a text is compared by word; longer ones are shown whole, before and after. */
const mostWords = 400;

/** A text's change word by word: what stayed, what went, what came (longest common subsequence). */
export function wordChanges(before: string, after: string): readonly Piece[] {
  const was = before.split(/(?<=\s)/);
  const is = after.split(/(?<=\s)/);
  if (was.length > mostWords || is.length > mostWords) return whole(before, after);
  const lengths = Array.from({ length: was.length + 1 }, () => new Uint16Array(is.length + 1));
  for (let i = was.length - 1; i >= 0; i -= 1) {
    for (let j = is.length - 1; j >= 0; j -= 1) {
      const same = was[i]?.trim() === is[j]?.trim();
      lengths[i]![j] = same
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < was.length && j < is.length) {
    if (was[i]?.trim() === is[j]?.trim()) {
      pieces.push({ text: is[j]!, change: 'same' });
      i += 1;
      j += 1;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) {
      pieces.push({ text: was[i]!, change: 'removed' });
      i += 1;
    } else {
      pieces.push({ text: is[j]!, change: 'added' });
      j += 1;
    }
  }
  pieces.push(...whole(was.slice(i).join(''), is.slice(j).join('')));
  return joined(pieces);
}

function whole(before: string, after: string): Piece[] {
  const pieces: Piece[] = [];
  if (before) pieces.push({ text: before, change: 'removed' });
  if (after) pieces.push({ text: after, change: 'added' });
  return pieces;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const runs: Piece[] = [];
  for (const piece of pieces) {
    if (!piece.text) continue;
    const last = runs.at(-1);
    if (last?.change === piece.change) runs[runs.length - 1] = { ...last, text: last.text + piece.text };
    else runs.push(piece);
  }
  return runs;
}
