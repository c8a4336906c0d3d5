import type { Measurement } from './measurement.ts';

export const verdicts = ['pass', 'review', 'fail', 'not_applicable'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  /** What was measured, in the check's own unit; null when it could not be. */
  readonly score: number | null;
  /** The line for `pass`, in the same unit. */
  readonly threshold: number;
  readonly verdict: Verdict;
  /** One sentence for a person. */
  readonly reason: string;
  /** 0 to 1: how good this take is in this respect; 0.5 on the line for `pass`. */
  readonly quality: number;
  /** Another asset that the reason speaks of. */
  readonly relatedAssetId?: string;
}

export interface CheckResult extends Judgement {
  readonly name: string;
  readonly version: number;
  readonly isSafety: boolean;
}

/** How the pictures of an engine look, which decides how near two faces of one person come. */
export type EngineLook = 'builtin' | 'photo';

export interface CheckedFile {
  readonly kind: 'image' | 'video';
  /** One for a picture, several in order of time for a video; never none. */
  readonly frames: readonly Measurement[];
}

/** Distances of a face to the learnt one at which takes pass and fail, and where these lines come from. */
export interface LikenessLines {
  readonly best: number;
  readonly pass: number;
  readonly fail: number;
  /** For people, as the end of a sentence: "the line for pictures of the built-in engine". */
  readonly from: string;
}

/** The picture in the library that comes nearest to the one that is looked at. */
export interface NearestPicture {
  readonly assetId: string;
  /** When that one came into the library. */
  readonly createdAt: Date;
  /** Bits of the two perceptual hashes that differ; of the mirrored picture where those are fewer. */
  readonly bits: { readonly phash: number; readonly dhash: number };
}

export interface CheckContext {
  /** Centroid of the character's enrolled face descriptors; nothing before enrolment. */
  readonly identity?: ArrayLike<number>;
  readonly engine: EngineLook;
  /** Instead of the fixed lines of the engine's look. */
  readonly lines?: LikenessLines;
  /** How many people the brief asks for. Default 1. */
  readonly people?: number;
  /** What the library was searched for: null when it holds nothing like it. Nothing when it was not searched. */
  readonly nearest?: NearestPicture | null;
  /** False for pictures that need not show anybody. */
  readonly expectsFace: boolean;
}

/** One check. To add a check, write one and list it in `checks.ts`. */
export interface Check {
  readonly name: string;
  /** Goes up when its method or its lines change, since results are kept. */
  readonly version: number;
  readonly kinds: readonly CheckedFile['kind'][];
  /** Whether failing it sets the take aside, whatever else is good about it. */
  readonly isSafety: boolean;
  run(file: CheckedFile, context: CheckContext): Judgement;
}

/** The middle value; of an even number the lower of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** A quality of 1 at `best`, 0.5 at the line for `pass`, 0 at the line for `fail`, straight in between. */
export function qualityBetween(value: number, lines: { best: number; pass: number; fail: number }): number {
  const { best, pass, fail } = lines;
  const passes = best < pass ? value <= pass : value >= pass;
  const share = passes
    ? 0.5 + (0.5 * (value - pass)) / (best - pass)
    : (0.5 * (value - fail)) / (pass - fail);
  return Math.min(1, Math.max(0, share));
}
