/** A point or direction. Decimetres where it is a point. */
export type Vector = readonly [x: number, y: number, z: number];
/** A rotation, x y z w. */
export type Quaternion = readonly [x: number, y: number, z: number, w: number];

export const identity: Quaternion = [0, 0, 0, 1];
export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const length = (a: Vector): number => Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export function normalize(a: Vector): Vector {
  const size = length(a);
  return size > 1e-9 ? scale(a, 1 / size) : [0, 0, 1];
}
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/** `a` after `b`. */
export const multiply = (a: Quaternion, b: Quaternion): Quaternion => [
  a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
  a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
  a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
  a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
];
export const invert = (q: Quaternion): Quaternion => [-q[0], -q[1], -q[2], q[3]];

export function rotate(q: Quaternion, v: Vector): Vector {
  const [x, y, z, w] = q;
  const tx = 2 * (y * v[2] - z * v[1]);
  const ty = 2 * (z * v[0] - x * v[2]);
  const tz = 2 * (x * v[1] - y * v[0]);
  return [v[0] + w * tx + y * tz - z * ty, v[1] + w * ty + z * tx - x * tz, v[2] + w * tz + x * ty - y * tx];
}

/** Rotation by `angle` radians about a unit axis. */
export function aboutAxis(axis: Vector, angle: number): Quaternion {
  const s = Math.sin(angle / 2);
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(angle / 2)];
}

/** Pitch about x, then yaw about y, then roll about z, in radians; positive yaw turns to the body's left. */
export const euler = (pitch: number, yaw: number, roll: number): Quaternion =>
  multiply(aboutAxis([0, 0, 1], roll), multiply(aboutAxis([0, 1, 0], yaw), aboutAxis([1, 0, 0], pitch)));

/** The shortest rotation that takes one direction to another. */
export function between(from: Vector, to: Vector): Quaternion {
  const a = normalize(from);
  const b = normalize(to);
  const cosine = dot(a, b);
  if (cosine < -0.99999)
    return aboutAxis(normalize(cross(a, Math.abs(a[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0])), Math.PI);
  const c = cross(a, b);
  const w = 1 + cosine;
  const size = Math.hypot(c[0], c[1], c[2], w);
  return [c[0] / size, c[1] / size, c[2] / size, w / size];
}

/** Spherical interpolation from no rotation to `q`. */
export function partOf(q: Quaternion, t: number): Quaternion {
  const w = clamp(q[3], -1, 1);
  const angle = 2 * Math.acos(Math.abs(w)) * Math.sign(w || 1);
  const s = Math.sqrt(Math.max(0, 1 - w * w));
  if (s < 1e-6) return identity;
  return aboutAxis([q[0] / s, q[1] / s, q[2] / s], angle * t);
}

/** Lehmer generator (Park and Miller 1988): the same seed gives the same numbers on every machine, 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  for (let warm = 0; warm < 3; warm++) state = (state * 48271) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
