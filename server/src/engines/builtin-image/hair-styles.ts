import type { Look } from '#kernel/look.ts';
import { clamp, mix, normalize, smoothstep, type Vector } from './vector.ts';

/** Where a lock grows: coordinates of the base mesh, so that styles need not know the face shape. */
export interface Root {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Decimetres above the hairline; 0 at its edge. */
  readonly inside: number;
  readonly normal: Vector;
  /** 0 to 1, the same for the same lock. */
  readonly chance: number;
}

/** How a head of hair grows. Lengths in decimetres. */
export interface HairStyle {
  readonly locks: number;
  readonly points: number;
  readonly halfWidth: number;
  readonly length: (root: Root) => number;
  /** Combing direction at the root. */
  readonly comb: (root: Root) => Vector;
  /** How far the root stands up, 0 to 1. */
  readonly lift: (root: Root) => number;
  /** Pull of gravity per step, 0 to 1. */
  readonly gravity: number;
  /** How much of its direction a lock keeps per step. */
  readonly stiffness: number;
  /** Locks end at this height of the base mesh. */
  readonly endHeight?: number;
  readonly wave?: { readonly size: number; readonly perDecimetre: number };
  readonly curl?: { readonly radius: number; readonly perDecimetre: number };
  /** 0 to 1: how far tips gather into locks. */
  readonly clump: number;
  /** Loose hairs. */
  readonly frizz: number;
  /** All locks run to this point, and the tail starts there. */
  readonly tie?: Vector;
  readonly tail?: 'pony' | 'bun';
  readonly gap?: number;
  /** Greatest distance from the head: the thickness of the hair. */
  readonly shell: (root: Root) => number;
  /** 0 sleek to 1 matt. */
  readonly rough: number;
}

const sideOf = (x: number, part: number) => (x >= part ? 1 : -1);

/** Falls to both sides of a parting. */
const parted =
  (part: number, back: number) =>
  ({ x, y, z }: Root): Vector => {
    const top = smoothstep(7.7, 8.35, y);
    const front = smoothstep(0.2, 1.2, z);
    return normalize([
      sideOf(x, part) * mix(0.25, 1, top),
      mix(-0.8, 0.16, top * front),
      mix(-0.25, -back, front),
    ]);
  };

/** Off the forehead, up and to one side; short at the sides. */
const swept = ({ x, y, z }: Root): Vector => {
  const top = smoothstep(7.7, 8.1, y);
  const front = smoothstep(0.1, 1.2, z);
  if (top < 0.35) return normalize([Math.sign(x) * 0.12, -0.85, -0.5]);
  return normalize([0.5, 0.2 + 0.4 * front, mix(-0.75, -0.5, front)]);
};

const long: HairStyle = {
  locks: 3400,
  points: 21,
  halfWidth: 0.019,
  length: () => 5.2,
  endHeight: 4.5,
  comb: parted(0.14, 0.5),
  lift: ({ y, z }) => 0.34 * smoothstep(7.6, 8.2, y) + 0.12 * smoothstep(0.6, 1.3, z),
  gravity: 0.3,
  stiffness: 0.62,
  wave: { size: 0.085, perDecimetre: 2.3 },
  clump: 0.42,
  frizz: 0.03,
  gap: 0.06,
  shell: ({ y, chance }) => mix(0.08, mix(0.14, 0.24, chance), smoothstep(7.2, 8.2, y)),
  rough: 0.15,
};

export const hairStyleSpecs: Readonly<Record<Exclude<Look['hair']['style'], 'bald'>, HairStyle>> = {
  long,
  bob: {
    ...long,
    locks: 3400,
    points: 14,
    endHeight: 6.22,
    comb: parted(-0.22, 0.4),
    lift: ({ y, z }) => 0.42 * smoothstep(7.5, 8.2, y) + 0.12 * smoothstep(0.6, 1.3, z),
    wave: { size: 0.04, perDecimetre: 1.3 },
    clump: 0.5,
    frizz: 0.02,
    gap: 0.1,
    shell: ({ y, chance }) => mix(0.12, mix(0.18, 0.32, chance), smoothstep(7.2, 8.2, y)),
  },
  ponytail: {
    ...long,
    locks: 2600,
    points: 14,
    comb: ({ x, y, z }) => normalize([-x * 0.4, 0.3, -0.9 - z * 0.1 + y * 0]),
    lift: () => 0.12,
    gravity: 0,
    tie: [0, 8.02, -0.5],
    tail: 'pony',
    clump: 0.25,
    gap: 0.035,
    shell: ({ chance }) => 0.05 + 0.05 * chance,
    rough: 0.1,
    frizz: 0.012,
  },
  bun: {
    ...long,
    locks: 2600,
    points: 14,
    comb: ({ x }) => normalize([-x * 0.4, 0.4, -0.9]),
    lift: () => 0.14,
    gravity: 0,
    tie: [0, 8.3, -0.32],
    tail: 'bun',
    clump: 0.25,
    gap: 0.035,
    shell: ({ chance }) => 0.05 + 0.05 * chance,
    rough: 0.15,
    frizz: 0.014,
  },
  short: {
    locks: 4200,
    points: 8,
    halfWidth: 0.022,
    length: ({ y, z, chance }) =>
      mix(0.2, mix(0.5, 0.85, smoothstep(0, 1.2, z)), smoothstep(7.55, 8.1, y)) * mix(0.75, 1.1, chance),
    comb: swept,
    lift: ({ y, z }) => mix(0.22, 0.5 + 0.25 * smoothstep(0.6, 1.3, z), smoothstep(7.7, 8.1, y)),
    gravity: 0.1,
    stiffness: 0.72,
    clump: 0.55,
    frizz: 0.035,
    gap: 0.03,
    shell: ({ y, z, chance }) =>
      mix(0.06, mix(0.16, 0.36, smoothstep(0.2, 1.3, z)) * mix(0.55, 1, chance), smoothstep(7.6, 8.1, y)),
    rough: 0.35,
  },
  crop: {
    locks: 5600,
    points: 5,
    halfWidth: 0.017,
    length: ({ y, chance }) => mix(0.1, 0.3, smoothstep(7.5, 8.15, y)) * mix(0.75, 1.15, chance),
    comb: ({ x, y, z }) => {
      const top = smoothstep(7.75, 8.1, y);
      return normalize([x * 0.2, mix(-0.8, 0.3, top), mix(-0.35, 0.6 * smoothstep(-0.4, 0.8, z), top)]);
    },
    lift: ({ y }) => mix(0.25, 0.75, smoothstep(7.7, 8.1, y)),
    gravity: 0.03,
    stiffness: 0.85,
    clump: 0.35,
    frizz: 0.03,
    gap: 0.02,
    shell: ({ y }) => mix(0.06, 0.24, smoothstep(7.6, 8.1, y)),
    rough: 0.5,
  },
  curly: {
    locks: 2300,
    points: 30,
    halfWidth: 0.026,
    length: ({ chance }) => mix(1.6, 2.3, chance),
    endHeight: 5.7,
    comb: parted(0.1, 0.7),
    lift: ({ y }) => 0.5 + 0.25 * smoothstep(7.7, 8.2, y),
    gravity: 0.17,
    stiffness: 0.72,
    curl: { radius: 0.085, perDecimetre: 2.6 },
    clump: 0.45,
    frizz: 0.06,
    gap: 0.14,
    shell: ({ y, chance }) => mix(0.22, mix(0.22, 0.5, chance), smoothstep(7.0, 8.1, y)),
    rough: 0.5,
  },
  afro: {
    locks: 3600,
    points: 20,
    halfWidth: 0.024,
    length: ({ inside, chance }) => mix(0.35, 1.0, smoothstep(0, 0.5, inside)) * mix(0.85, 1.08, chance),
    comb: ({ normal }) => normal,
    lift: () => 1,
    gravity: 0,
    stiffness: 0.9,
    curl: { radius: 0.05, perDecimetre: 4.2 },
    clump: 0.15,
    frizz: 0.05,
    gap: 0.02,
    shell: () => 9,
    rough: 0.95,
  },
};

/** A short full beard. */
export const beardStyle: HairStyle = {
  locks: 3200,
  points: 5,
  halfWidth: 0.0095,
  // The moustache stays off the lips.
  length: ({ x, y, chance }) =>
    mix(0.11, 0.06, smoothstep(6.3, 6.9, y)) *
    mix(0.7, 1.2, chance) *
    (1 - 0.6 * smoothstep(6.5, 6.6, y) * smoothstep(0.42, 0.3, Math.abs(x))),
  comb: ({ x }) => normalize([x * 0.3, -0.9, 0.25]),
  lift: () => 0.2,
  gravity: 0.05,
  stiffness: 0.85,
  clump: 0.2,
  frizz: 0.02,
  gap: 0.012,
  shell: () => 0.1,
  rough: 0.6,
};

/** Hair thins at the hairline instead of ending at an edge. */
export const edgeSoftness = (inside: number): number => clamp(0.35 + inside * 4.5, 0.35, 1);
