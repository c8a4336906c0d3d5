import type { PoseId } from '#kernel/shot.ts';
import type { Vector } from './vector.ts';

/** Directions are in the chest's frame; x points outward from the body on either side. */
export interface ArmPose {
  readonly upper: Vector;
  readonly lower: Vector;
  /** Where the fingers point. The forearm's direction when absent. */
  readonly hand?: Vector;
  /** Where the palm faces. */
  readonly palm?: Vector;
  /** 0 flat hand, 1 fist. */
  readonly curl?: number;
  /** Raises the collarbone, radians. */
  readonly shrug?: number;
}
interface Angles {
  readonly pitch?: number;
  readonly yaw?: number;
  readonly roll?: number;
}
export interface BodyPose {
  readonly left: ArmPose;
  readonly right: ArmPose;
  readonly head?: Angles;
  /** Shared by five spine bones; positive yaw turns to the character's left. */
  readonly spine?: Angles;
  /** Turns the whole figure. */
  readonly turn?: number;
  readonly stance?: 'still' | 'weight' | 'stride';
}

const hanging: ArmPose = { upper: [0.2, -1, -0.04], lower: [0.1, -1, 0.2], palm: [-1, 0, -0.25], curl: 0.34 };
const soft: ArmPose = {
  upper: [0.28, -1, -0.1],
  lower: [0.05, -0.95, 0.36],
  palm: [-0.9, 0, -0.4],
  curl: 0.4,
};
const onHip: ArmPose = {
  upper: [0.72, -0.72, -0.22],
  lower: [-0.7, -0.66, 0.34],
  hand: [-0.55, -0.35, 0.75],
  palm: [-0.7, -0.65, -0.3],
  curl: 0.35,
};

/** Every pose of the catalogue. */
export const bodyPoses: Readonly<Record<PoseId, BodyPose>> = {
  relaxed: { left: hanging, right: soft, head: { yaw: 0.06, roll: 0.03 }, stance: 'weight' },
  'three-quarter': {
    left: soft,
    right: hanging,
    turn: 0.55,
    spine: { yaw: 0.05 },
    head: { yaw: -0.32, roll: -0.03 },
    stance: 'weight',
  },
  'over-shoulder': {
    left: hanging,
    right: soft,
    turn: 1.25,
    spine: { yaw: -0.2 },
    head: { yaw: -0.7, pitch: 0.02, roll: -0.08 },
    stance: 'weight',
  },
  'hands-on-hips': {
    left: onHip,
    right: onHip,
    head: { pitch: -0.03, roll: 0.03 },
    spine: { pitch: -0.03 },
    stance: 'weight',
  },
  'arms-crossed': {
    left: {
      upper: [-0.02, -1, 0.4],
      lower: [-0.95, 0.04, 0.24],
      hand: [-0.9, 0.36, -0.1],
      palm: [-0.1, -0.3, -1],
      curl: 0.4,
    },
    right: {
      upper: [-0.02, -0.95, 0.52],
      lower: [-0.94, 0.16, 0.32],
      hand: [-0.92, 0.22, -0.3],
      palm: [-0.3, -0.2, -1],
      curl: 0.4,
    },
    head: { roll: -0.03 },
    stance: 'weight',
  },
  wave: {
    left: hanging,
    right: {
      upper: [0.5, -0.85, 0.2],
      lower: [0.28, 0.93, 0.3],
      hand: [0.12, 1, 0.1],
      palm: [0, 0.02, 1],
      curl: 0.14,
    },
    head: { roll: 0.08, yaw: -0.05 },
    spine: { roll: -0.02 },
    stance: 'weight',
  },
  'head-tilt': {
    left: hanging,
    right: hanging,
    head: { roll: 0.2, yaw: 0.12, pitch: 0.04 },
    stance: 'weight',
  },
  'chin-up': {
    left: soft,
    right: hanging,
    head: { pitch: -0.19, yaw: 0.18 },
    spine: { pitch: -0.04 },
    stance: 'weight',
  },
  thinking: {
    left: {
      upper: [0.02, -1, 0.4],
      lower: [-0.95, 0.02, 0.26],
      hand: [-0.97, 0.2, 0.05],
      palm: [-0.1, -0.35, -1],
      curl: 0.4,
    },
    right: {
      upper: [-0.02, -0.74, 0.66],
      lower: [-0.58, 0.8, 0.08],
      hand: [-0.28, 0.95, 0.02],
      palm: [-0.5, 0, -0.85],
      curl: 0.7,
    },
    head: { yaw: 0.1, pitch: 0.07, roll: -0.06 },
    stance: 'weight',
  },
  'hand-in-hair': {
    left: hanging,
    right: {
      upper: [0.86, 0.12, 0.3],
      lower: [-0.5, 0.83, -0.26],
      hand: [-0.75, 0.4, -0.5],
      palm: [-0.75, -0.4, 0.2],
      curl: 0.35,
      shrug: 0.14,
    },
    head: { roll: -0.12, yaw: 0.12 },
    stance: 'weight',
  },
  walking: {
    left: { upper: [0.22, -1, 0.28], lower: [0.05, -0.86, 0.6], palm: [-1, 0, -0.1], curl: 0.5 },
    right: { upper: [0.22, -1, -0.36], lower: [0.14, -1, 0.02], palm: [-1, 0, -0.3], curl: 0.45 },
    turn: 0.12,
    head: { yaw: -0.1, roll: 0.04 },
    spine: { yaw: -0.08, pitch: 0.03 },
    stance: 'stride',
  },
  leaning: {
    left: { upper: [0.34, -1, 0.1], lower: [0.12, -0.9, 0.45], palm: [-0.8, 0, -0.5], curl: 0.4 },
    right: soft,
    spine: { roll: -0.14, yaw: 0.06 },
    head: { roll: 0.16, yaw: 0.08 },
    turn: 0.2,
    stance: 'weight',
  },
  shrug: {
    left: {
      upper: [0.46, -1, 0.1],
      lower: [0.78, -0.18, 0.7],
      hand: [0.9, 0.02, 0.5],
      palm: [-0.1, 0.95, 0.3],
      curl: 0.18,
      shrug: 0.24,
    },
    right: {
      upper: [0.46, -1, 0.1],
      lower: [0.78, -0.18, 0.7],
      hand: [0.9, 0.02, 0.5],
      palm: [-0.1, 0.95, 0.3],
      curl: 0.18,
      shrug: 0.24,
    },
    head: { roll: 0.14, pitch: 0.02 },
    stance: 'weight',
  },
  cheer: {
    left: {
      upper: [0.7, 0.72, 0.1],
      lower: [0.2, 0.97, 0.14],
      hand: [0.1, 1, 0.1],
      palm: [-0.2, 0, 1],
      curl: 0.85,
      shrug: 0.25,
    },
    right: {
      upper: [0.74, 0.66, 0.1],
      lower: [0.14, 0.98, 0.14],
      hand: [0.05, 1, 0.1],
      palm: [-0.2, 0, 1],
      curl: 0.85,
      shrug: 0.25,
    },
    head: { pitch: -0.1, roll: 0.05 },
    spine: { pitch: -0.05 },
    stance: 'still',
  },
  present: {
    left: {
      upper: [0.42, -1, 0.16],
      lower: [0.52, 0.2, 0.85],
      hand: [0.72, 0.3, 0.6],
      palm: [-0.25, 0.92, 0.2],
      curl: 0.12,
    },
    right: hanging,
    head: { yaw: 0.14, roll: 0.05 },
    turn: 0.08,
    stance: 'weight',
  },
};
