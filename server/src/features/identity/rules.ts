import { createHash } from 'node:crypto';
import type { EngineLook } from '#media/checks/media-checks.ts';
import { identityDistance } from '#media/checks/thresholds.ts';

/** Fewer approved takes say too little about a model. */
export const samplesNeeded = 8;
/** The newest ones count. */
export const mostSamples = 200;
/** Goes up when `calibrate` changes: lines of another version are not used. */
export const methodVersion = 1;

/** How many standard deviations above the mean a take passes, and fails. */
const reach = { pass: 2, fail: 3 } as const;

export interface CalibratedLines {
  readonly samples: number;
  readonly mean: number;
  readonly deviation: number;
  readonly pass: number;
  readonly fail: number;
}

/**
 * A character's own lines for one model, from the distances of takes that people approved: mean + 2 s·√(1 + 1/n)
 * passes and mean + 3 s·√(1 + 1/n) fails, s being the sample's standard deviation (the reach of a prediction interval
 * for one more take). They are held within sane limits around the fixed lines, because people approve strangers now
 * and then, and because only takes that had passed could be approved, which draws the sample together:
 * `pass` between four fifths of the fixed one and half-way to the fixed `fail`; `fail` at least half of the fixed gap
 * above it and never above the fixed one. Nothing when there are too few distances.
 */
export function calibrate(distances: readonly number[], look: EngineLook): CalibratedLines | undefined {
  const samples = distances.length;
  if (samples < samplesNeeded) return undefined;
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / samples;
  const variance = distances.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / (samples - 1);
  const deviation = Math.sqrt(variance);
  const spread = deviation * Math.sqrt(1 + 1 / samples);
  const fixed = identityDistance[look];
  const gap = fixed.fail - fixed.pass;
  const pass = within(mean + reach.pass * spread, { from: fixed.pass * 0.8, to: fixed.pass + gap / 2 });
  const fail = within(mean + reach.fail * spread, { from: pass + gap / 2, to: fixed.fail });
  return { samples, mean, deviation, pass, fail };
}

const within = (value: number, { from, to }: { from: number; to: number }) =>
  Math.min(to, Math.max(from, value));

/** Short name of a learnt face: distances to one say nothing about another. */
export function fingerprintOf(identity: ArrayLike<number>): string {
  const numbers = Float32Array.from(identity);
  return createHash('sha256').update(new Uint8Array(numbers.buffer)).digest('hex').slice(0, 16);
}
