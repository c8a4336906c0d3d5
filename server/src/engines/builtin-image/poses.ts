import type { GazeId } from '#kernel/shot.ts';
import type { CharacterPack } from './pack.ts';
import type { ArmPose, BodyPose } from './pose-catalogue.ts';
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
