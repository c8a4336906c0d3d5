import type { GazeId, PoseId } from '#kernel/shot.ts';
import type { CharacterPack } from './pack.ts';
import { meanOf, type Pose } from './skeleton.ts';
import {
  aboutAxis,
  add,
  between,
  cross,
  dot,
  euler,
  invert,
  multiply,
  normalize,
  partOf,
  type Quaternion,
  rotate,
  scale,
  subtract,
  type Vector,
} from './vector.ts';

type Side = 'L' | 'R';

/** Directions are in the chest's frame; x points outward from the body on either side. */
interface ArmPose {
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

/** Extra eye turn in radians: yaw to the character's left, pitch down. */
const eyeTurns: Readonly<Record<GazeId, readonly [yaw: number, pitch: number]>> = {
  camera: [0, 0],
  left: [-0.42, 0],
  right: [0.42, 0],
  up: [0, -0.3],
  down: [0, 0.34],
};
export const eyeTurnOf = (gaze: GazeId): readonly [number, number] => eyeTurns[gaze];

export interface HeadTurn {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/**
 * Turns a pose of the catalogue into bone rotations for one body. `rest` is the morphed mesh: joints differ
 * from body to body, and the directions of a pose are met on each of them.
 */
export function bonePose(pack: CharacterPack, rest: Float32Array, pose: BodyPose, extra?: HeadTurn): Pose {
  const bones: Record<string, Quaternion> = {};
  const spine = pose.spine ?? {};
  for (const name of ['spine04', 'spine03', 'spine02', 'spine01'])
    bones[name] = euler((spine.pitch ?? 0) / 4, (spine.yaw ?? 0) / 4, (spine.roll ?? 0) / 4);
  const head = {
    pitch: (pose.head?.pitch ?? 0) + (extra?.pitch ?? 0),
    yaw: (pose.head?.yaw ?? 0) + (extra?.yaw ?? 0),
    roll: (pose.head?.roll ?? 0) + (extra?.roll ?? 0),
  };
  for (const [name, share] of [
    ['neck01', 0.16],
    ['neck02', 0.2],
    ['neck03', 0.22],
    ['head', 0.42],
  ] as const)
    bones[name] = euler(head.pitch * share, head.yaw * share, head.roll * share);
  bones.root = euler(0, pose.turn ?? 0, 0);
  poseLegs(bones, pose.stance ?? 'still');
  poseArm(pack, rest, bones, 'L', pose.left);
  poseArm(pack, rest, bones, 'R', pose.right);
  return bones;
}

function poseLegs(bones: Record<string, Quaternion>, stance: NonNullable<BodyPose['stance']>): void {
  // The rest pose stands with legs apart; bring them under the hips.
  bones['upperleg01.L'] = euler(0, 0.06, -0.085);
  bones['upperleg01.R'] = euler(0, -0.06, 0.085);
  if (stance === 'weight') {
    bones['upperleg01.L'] = euler(-0.06, 0.22, -0.03);
    bones['lowerleg01.L'] = euler(0.12, 0, 0);
    bones['upperleg01.R'] = euler(0.02, -0.06, 0.11);
  }
  if (stance === 'stride') {
    bones['upperleg01.L'] = euler(-0.34, 0.03, -0.11);
    bones['lowerleg01.L'] = euler(0.16, 0, 0);
    bones['upperleg01.R'] = euler(0.26, 0, 0.1);
    bones['lowerleg01.R'] = euler(0.3, 0, 0);
    bones['foot.R'] = euler(0.2, 0, 0);
  }
}

/** Mirrors an outward-x direction to world x of that side. */
const toSide = (side: Side, [x, y, z]: Vector): Vector => normalize(side === 'L' ? [x, y, z] : [-x, y, z]);

function poseArm(
  pack: CharacterPack,
  rest: Float32Array,
  bones: Record<string, Quaternion>,
  side: Side,
  arm: ArmPose,
): void {
  const joint = (name: string, end: 'head' | 'tail' = 'head') =>
    meanOf(rest, pack.bones[pack.boneIndex.get(`${name}.${side}`)!]![end]);
  const mirrored = side === 'L' ? 1 : -1;
  const raise = Math.max(0, normalize(arm.upper)[1] + 0.25) * 0.34 + (arm.shrug ?? 0);
  const clavicle = aboutAxis([0, 0, 1], raise * mirrored);
  bones[`clavicle.${side}`] = clavicle;

  const shoulder = joint('upperarm01');
  const elbow = joint('lowerarm01');
  const wrist = joint('wrist');
  const upperRest = subtract(elbow, shoulder);
  const lowerRest = subtract(wrist, elbow);
  const upperWorld = between(upperRest, toSide(side, arm.upper));
  // The bone below the collarbone shares in the lift, so that the armpit does not fold.
  const upperLocal = multiply(invert(clavicle), upperWorld);
  bones[`shoulder01.${side}`] = partOf(upperLocal, 0.16);
  bones[`upperarm01.${side}`] = multiply(invert(bones[`shoulder01.${side}`]!), upperLocal);

  const lowerDirection = toSide(side, arm.lower);
  const swing = between(rotate(upperWorld, lowerRest), lowerDirection);
  const lowerWorld = multiply(swing, upperWorld);
  bones[`lowerarm01.${side}`] = multiply(invert(upperWorld), lowerWorld);

  poseHand({ pack, rest, bones, side, arm, lowerWorld, lowerDirection });
}

interface HandInput {
  readonly pack: CharacterPack;
  readonly rest: Float32Array;
  readonly bones: Record<string, Quaternion>;
  readonly side: Side;
  readonly arm: ArmPose;
  readonly lowerWorld: Quaternion;
  readonly lowerDirection: Vector;
}

function poseHand({ pack, rest, bones, side, arm, lowerWorld, lowerDirection }: HandInput): void {
  const joint = (name: string, end: 'head' | 'tail' = 'head') =>
    meanOf(rest, pack.bones[pack.boneIndex.get(`${name}.${side}`)!]![end]);
  const wrist = joint('wrist');
  const fingers = normalize(subtract(joint('finger3-1'), wrist));
  const across = subtract(joint('finger2-1'), joint('finger5-1'));
  const mirrored = side === 'L' ? 1 : -1;
  const palmRest = normalize(scale(cross(fingers, across), mirrored));
  const palm = normalize(subtract(palmRest, scale(fingers, dot(palmRest, fingers))));

  const aim = arm.hand ? toSide(side, arm.hand) : lowerDirection;
  const pointed = multiply(between(rotate(lowerWorld, fingers), aim), lowerWorld);
  let world = pointed;
  if (arm.palm) {
    const wanted = toSide(side, arm.palm);
    const flat = normalize(subtract(wanted, scale(aim, dot(wanted, aim))));
    const now = rotate(pointed, palm);
    const angle = Math.atan2(dot(cross(now, flat), aim), dot(now, flat));
    // The forearm carries the turn of the hand, as the two bones of a real one do.
    world = multiply(aboutAxis(aim, angle), pointed);
    bones[`lowerarm02.${side}`] = partOf(
      multiply(invert(lowerWorld), multiply(aboutAxis(lowerDirection, angle * 0.6), lowerWorld)),
      1,
    );
  }
  const forearm = multiply(lowerWorld, bones[`lowerarm02.${side}`] ?? [0, 0, 0, 1]);
  bones[`wrist.${side}`] = multiply(invert(forearm), world);
  curlFingers(bones, side, arm.curl ?? 0.35, palm, joint);
}

function curlFingers(
  bones: Record<string, Quaternion>,
  side: Side,
  curl: number,
  palm: Vector,
  joint: (name: string, end?: 'head' | 'tail') => Vector,
): void {
  for (const finger of [2, 3, 4, 5]) {
    // Outer fingers close a little more: a relaxed hand is never a rake.
    const amount = curl * (0.82 + (finger - 2) * 0.11);
    for (const [segment, bend] of [
      [1, 0.95],
      [2, 1.25],
      [3, 0.8],
    ] as const) {
      const name = `finger${finger}-${segment}`;
      const along = normalize(subtract(joint(name, 'tail'), joint(name)));
      const axis = normalize(cross(along, palm));
      bones[`${name}.${side}`] = aboutAxis(axis, bend * (amount - 0.12));
    }
  }
  const thumb = normalize(subtract(joint('finger1-2', 'tail'), joint('finger1-1')));
  const inward = normalize(
    cross(thumb, add(palm, scale(normalize(subtract(joint('finger5-1'), joint('finger2-1'))), 0.6))),
  );
  for (const segment of [2, 3]) bones[`finger1-${segment}.${side}`] = aboutAxis(inward, 0.55 * curl);
}
