import type { WavLabel } from '#media/wav.ts';

/**
 * Mouth shapes as in Rhubarb Lip Sync (https://github.com/DanielSWolf/rhubarb-lip-sync#mouth-shapes):
 * A closed, B teeth together, C open, D wide open, E rounded, F puckered, G teeth on lip, H tongue up, X at rest.
 */
export const visemes = ['X', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
export type Viseme = (typeof visemes)[number];

export interface MouthCue {
  readonly viseme: Viseme;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** The shapes of each sound of US English; a diphthong moves from one to another. */
const phoneVisemes: Readonly<Record<string, readonly Viseme[]>> = {
  pau: ['X'],
  ...shape(['A'], 'p b m'),
  ...shape(['B'], 't d s z n th dh k g ng iy ih y hh r el en'),
  ...shape(['C'], 'eh ae ah ax axr'),
  ...shape(['D'], 'aa'),
  ...shape(['E'], 'ao er uh'),
  ...shape(['F'], 'uw w sh zh ch jh'),
  ...shape(['G'], 'f v'),
  ...shape(['H'], 'l'),
  ey: ['C', 'B'],
  ay: ['D', 'B'],
  aw: ['D', 'F'],
  ow: ['E', 'F'],
  oy: ['E', 'B'],
};

function shape(viseme: readonly Viseme[], phones: string): Record<string, readonly Viseme[]> {
  return Object.fromEntries(phones.split(' ').map((phone) => [phone, viseme]));
}

/** Mouth shapes from a recording's own `/phone/` labels; none when it has no such labels. */
export function cuesFromLabels(labels: readonly WavLabel[], durationSeconds: number): MouthCue[] {
  const sounds = labels.filter(({ text }) => /^\/\w+\/$/.test(text));
  const cues: MouthCue[] = [];
  for (const [index, { text, atSeconds }] of sounds.entries()) {
    const end = Math.min(durationSeconds, sounds[index + 1]?.atSeconds ?? durationSeconds);
    const shapes = phoneVisemes[text.slice(1, -1)] ?? ['B'];
    const step = (end - atSeconds) / shapes.length;
    for (const [part, viseme] of shapes.entries()) {
      pushCue(cues, viseme, atSeconds + step * part, atSeconds + step * (part + 1));
    }
  }
  return cues;
}

function pushCue(cues: MouthCue[], viseme: Viseme, startSeconds: number, endSeconds: number): void {
  const last = cues.at(-1);
  if (endSeconds <= startSeconds) return;
  if (last?.viseme === viseme) cues[cues.length - 1] = { ...last, endSeconds };
  else cues.push({ viseme, startSeconds, endSeconds });
}

/** Silences of at least `leastSeconds`, the start and end of the recording included. */
export function pausesIn(cues: readonly MouthCue[], leastSeconds: number): MouthCue[] {
  return cues.filter((cue) => cue.viseme === 'X' && cue.endSeconds - cue.startSeconds >= leastSeconds);
}

export type MouthWeights = Readonly<Partial<Record<Viseme, number>>>;

/**
 * How long a mouth takes from one shape to the next. A closed sound (about 70 ms) still closes fully,
 * and shapes shorter than this are only hinted at, as in real speech.
 */
const transitionSeconds = 0.075;

/** The share of each shape at a moment; shares sum to 1. Only shapes that are alike are mixed, see `throughNeighbours`. */
export function mouthAt(cues: readonly MouthCue[], atSeconds: number): MouthWeights {
  const from = atSeconds - transitionSeconds / 2;
  const to = atSeconds + transitionSeconds / 2;
  const weights: Partial<Record<Viseme, number>> = {};
  let covered = 0;
  for (const cue of cues) {
    if (cue.startSeconds >= to) break;
    const overlap = Math.min(to, cue.endSeconds) - Math.max(from, cue.startSeconds);
    if (overlap <= 0) continue;
    weights[cue.viseme] = (weights[cue.viseme] ?? 0) + overlap / transitionSeconds;
    covered += overlap / transitionSeconds;
  }
  return throughNeighbours({ ...weights, X: (weights.X ?? 0) + Math.max(0, 1 - covered) });
}

/** Shapes from closed to open, and how far open; those that look alike share a drawing. */
const spread: readonly (readonly [Viseme, number])[] = [
  ['X', 0],
  ['B', 0.3],
  ['C', 0.6],
  ['D', 1],
];
const rounded: readonly (readonly [Viseme, number])[] = [
  ['X', 0],
  ['F', 0.2],
  ['E', 0.6],
];
const openness: Readonly<Record<Viseme, number>> = {
  ...{ X: 0, A: 0, B: 0.3, G: 0.3, C: 0.6, H: 0.6, D: 1 },
  ...{ F: 0.2, E: 0.6 },
};

/**
 * A closed and a wide open mouth laid over each other look like two mouths. So a mixture becomes the
 * shape that is as far open, or the two next to it; spread and rounded lips are kept apart.
 */
export function throughNeighbours(weights: MouthWeights): MouthWeights {
  const sum = (...some: Viseme[]) => some.reduce((total, viseme) => total + (weights[viseme] ?? 0), 0);
  const opening = (...some: Viseme[]) =>
    some.reduce((total, viseme) => total + (weights[viseme] ?? 0) * openness[viseme], 0);
  const [closed, spreadShare, roundedShare] = [sum('X', 'A'), sum('B', 'C', 'D', 'G', 'H'), sum('E', 'F')];
  // Closed lips go with whatever they open to.
  const closedRounded = roundedShare > 0 ? (closed * roundedShare) / (roundedShare + spreadShare) : 0;
  const result: Partial<Record<Viseme, number>> = {};
  addFrom(spread, spreadShare + closed - closedRounded, opening('B', 'C', 'D', 'G', 'H'), result);
  addFrom(rounded, roundedShare + closedRounded, opening('E', 'F'), result);
  return result;
}

/** Adds `share` of the shapes of a row that are together as far open as `opening` divided by `share`. */
function addFrom(
  row: readonly (readonly [Viseme, number])[],
  share: number,
  opening: number,
  result: Partial<Record<Viseme, number>>,
): void {
  if (share < 1e-9) return;
  const open = opening / share;
  const upper = Math.max(
    1,
    row.findIndex(([, at]) => at >= open - 1e-9),
  );
  const [[below, belowOpen], [above, aboveOpen]] = [row[upper - 1]!, row[upper]!];
  const mix = Math.min(1, Math.max(0, (open - belowOpen) / (aboveOpen - belowOpen)));
  for (const [viseme, part] of [[below, 1 - mix] as const, [above, mix] as const]) {
    if (part > 1e-9) result[viseme] = (result[viseme] ?? 0) + share * part;
  }
}
