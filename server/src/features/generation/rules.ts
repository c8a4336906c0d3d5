import type { ExpressionId, GazeId, PoseId, Shot } from '#kernel/shot.ts';
import type { GenerationState, TakeState } from './contract.ts';

/** Takes made on top of those asked for, when every one of those was set aside, for requests that do not say. */
const usualExtraTakes = 2;

/**
 * Whether one more take is made: only when nothing can be offered, at least one was made at all, and the request's
 * budget is not spent.
 */
export function needsExtra(
  made: readonly { readonly state: TakeState }[],
  { takesWanted, extraTakes = usualExtraTakes }: { takesWanted: number; extraTakes?: number | undefined },
): boolean {
  if (made.length >= takesWanted + extraTakes || made.some(({ state }) => state === 'done')) return false;
  return made.some(({ state }) => state === 'set_aside');
}

/** A worker that has said nothing for this long is taken as dead. */
export const silentSeconds = 8;

export const openStates: readonly GenerationState[] = ['queued', 'running'];
export const unfinishedTakes: readonly TakeState[] = ['waiting', 'running'];

const seedLimit = 2 ** 32;

/** The seed of each take, the first being the one asked for: the same request always gives the same takes. */
export function takeSeed(seed: number, number: number): number {
  if (number === 1) return seed;
  let mixed = (seed + Math.imul(number, 0x9e3779b9)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97) >>> 0;
  return ((mixed ^ (mixed >>> 15)) >>> 0) % seedLimit;
}

const nearPoses: Partial<Record<PoseId, readonly PoseId[]>> = {
  relaxed: ['head-tilt', 'three-quarter', 'leaning'],
  'three-quarter': ['relaxed', 'over-shoulder', 'head-tilt'],
  'over-shoulder': ['three-quarter'],
  'hands-on-hips': ['relaxed', 'three-quarter'],
  'head-tilt': ['relaxed', 'leaning'],
  'chin-up': ['relaxed', 'three-quarter'],
  thinking: ['head-tilt'],
  walking: ['relaxed'],
  leaning: ['relaxed', 'head-tilt'],
};
const nearExpressions: Record<ExpressionId, readonly ExpressionId[]> = {
  neutral: ['serene', 'pensive'],
  smile: ['grin', 'serene'],
  grin: ['smile', 'laugh'],
  laugh: ['grin'],
  smirk: ['smile'],
  wink: ['smirk'],
  surprised: ['grin'],
  pensive: ['neutral', 'serene'],
  determined: ['neutral'],
  serene: ['smile', 'neutral'],
};
const nearGazes: Record<GazeId, readonly GazeId[]> = {
  camera: ['camera', 'left', 'right'],
  left: ['left', 'down'],
  right: ['right', 'up'],
  up: ['up', 'right'],
  down: ['down', 'left'],
};

/** The shot asked for, changed a little for every take but the first: another smile, a turn, a glance. */
export function varyShot(shot: Shot, seed: number, number: number): Shot {
  if (number === 1) return shot;
  const draw = (part: number) => takeSeed(seed, part + 2) / seedLimit;
  const pick = <T>(near: readonly T[] | undefined, same: T, chance: number, part: number): T =>
    near && draw(part) < chance ? (near[Math.floor(draw(part + 10) * near.length)] ?? same) : same;
  return {
    ...shot,
    pose: pick(nearPoses[shot.pose], shot.pose, 0.6, 1),
    expression: pick(nearExpressions[shot.expression], shot.expression, 0.6, 2),
    gaze: pick(nearGazes[shot.gaze], shot.gaze, 0.35, 3),
  };
}

/** How far a generation is, 0 to 1, by how far each of its takes is. */
export function overallProgress(fractions: readonly number[], wanted: number): number {
  const sum = fractions.reduce((total, fraction) => total + Math.min(1, Math.max(0, fraction)), 0);
  return Math.min(1, sum / Math.max(1, wanted));
}

export interface Ranked {
  readonly state: TakeState;
  readonly score: number | null;
  readonly number: number;
}

const rank: Record<TakeState, number> = {
  done: 0,
  running: 1,
  waiting: 2,
  cancelled: 3,
  failed: 4,
  set_aside: 5,
};

/** Best first; those set aside last. */
export function byWorth(left: Ranked, right: Ranked): number {
  return (
    rank[left.state] - rank[right.state] ||
    (right.score ?? 0) - (left.score ?? 0) ||
    left.number - right.number
  );
}
