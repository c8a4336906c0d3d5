import type { PlacedRoot } from './hair.ts';
import type { HairStyle } from './hair-styles.ts';
import type { Obstacles } from './obstacles.ts';
import {
  add,
  clamp,
  cross,
  dot,
  length,
  mix,
  normalize,
  randomFrom,
  scale,
  smoothstep,
  subtract,
  type Vector,
} from './vector.ts';

export interface Lock {
  readonly points: readonly Vector[];
  readonly inside: number;
  /** 1 when it falls on the left of the face, -1 on the right. */
  readonly side: number;
}

const step = 0.11;
const mostSteps = 70;
/** Room for the garment under hair that lies on the shoulders. */
const clothGap = 0.26;

/** Grows every lock of a head, then gathers and curls them. Deterministic. */
export function growLocks(
  roots: readonly PlacedRoot[],
  style: HairStyle,
  obstacles: Obstacles,
  toRest: (p: Vector) => Vector,
): Lock[] {
  const endHeight = style.endHeight === undefined ? -Infinity : toRest([0, style.endHeight, 0])[1];
  const tie = style.tie && toRest(style.tie);
  const face = faceGuard(toRest);
  const jaw = toRest([0, 6.6, 0])[1];
  const throat = toRest([0, 6.6, 0.55])[2];
  const chance = randomFrom(77);
  const guides = roots.map((root): Lock => {
    const end = endHeight + (chance() - 0.35) * (style.endHeight === undefined ? 0 : 0.35);
    return {
      points: growOne({ root, style, obstacles, end, tie, face, jaw, throat }),
      inside: root.inside,
      side: sideOf(root, style),
    };
  });
  const gathered = gather(guides, style.clump, chance);
  const locks = gathered
    .map((lock, at) => shape(lock, style, at, chance))
    .map((lock) =>
      tie || !style.endHeight
        ? lock
        : {
            ...lock,
            points: lock.points.map((p, k) => (k > 2 ? face(p, lock.side) : p)),
          },
    );
  if (!tie) return locks;
  return [
    ...locks,
    ...tailLocks(style, tie, obstacles, chance).map((lock, at) =>
      shape(lock, { ...style, wave: { size: 0.07, perDecimetre: 2 } }, at, chance),
    ),
  ];
}

/** Near the parting the comb decides the side, elsewhere the root. */
const sideOf = (root: PlacedRoot, style: HairStyle): number =>
  (Math.abs(root.x) < 0.3 ? style.comb(root)[0] : root.x) >= 0 ? 1 : -1;

interface GrowInput {
  readonly root: PlacedRoot;
  readonly style: HairStyle;
  readonly obstacles: Obstacles;
  readonly end: number;
  readonly tie: Vector | undefined;
  readonly face: (p: Vector, side: number) => Vector;
  /** Height of the jaw, and how far forward the throat lies. */
  readonly jaw: number;
  readonly throat: number;
}

function growOne({ root, style, obstacles, end, tie, face, jaw, throat }: GrowInput): Vector[] {
  const lift = style.lift(root);
  let direction = normalize(add(scale(style.comb(root), 1 - lift), scale(root.normal, lift)));
  let point = add(root.position, scale(root.normal, -0.015));
  const points: Vector[] = [point];
  const whole = style.length(root);
  const steps = Math.min(mostSteps, Math.max(4, Math.ceil(whole / step)));
  const by = whole / steps;
  const gap = (style.gap ?? 0.04) * mix(0.35, 1, clamp(root.chance, 0, 1));
  const shell = style.shell(root);
  const side = sideOf(root, style);
  // On the shoulders each lock falls before or behind them, never across.
  const inFront = root.z + (root.chance - 0.5) * 0.5 > 0.62 ? 1 : -1;
  for (let k = 1; k <= steps; k++) {
    if (tie) {
      const rest = subtract(tie, point);
      if (length(rest) < 0.16) break;
      direction = normalize(add(scale(direction, 0.35), scale(normalize(rest), 0.65)));
    } else {
      const fall = style.gravity * smoothstep(0, 0.7, k * by);
      direction = normalize(
        add(scale(direction, style.stiffness + (1 - style.stiffness) * (1 - fall)), [0, -fall, 0]),
      );
    }
    const before = point;
    const near = tie || style.shell(root) > 5 ? undefined : obstacles.nearest(point);
    // Along the head hair lies flat: what points away from the surface bends back to it.
    if (near && !near.clothed && k > 2) {
      const away = dot(direction, near.normal);
      if (away > 0)
        direction = normalize(
          subtract(direction, scale(near.normal, away * smoothstep(shell * 0.3, shell, near.distance))),
        );
    }
    point = add(point, scale(direction, by));
    point = keepOut(
      point,
      obstacles,
      gap * smoothstep(0, 0.5, k * by) + 0.012,
      Math.max(shell, gap) + 0.02,
      inFront,
    );
    if (!tie && style.endHeight !== undefined && point[1] < jaw)
      point = drawIn(point, by, point[2] - throat, side);
    if (!tie && whole > 0.3) point = face(point, side);
    direction = normalize(add(scale(direction, 0.35), scale(normalize(subtract(point, before)), 0.65)));
    // What would climb again ends where it lies: on a shoulder.
    if (!tie && point[1] < jaw && k > 6 && point[1] > before[1] - by * 0.12) break;
    points.push(point);
    if (point[1] < end) break;
  }
  relax(points);
  if (points.length < 3) points.push(add(point, scale(direction, by)), add(point, scale(direction, by * 2)));
  return points;
}

/** Softens the corners that pushing leaves; the root stays. */
function relax(points: Vector[]): void {
  for (let round = 0; round < (points.length > 14 ? 7 : 2); round++)
    for (let k = 1; k + 1 < points.length; k++)
      points[k] = add(scale(points[k]!, 0.5), scale(add(points[k - 1]!, points[k + 1]!), 0.25));
}

/** Below the jaw hair hangs beside the neck instead of sliding out over the shoulders. */
function drawIn(point: Vector, by: number, front: number, side: number): Vector {
  const out = point[0] * side;
  if (out > 0.86) return add(point, [-side * Math.min(out - 0.86, by * 0.45), 0, 0]);
  // Before the throat the two halves stay apart.
  return front > 0 && out < 0.5 ? add(point, [side * Math.min(0.5 - out, by * 0.9), 0, 0]) : point;
}

/** Keeps a point off the body and, on the head, within the thickness of the hair. */
function keepOut(point: Vector, obstacles: Obstacles, gap: number, most = Infinity, inFront = 0): Vector {
  const near = obstacles.nearest(point);
  if (!near) return point;
  if (near.clothed && inFront !== 0 && near.distance < clothGap + gap)
    return add(point, [
      0,
      0,
      (inFront * Math.min(0.3, clothGap + gap - near.distance)) / Math.max(0.45, Math.abs(near.normal[2])),
    ]);
  const least = near.clothed ? clothGap + gap : gap;
  if (!near.clothed && near.distance > most)
    return add(point, scale(near.normal, (most - near.distance) * 0.35));
  return near.distance < least ? add(point, scale(near.normal, least - near.distance)) : point;
}

/** Hair falls beside the face, not over it: an upright oval before the face pushes it out. */
function faceGuard(toRest: (p: Vector) => Vector): (p: Vector, side: number) => Vector {
  const centre = toRest([0, 7.0, 1.35]);
  const half: Vector = [0.7, 1.2, 0.85];
  return (p, side) => {
    const d = subtract(p, centre);
    const [y, z] = [d[1] / half[1], d[2] / half[2]];
    const rest = 1 - y * y - z * z;
    if (rest <= 0 || d[2] < -0.6) return p;
    const least = half[0] * Math.sqrt(rest);
    const missing = least - d[0] * side;
    return missing > 0 ? add(p, [side * missing * 0.75, 0, 0]) : p;
  };
}

/** Draws the outer part of each lock towards a neighbour's, so that single ribbons form tresses. */
function gather(locks: readonly Lock[], strength: number, chance: () => number): Lock[] {
  if (strength === 0) return [...locks];
  const leaders = locks.filter(() => chance() < 0.075);
  const x = Float64Array.from(leaders, (leader) => leader.points[0]![0]);
  const y = Float64Array.from(leaders, (leader) => leader.points[0]![1]);
  const z = Float64Array.from(leaders, (leader) => leader.points[0]![2]);
  const sides = Int8Array.from(leaders, (leader) => leader.side);
  return locks.map((lock) => {
    const root = lock.points[0]!;
    let found = -1;
    let least = 0.09;
    for (let k = 0; k < x.length; k++) {
      if (sides[k] !== lock.side) continue;
      const size = (x[k]! - root[0]) ** 2 + (y[k]! - root[1]) ** 2 + (z[k]! - root[2]) ** 2;
      if (size >= least) continue;
      least = size;
      found = k;
    }
    const best = leaders[found];
    if (!best) return lock;
    const last = best.points.length - 1;
    const points = lock.points.map((p, k) => {
      const t = k / (lock.points.length - 1);
      const at = t * last;
      const [a, b] = [best.points[Math.floor(at)]!, best.points[Math.min(last, Math.floor(at) + 1)]!];
      const target = add(a, scale(subtract(b, a), at % 1));
      return add(p, scale(subtract(target, p), strength * smoothstep(0.1, 1, t) * 0.85));
    });
    return { ...lock, points };
  });
}

/** Waves, curls and loose hairs. Neighbours wave together: the phase follows the root. */
function shape(lock: Lock, style: HairStyle, at: number, chance: () => number): Lock {
  const { wave, curl, frizz } = style;
  const root = lock.points[0]!;
  const phase = root[0] * 2.4 + root[2] * 1.7 + (curl ? chance() * 6.3 : chance() * 0.9);
  const stray: Vector = [chance() - 0.5, chance() - 0.5, chance() - 0.5];
  const turn = at % 2 === 0 ? 1 : -1;
  const dense = curl ? refine(lock.points, 0.05) : lock.points;
  let travelled = 0;
  const points = dense.map((p, k): Vector => {
    const before = dense[k - 1] ?? p;
    const after = dense[k + 1] ?? p;
    travelled += length(subtract(p, before));
    const along = normalize(subtract(after, before));
    const side = normalize(cross(along, Math.abs(along[1]) > 0.9 ? [0, 0, 1] : [0, 1, 0]));
    const up = cross(side, along);
    const grow = smoothstep(0.05, 0.8, travelled);
    let moved = add(p, scale(stray, frizz * 2 * smoothstep(0, 1.2, travelled)));
    if (wave) {
      const angle = travelled * wave.perDecimetre + phase;
      moved = add(
        moved,
        add(
          scale(side, Math.sin(angle) * wave.size * grow),
          scale(up, Math.cos(angle * 0.8) * wave.size * 0.5 * grow),
        ),
      );
    }
    if (curl) {
      const angle = turn * travelled * curl.perDecimetre * Math.PI * 2 * 0.62 + phase;
      const radius = curl.radius * smoothstep(0, 0.35, travelled);
      moved = add(moved, add(scale(side, Math.cos(angle) * radius), scale(up, Math.sin(angle) * radius)));
    }
    return moved;
  });
  return { ...lock, points };
}

function refine(points: readonly Vector[], spacing: number): Vector[] {
  const out: Vector[] = [points[0]!];
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1]!, points[k]!];
    const parts = Math.max(1, Math.ceil(length(subtract(b, a)) / spacing));
    for (let j = 1; j <= parts; j++) out.push(add(a, scale(subtract(b, a), j / parts)));
  }
  return out;
}

function tailLocks(style: HairStyle, tie: Vector, obstacles: Obstacles, chance: () => number): Lock[] {
  const locks: Lock[] = [];
  if (style.tail === 'bun') {
    const centre = add(tie, [0, 0.1, -0.16]);
    for (let k = 0; k < 420; k++) {
      const axis = normalize([chance() - 0.5, (chance() - 0.5) * 0.7, 1.1 * (chance() - 0.5)]);
      const a = normalize(cross(axis, [0.3, 1, 0.2]));
      const b = cross(axis, a);
      const radius = 0.36 * mix(0.82, 1, chance());
      const start = chance() * 6.28;
      const points = Array.from({ length: 15 }, (_, j) => {
        const angle = start + (j / 14) * 3.6;
        const p = add(scale(a, Math.cos(angle) * radius), scale(b, Math.sin(angle) * radius));
        return add(centre, [p[0] * 1.05, p[1] * 0.92, p[2]]);
      });
      locks.push({ points, inside: 1, side: 1 });
    }
    return locks;
  }
  for (let k = 0; k < 620; k++) {
    const angle = chance() * 6.28;
    const radius = Math.sqrt(chance()) * 0.13;
    let point = add(tie, [Math.cos(angle) * radius, Math.sin(angle) * radius, -0.05]);
    let direction: Vector = normalize([Math.cos(angle) * 0.25, 0.25 + Math.sin(angle) * 0.3, -1]);
    const points: Vector[] = [
      add(tie, [Math.cos(angle) * radius * 0.5, Math.sin(angle) * radius * 0.5, 0.06]),
      point,
    ];
    const steps = 24 + Math.floor(chance() * 5);
    for (let j = 0; j < steps; j++) {
      direction = normalize(add(direction, [0, -0.17, 0]));
      point = keepOut(add(point, scale(direction, step)), obstacles, 0.1 + radius);
      points.push(point);
    }
    locks.push({ points, inside: 1, side: 1 });
  }
  return locks;
}
