import type { CharacterPack } from './pack.ts';
import { add, identity, multiply, type Quaternion, rotate, subtract, type Vector } from './vector.ts';

/** Local rotation per bone name, in world axes of the rest pose; bones left out keep still. */
export type Pose = Readonly<Record<string, Quaternion>>;

export interface PosedBone {
  /** Joint in the rest pose. */
  readonly rest: Vector;
  /** Joint after posing. */
  readonly position: Vector;
  readonly rotation: Quaternion;
}

export function meanOf(positions: Float32Array, vertices: readonly number[]): Vector {
  let [x, y, z] = [0, 0, 0];
  for (const v of vertices) {
    x += positions[v * 3]!;
    y += positions[v * 3 + 1]!;
    z += positions[v * 3 + 2]!;
  }
  return [x / vertices.length, y / vertices.length, z / vertices.length];
}

/** Where every bone comes to lie. `rest` holds the morphed base mesh. Parents precede children in the pack. */
export function poseSkeleton(pack: CharacterPack, rest: Float32Array, pose: Pose): PosedBone[] {
  const posed: PosedBone[] = [];
  for (const bone of pack.bones) {
    const head = meanOf(rest, bone.head);
    const local = pose[bone.name] ?? identity;
    const parent = posed[bone.parent];
    if (!parent) {
      posed.push({ rest: head, position: head, rotation: local });
      continue;
    }
    const position = add(parent.position, rotate(parent.rotation, subtract(head, parent.rest)));
    posed.push({ rest: head, position, rotation: multiply(parent.rotation, local) });
  }
  return posed;
}

/** Twelve numbers a bone: the rows of the matrix that takes rest positions to posed ones. */
export function boneMatrices(posed: readonly PosedBone[]): Float32Array {
  const out = new Float32Array(posed.length * 12);
  posed.forEach(({ rest, position, rotation }, at) => {
    const [x, y, z, w] = rotation;
    const rows = [
      [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ];
    rows.forEach((row, i) => {
      out.set(row, at * 12 + i * 4);
      out[at * 12 + i * 4 + 3] = position[i]! - (row[0]! * rest[0] + row[1]! * rest[1] + row[2]! * rest[2]);
    });
  });
  return out;
}

/** Linear blend skinning of the whole base mesh. */
export function skinBody(pack: CharacterPack, rest: Float32Array, matrices: Float32Array): Float32Array {
  const out = new Float32Array(rest.length);
  const blend = new Float32Array(12);
  for (let v = 0; v < pack.vertexCount; v++) {
    blendMatrix(pack, matrices, v, blend);
    applyMatrix(blend, rest, v, out, v);
  }
  return out;
}

/** The blended matrix of one vertex, written to `into`. */
export function blendMatrix(
  pack: CharacterPack,
  matrices: Float32Array,
  vertex: number,
  into: Float32Array,
): void {
  into.fill(0);
  let total = 0;
  for (let k = 0; k < 4; k++) {
    const weight = pack.skinWeights[vertex * 4 + k]!;
    if (weight === 0) continue;
    total += weight;
    const base = pack.skinBones[vertex * 4 + k]! * 12;
    for (let i = 0; i < 12; i++) into[i] = into[i]! + matrices[base + i]! * weight;
  }
  if (total === 0) {
    into[0] = into[5] = into[10] = 1;
    return;
  }
  for (let i = 0; i < 12; i++) into[i] = into[i]! / total;
}

export function applyMatrix(
  m: Float32Array,
  from: Float32Array,
  vertex: number,
  to: Float32Array,
  at: number,
): void {
  const x = from[vertex * 3]!;
  const y = from[vertex * 3 + 1]!;
  const z = from[vertex * 3 + 2]!;
  to[at * 3] = m[0]! * x + m[1]! * y + m[2]! * z + m[3]!;
  to[at * 3 + 1] = m[4]! * x + m[5]! * y + m[6]! * z + m[7]!;
  to[at * 3 + 2] = m[8]! * x + m[9]! * y + m[10]! * z + m[11]!;
}
