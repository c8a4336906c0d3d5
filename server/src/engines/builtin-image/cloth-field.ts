import type { CharacterPack } from './pack.ts';
import { meanOf } from './skeleton.ts';
import { clamp, dot, length, normalize, scale, subtract, type Vector } from './vector.ts';

/** Landmarks of one body in its rest pose, decimetres. */
export interface Landmarks {
  readonly neck: Vector;
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
  return {
    neck: joint('neck01'),
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

/** How far down the arm a point of the rest pose lies: below 0 on the torso, 1 at the elbow, 2 at the wrist. */
export function armPosition(marks: Landmarks, x: number, y: number, z: number): number {
  const p: Vector = [Math.abs(x), y, z];
  const upper = subtract(marks.elbow, marks.shoulder);
  const lower = subtract(marks.wrist, marks.elbow);
  const a = dot(subtract(p, marks.shoulder), upper) / dot(upper, upper);
  const b = dot(subtract(p, marks.elbow), lower) / dot(lower, lower);
  // Below the armpit the flank is nearer the body than the arm.
  if (p[0] < marks.shoulder[0] * 0.82 || (a > 0.1 && outside(p, marks, upper, a) > 1.05 && a < 1)) return -1;
  return b > 0 && a > 0.75 ? 1 + b : Math.min(a, 1.05);
}

function outside(p: Vector, marks: Landmarks, upper: Vector, a: number): number {
  const on: Vector = [
    marks.shoulder[0] + upper[0] * a,
    marks.shoulder[1] + upper[1] * a,
    marks.shoulder[2] + upper[2] * a,
  ];
  return length(subtract(p, on));
}

/** Fabric coordinates in decimetres: along and around the arm, or up and around the torso. */
export function fabricUv(marks: Landmarks, x: number, y: number, z: number, arm: boolean): [number, number] {
  if (!arm) {
    const angle = Math.atan2(x, z - marks.neck[2] + 0.15);
    return [angle * 1.35, y];
  }
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

export const clampUnit = (value: number) => clamp(value, 0, 1);
