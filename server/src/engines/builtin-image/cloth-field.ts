import type { CharacterPack } from './pack.ts';
import { meanOf } from './skeleton.ts';
import { dot, length, normalize, scale, smoothstep, subtract, type Vector } from './vector.ts';

/** Landmarks of one body in its rest pose, decimetres. */
export interface Landmarks {
  readonly neck: Vector;
  /** Where the neck stands at the height of its joint, and its half-depth. */
  readonly neckZ: number;
  readonly neckRadius: number;
  readonly shoulder: Vector;
  readonly elbow: Vector;
  readonly wrist: Vector;
  readonly hip: Vector;
  readonly knee: Vector;
  readonly ankle: Vector;
  readonly chestY: number;
  readonly waistY: number;
}

/** Left-side joints; the right side mirrors them. */
export function landmarksOf(pack: CharacterPack, rest: Float32Array): Landmarks {
  const joint = (name: string): Vector => meanOf(rest, pack.bones[pack.boneIndex.get(name)!]!.head);
  const spine = joint('spine03');
  const neck = joint('neck01');
  return {
    neck,
    ...neckRing(pack, rest, neck),
    shoulder: joint('upperarm01.L'),
    elbow: joint('lowerarm01.L'),
    wrist: joint('wrist.L'),
    hip: joint('upperleg01.L'),
    knee: joint('lowerleg01.L'),
    ankle: joint('foot.L'),
    chestY: joint('spine02')[1],
    waistY: spine[1] - 0.6,
  };
}

function neckRing(
  pack: CharacterPack,
  rest: Float32Array,
  neck: Vector,
): { neckZ: number; neckRadius: number } {
  const faces = pack.faces.tights;
  let [front, back] = [-Infinity, Infinity];
  for (let at = 0; at < faces.length; at += 8)
    for (let k = 0; k < 4; k++) {
      const v = faces[at + k]! * 3;
      if (Math.abs(rest[v]!) > 0.35 || Math.abs(rest[v + 1]! - neck[1]) > 0.16) continue;
      front = Math.max(front, rest[v + 2]!);
      back = Math.min(back, rest[v + 2]!);
    }
  return { neckZ: (front + back) / 2, neckRadius: (front - back) / 2 };
}

/**
 * The armhole: positive on the arm, negative on the torso. It narrows over the shoulder and widens to the
 * armpit, where the flank would otherwise count as arm.
 */
export function armholeField(marks: Landmarks, x: number, y: number, scaleAtShoulder = 0.93): number {
  const low = smoothstep(marks.shoulder[1] - 0.1, marks.chestY - 0.2, y);
  const below = 0.45 + (0.93 - scaleAtShoulder) * marks.shoulder[0];
  return Math.abs(x) - (marks.shoulder[0] * scaleAtShoulder + low * below);
}

/** How far down the arm a point of the rest pose lies: below 0 on the torso, 1 at the elbow, 2 at the wrist. */
export function armPosition(marks: Landmarks, x: number, y: number, z: number): number {
  const p: Vector = [Math.abs(x), y, z];
  const upper = subtract(marks.elbow, marks.shoulder);
  const lower = subtract(marks.wrist, marks.elbow);
  const a = dot(subtract(p, marks.shoulder), upper) / dot(upper, upper);
  const b = dot(subtract(p, marks.elbow), lower) / dot(lower, lower);
  if (armholeField(marks, x, y) < -0.25) return -1;
  return b > 0 && a > 0.75 ? 1 + b : Math.min(a, 1.05);
}

/** Fabric coordinates in decimetres: along and around the arm, or up and around the torso. */
export function fabricUv(marks: Landmarks, x: number, y: number, z: number, arm: boolean): [number, number] {
  // Flat over chest and back, rolled off at the sides: ribs and checks run straight down.
  if (!arm) return [x + Math.sign(x) * Math.max(0, 0.9 - z) * 0.7, y];
  const p: Vector = [Math.abs(x), y, z];
  const position = armPosition(marks, x, y, z);
  const [from, to] = position > 1 ? [marks.elbow, marks.wrist] : [marks.shoulder, marks.elbow];
  const axis = normalize(subtract(to, from));
  const along = dot(subtract(p, from), axis);
  const off = subtract(subtract(p, from), scale(axis, along));
  const front: Vector = normalize(subtract([0, 0, 1], scale(axis, axis[2])));
  const side: Vector = [
    axis[1] * front[2] - axis[2] * front[1],
    axis[2] * front[0] - axis[0] * front[2],
    axis[0] * front[1] - axis[1] * front[0],
  ];
  const angle = Math.atan2(dot(off, side), dot(off, front));
  const upperLength = length(subtract(marks.elbow, marks.shoulder));
  return [angle * 0.55, -(position > 1 ? upperLength + along : along)];
}
