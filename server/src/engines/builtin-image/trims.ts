import type { ClothVertex } from './garments.ts';
import { add, cross, dot, normalize, scale, subtract, type Vector } from './vector.ts';

/** Triangles as flat arrays, ready to draw. */
export interface Surface {
  readonly positions: number[];
  readonly normals: number[];
  readonly rests: number[];
  readonly uvs: number[];
  readonly indexes: number[];
}
export const emptySurface = (): Surface => ({ positions: [], normals: [], rests: [], uvs: [], indexes: [] });

export function pushVertex(
  to: Surface,
  position: Vector,
  normal: Vector,
  rest: Vector,
  uv: readonly [number, number],
): number {
  to.positions.push(...position);
  to.normals.push(...normal);
  to.rests.push(...rest);
  to.uvs.push(...uv);
  return to.positions.length / 3 - 1;
}

const triple = (a: readonly number[]): Vector => [a[0]!, a[1]!, a[2]!];

/** Points of a cut edge, evenly spaced and smoothed: triangles cut a jagged line. */
export interface EdgeLine {
  readonly points: readonly { position: Vector; normal: Vector; rest: Vector }[];
  readonly closed: boolean;
  readonly lengthDecimetres: number;
}

export function evenLine(line: readonly ClothVertex[], spacing: number): EdgeLine {
  const closed = line[0]!.id === line.at(-1)!.id;
  let points = line.map((v) => ({
    position: triple(v.position),
    normal: normalize(triple(v.normal)),
    rest: triple(v.rest),
  }));
  if (closed) points.pop();
  points = smoothed(resampled(points, closed, spacing), closed);
  let total = 0;
  points.forEach((point, at) => {
    const next = points[at + 1] ?? (closed ? points[0]! : point);
    total += Math.hypot(...subtract(next.position, point.position));
  });
  return { points, closed, lengthDecimetres: total };
}

type Point = EdgeLine['points'][number];
function resampled(points: Point[], closed: boolean, spacing: number): Point[] {
  const all = closed ? [...points, points[0]!] : points;
  const out: Point[] = [all[0]!];
  let carry = 0;
  for (let at = 0; at + 1 < all.length; at++) {
    const [a, b] = [all[at]!, all[at + 1]!];
    const size = Math.hypot(...subtract(b.position, a.position));
    if (size < 1e-6) continue;
    let along = spacing - carry;
    while (along < size) {
      const t = along / size;
      const mixed = (x: Vector, y: Vector) => add(x, scale(subtract(y, x), t));
      out.push({
        position: mixed(a.position, b.position),
        normal: normalize(mixed(a.normal, b.normal)),
        rest: mixed(a.rest, b.rest),
      });
      along += spacing;
    }
    carry = size - (along - spacing);
  }
  if (!closed) out.push(all.at(-1)!);
  return out;
}

function smoothed(points: Point[], closed: boolean): Point[] {
  let now = points;
  for (let round = 0; round < 3; round++)
    now = now.map((point, at) => {
      const before = now[at - 1] ?? (closed ? now.at(-1)! : point);
      const after = now[at + 1] ?? (closed ? now[0]! : point);
      const mean = (k: 'position' | 'rest') => scale(add(add(before[k], after[k]), scale(point[k], 2)), 0.25);
      return {
        position: mean('position'),
        rest: mean('rest'),
        normal: normalize(add(add(before.normal, after.normal), point.normal)),
      };
    });
  return now;
}

/** Cross-section of a trim: offsets across the edge (away from the cloth) and along its normal. */
export type Profile = readonly (readonly [across: number, up: number])[];

/** A profile that changes along the line: `t` runs from 0 to 1. Always the same number of corners. */
export type ProfileAt = (t: number, point: EdgeLine['points'][number]) => Profile;

/** A rolled edge of a given half-thickness. */
export const rolled = (radius: number, width = radius): Profile =>
  Array.from({ length: 8 }, (_, k) => {
    const angle = (k / 8) * Math.PI * 2;
    return [Math.cos(angle) * width, Math.sin(angle) * radius] as const;
  });

/**
 * Sweeps a closed profile along a cut edge. `inside` is a point of the garment's body: the profile's positive
 * direction points away from it.
 */
export function sweep(
  to: Surface,
  line: EdgeLine,
  profileAt: Profile | ProfileAt,
  away: (point: Vector) => Vector,
): void {
  const { points, closed } = line;
  const rows: number[][] = [];
  let along = 0;
  const count = closed ? points.length + 1 : points.length;
  for (let at = 0; at < count; at++) {
    const point = points[at % points.length]!;
    const before = points[(at - 1 + points.length) % points.length]!;
    const after = points[(at + 1) % points.length]!;
    const tangent = normalize(
      subtract(
        at === count - 1 && !closed ? point.position : after.position,
        at === 0 && !closed ? point.position : before.position,
      ),
    );
    let across = normalize(cross(tangent, point.normal));
    if (dot(across, away(point.position)) < 0) across = scale(across, -1);
    const up = point.normal;
    if (at > 0) along += Math.hypot(...subtract(point.position, points[(at - 1) % points.length]!.position));
    const profile =
      typeof profileAt === 'function' ? profileAt(at / Math.max(1, count - 1), point) : profileAt;
    let around = 0;
    const row: number[] = [];
    for (let k = 0; k <= profile.length; k++) {
      const [x, y] = profile[k % profile.length]!;
      const position = add(point.position, add(scale(across, x), scale(up, y)));
      const [cx, cy] = profileMiddle(profile);
      const normal = normalize(add(scale(across, x - cx), scale(up, (y - cy) * 1.001)));
      row.push(pushVertex(to, position, normal, add(point.rest, scale(across, x)), [along, around]));
      const [nx, ny] = profile[(k + 1) % profile.length]!;
      around += Math.hypot(nx - x, ny - y);
    }
    rows.push(row);
  }
  for (let at = 0; at + 1 < rows.length; at++)
    for (let k = 0; k + 1 < rows[at]!.length; k++) {
      const [a, b, c, d] = [rows[at]![k]!, rows[at]![k + 1]!, rows[at + 1]![k]!, rows[at + 1]![k + 1]!];
      to.indexes.push(a, c, b, b, c, d);
    }
}

function profileMiddle(profile: Profile): [number, number] {
  const sum = profile.reduce((total, [x, y]) => [total[0]! + x, total[1]! + y], [0, 0]);
  return [sum[0]! / profile.length, sum[1]! / profile.length];
}
