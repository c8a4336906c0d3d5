import { type Part, type PosedBody, partOf } from './body-parts.ts';
import type { PosedBone } from './skeleton.ts';
import { add, cross, normalize, rotate, scale, subtract, type Vector } from './vector.ts';

/** Round glasses: two rims, a bridge and two temples, placed by the eyes of the posed head. */
export function glassesParts(
  body: PosedBody,
  skeleton: readonly PosedBone[],
  eyes: Record<'left' | 'right', { center: Vector; radius: number }>,
): Part[] {
  const head = skeleton[body.pack.boneIndex.get('head')!]!.rotation;
  const [ahead, up, left] = [rotate(head, [0, 0, 1]), rotate(head, [0, 1, 0]), rotate(head, [1, 0, 0])];
  const span = Math.hypot(...subtract(eyes.left.center, eyes.right.center));
  const radius = span * 0.39;
  const mesh = { positions: [] as number[], normals: [] as number[], indexes: [] as number[] };
  const centres = [eyes.right.center, eyes.left.center].map((eye) =>
    add(eye, add(scale(ahead, eyes.left.radius + 0.13), scale(up, -0.025))),
  );
  for (const centre of centres) {
    const ring = Array.from({ length: 33 }, (_, k) => {
      const angle = (k / 32) * Math.PI * 2;
      return add(
        centre,
        add(scale(left, Math.cos(angle) * radius * 1.06), scale(up, Math.sin(angle) * radius * 0.94)),
      );
    });
    tube(mesh, ring, 0.017);
  }
  const [right, other] = centres as [Vector, Vector];
  const rise = scale(up, radius * 0.3);
  const inner = radius * 1.02;
  tube(
    mesh,
    [
      add(add(right, scale(left, inner)), rise),
      add(add(scale(add(right, other), 0.5), scale(up, radius * 0.42)), scale(ahead, 0.03)),
      add(add(other, scale(left, -inner)), rise),
    ],
    0.017,
  );
  for (const [centre, side] of [
    [other, 1],
    [right, -1],
  ] as const) {
    const hinge = add(add(centre, scale(left, side * radius * 1.06)), scale(up, radius * 0.28));
    const corner = add(hinge, add(scale(left, side * 0.1), scale(ahead, -0.08)));
    tube(
      mesh,
      [
        hinge,
        corner,
        add(corner, add(scale(ahead, -0.95), scale(left, side * 0.1))),
        add(corner, add(scale(ahead, -1.15), scale(up, -0.2))),
      ],
      0.016,
    );
  }
  const arrays = {
    index: { width: 1, data: Uint32Array.from(mesh.indexes) },
    position: { width: 3, data: Float32Array.from(mesh.positions) },
    normal: { width: 3, data: Float32Array.from(mesh.normals) },
    uv: { width: 2, data: new Float32Array((mesh.positions.length / 3) * 2) },
  };
  return [
    partOf('solid', 'glasses', arrays, {
      color: [0.02, 0.016, 0.014],
      gloss: 0.7,
      alpha: 1,
      depthShade: 0,
      inner: 0,
      mapped: 0,
    }),
  ];
}

function tube(
  to: { positions: number[]; normals: number[]; indexes: number[] },
  line: readonly Vector[],
  radius: number,
): void {
  const sides = 7;
  line.forEach((point, at) => {
    const along = normalize(subtract(line[Math.min(line.length - 1, at + 1)]!, line[Math.max(0, at - 1)]!));
    const a = normalize(cross(along, Math.abs(along[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0]));
    const b = cross(along, a);
    const base = to.positions.length / 3;
    for (let k = 0; k < sides; k++) {
      const angle = (k / sides) * Math.PI * 2;
      const normal = add(scale(a, Math.cos(angle)), scale(b, Math.sin(angle)));
      to.positions.push(...add(point, scale(normal, radius)));
      to.normals.push(...normal);
      if (at === 0) continue;
      const [p, q] = [base + k, base + ((k + 1) % sides)];
      to.indexes.push(p - sides, p, q - sides, q - sides, p, q);
    }
  });
}
