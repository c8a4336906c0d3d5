import { createHash } from 'node:crypto';
import type { Look } from '#kernel/look.ts';
import { hairColor, mixRgb, type Part, type PosedBody, partOf } from './body-parts.ts';
import { scalpValue } from './face-masks.ts';
import { growLocks } from './hair-growth.ts';
import { beardStyle, edgeSoftness, type HairStyle, hairStyleSpecs, type Root } from './hair-styles.ts';
import { obstaclesOf } from './obstacles.ts';
import type { Rgb } from './scene-spec.ts';
import { meanOf, type PosedBone } from './skeleton.ts';
import { add, clamp, mix, normalize, randomFrom, smoothstep, type Vector } from './vector.ts';

interface Grown {
  readonly points: Float32Array;
  readonly meta: Float32Array;
  readonly pointsPerLock: number;
}

/** Grown hair by style and shape of the body, in the rest pose: poses and colours share it. The oldest goes first. */
const grownByShape = new Map<string, Grown>();
const mostGrown = 24;

/** The hair and beard of a look on a posed body, as ribbons. `body.rest` is the mesh without expression. */
export function hairParts(body: PosedBody, look: Look, skeleton: readonly PosedBone[]): Part[] {
  const parts: Part[] = [];
  const shape = createHash('sha1').update(body.rest).digest('base64url');
  if (look.hair.style !== 'bald')
    parts.push(
      ribbons(body, look, skeleton, `${look.hair.style} ${shape}`, 'scalp', hairStyleSpecs[look.hair.style]),
    );
  if (look.facialHair === 'beard' && look.femininity < 0.5)
    parts.push(ribbons(body, look, skeleton, `beard ${shape}`, 'beard', beardStyle));
  return parts;
}

function ribbons(
  body: PosedBody,
  look: Look,
  skeleton: readonly PosedBone[],
  key: string,
  where: 'scalp' | 'beard',
  style: HairStyle,
): Part {
  let grown = grownByShape.get(key);
  if (!grown) {
    grown = grow(body, style, where);
    grownByShape.set(key, grown);
    if (grownByShape.size > mostGrown) grownByShape.delete(grownByShape.keys().next().value!);
  }
  const color = hairColor(look);
  const head = skeleton[body.pack.boneIndex.get('head')!]!;
  const light = Math.max(...color);
  const tip: Rgb = [color[0] * 1.25 + 0.01, color[1] * 1.22 + 0.007, color[2] * 1.18 + 0.005];
  return partOf(
    'hair',
    `hair-${where}`,
    {
      points: { width: 3, data: posedPoints(body, grown.points) },
      meta: { width: 2, data: grown.meta },
      skull: { width: 3, data: Float32Array.from(add(head.position, [0, 0.55, 0.3])) },
    },
    {
      color,
      tipColor: mixRgb(color, tip, 0.7),
      gloss: mix(1.15, 0.8, light) * mix(1, 0.45, style.rough),
      rough: style.rough,
      grey: look.hair.grey,
      pointsPerLock: grown.pointsPerLock,
    },
  );
}

function grow(body: PosedBody, style: HairStyle, where: 'scalp' | 'beard'): Grown {
  const roots =
    where === 'scalp'
      ? sampleRoots(body, style.locks, body.masks.scalp, (p) => scalpValue(...p))
      : sampleRoots(body, style.locks, body.masks.beard, () => 0.1);
  const locks = growLocks(roots, style, obstaclesOf(body), baseToRest(body));
  // In no order, so that a small picture can leave out an even share of them.
  const order = randomFrom(31);
  const ranks = locks.map(() => order());
  const mixed = locks.map((_, at) => at).sort((a, b) => ranks[a]! - ranks[b]!);
  const count = style.points;
  const points = new Float32Array(locks.length * count * 3);
  const meta = new Float32Array(locks.length * 2);
  const chance = randomFrom(911);
  mixed.forEach((from, at) => {
    const lock = locks[from]!;
    resample(lock.points, count).forEach((point, k) => {
      points.set(point, (at * count + k) * 3);
    });
    meta[at * 2] = style.halfWidth * edgeSoftness(lock.inside) * mix(0.75, 1.3, chance());
    meta[at * 2 + 1] = chance();
  });
  return { points, meta, pointsPerLock: count };
}

function resample(points: readonly Vector[], count: number): Vector[] {
  const lengths = [0];
  for (let at = 1; at < points.length; at++)
    lengths.push(
      lengths[at - 1]! +
        Math.hypot(
          points[at]![0] - points[at - 1]![0],
          points[at]![1] - points[at - 1]![1],
          points[at]![2] - points[at - 1]![2],
        ),
    );
  const total = lengths.at(-1)!;
  let from = 0;
  return Array.from({ length: count }, (_, k) => {
    const wanted = (total * k) / (count - 1);
    while (from + 2 < points.length && lengths[from + 1]! < wanted) from += 1;
    const span = lengths[from + 1]! - lengths[from]! || 1;
    const t = clamp((wanted - lengths[from]!) / span, 0, 1);
    const [a, b] = [points[from]!, points[from + 1] ?? points[from]!];
    return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
  });
}

export interface PlacedRoot extends Root {
  /** On the morphed head. */
  readonly position: Vector;
}

/** Roots spread evenly over the scalp by area; the same for every head. */
function sampleRoots(
  { pack, rest }: PosedBody,
  count: number,
  mask: Float32Array,
  insideAt: (p: Vector) => number,
): PlacedRoot[] {
  const triangles: [number, number, number][] = [];
  const areas: number[] = [];
  let total = 0;
  const faces = pack.faces.body;
  const base = pack.positions;
  for (let at = 0; at < faces.length; at += 8) {
    const [a, b, c, d] = [faces[at]!, faces[at + 1]!, faces[at + 2]!, faces[at + 3]!];
    for (const triangle of [
      [a, b, c],
      [a, c, d],
    ] as [number, number, number][]) {
      if (triangle.some((v) => mask[v]! < 0.35)) continue;
      const area = triangleArea(base, triangle);
      if (area < 1e-8) continue;
      triangles.push(triangle);
      total += area;
      areas.push(total);
    }
  }
  const chance = randomFrom(4242);
  const roots: PlacedRoot[] = [];
  let at = 0;
  for (let k = 0; k < count; k++) {
    const wanted = ((k + chance()) / count) * total;
    while (areas[at]! < wanted) at += 1;
    const [u, v] = [Math.sqrt(chance()), chance()];
    const weights = [1 - u, u * (1 - v), u * v] as const;
    const blend = (data: Float32Array): Vector =>
      [0, 1, 2].map((axis) =>
        triangles[at]!.reduce((sum, vertex, j) => sum + data[vertex * 3 + axis]! * weights[j]!, 0),
      ) as unknown as Vector;
    const p = blend(base);
    const inside = insideAt(p);
    if (inside < 0) continue;
    roots.push({
      x: p[0],
      y: p[1],
      z: p[2],
      inside,
      normal: normalize([p[0], p[1] - 7.45, p[2] - 0.5]),
      chance: chance(),
      position: blend(rest),
    });
  }
  return roots;
}

function triangleArea(positions: Float32Array, [a, b, c]: [number, number, number]): number {
  const e = (i: number, j: number, k: number) => positions[i * 3 + k]! - positions[j * 3 + k]!;
  const u = [e(b, a, 0), e(b, a, 1), e(b, a, 2)] as const;
  const v = [e(c, a, 0), e(c, a, 1), e(c, a, 2)] as const;
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
}

/** Takes a point near the base head to the morphed head: the skull's box scaled and moved. */
function baseToRest({ pack, rest, masks }: PosedBody): (point: Vector) => Vector {
  const vertices: number[] = [];
  masks.scalp.forEach((value, v) => {
    if (value > 0.5) vertices.push(v);
  });
  const box = (data: Float32Array) => {
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (const v of vertices)
      for (let k = 0; k < 3; k++) {
        low[k] = Math.min(low[k]!, data[v * 3 + k]!);
        high[k] = Math.max(high[k]!, data[v * 3 + k]!);
      }
    return { low, high };
  };
  const [from, to] = [box(pack.positions), box(rest)];
  return (point) =>
    point.map((value, k) => {
      const t = (value - from.low[k]!) / (from.high[k]! - from.low[k]!);
      return to.low[k]! + t * (to.high[k]! - to.low[k]!);
    }) as unknown as Vector;
}

/** Hair moves with the head; what lies on the shoulders moves with the chest. */
function posedPoints({ pack, rest, matrices }: PosedBody, points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  const bone = (name: string) => pack.boneIndex.get(name)! * 12;
  const [head, chest] = [bone('head'), bone('spine01')];
  const headY = meanOf(rest, pack.bones[pack.boneIndex.get('head')!]!.head)[1];
  const neckY = meanOf(rest, pack.bones[pack.boneIndex.get('neck01')!]!.head)[1];
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, z] = [points[at]!, points[at + 1]!, points[at + 2]!];
    const w = smoothstep(neckY - 0.9, headY - 0.1, y);
    for (let row = 0; row < 3; row++) {
      const i = row * 4;
      const by = (base: number) =>
        matrices[base + i]! * x +
        matrices[base + i + 1]! * y +
        matrices[base + i + 2]! * z +
        matrices[base + i + 3]!;
      out[at + row] = by(head) * w + by(chest) * (1 - w);
    }
  }
  return out;
}
