import type { PosedBody } from './body-parts.ts';
import { armholeField, armPosition, fabricUv, type Landmarks } from './cloth-field.ts';
import type { GarmentCut } from './garment-spec.ts';
import { fromPackedFaces, normalsOf, type QuadMesh, subdivide, triangulate } from './mesh.ts';
import { clamp, smoothstep } from './vector.ts';

/** A corner of a cut garment: posed position, normal, rest position and fabric coordinates. */
export interface ClothVertex {
  readonly position: readonly number[];
  readonly normal: readonly number[];
  readonly rest: readonly number[];
  readonly uv: readonly [number, number];
  /** Names the mesh vertex or the edge it was cut from, so that cut edges can be chained. */
  readonly id: string;
}
export type ClothTriangle = readonly [ClothVertex, ClothVertex, ClothVertex];
export interface CutEdge {
  readonly from: ClothVertex;
  readonly to: ClothVertex;
  readonly edge: 'neck' | 'sleeve' | 'hem' | 'open';
}
export interface CutGarment {
  readonly triangles: ClothTriangle[];
  readonly edges: CutEdge[];
}

/** Where each sleeve ends, in arm positions (see `armPosition`). */
const sleeveEnds: Readonly<Record<GarmentCut['sleeve'], number>> = {
  none: 0.02,
  strap: -0.12,
  short: 0.62,
  elbow: 1.02,
  long: 1.93,
};

type Field = (x: number, y: number, z: number) => number;

/** Positive inside the garment. Coordinates of the rest pose. */
export function fieldsOf(cut: GarmentCut, marks: Landmarks): { name: CutEdge['edge']; inside: Field }[] {
  const { neck } = cut;
  const fields: { name: CutEdge['edge']; inside: Field }[] = [
    {
      name: 'neck',
      inside: (x, y, z) => {
        const dx = x;
        const dz = z - marks.neckZ;
        const radial = Math.hypot(dx, dz);
        const forward = Math.max(0, dz / (radial || 1));
        const ring = marks.neckRadius + neck.radius + neck.front * forward ** (neck.v ? 2 + neck.v * 6 : 1.4);
        const low = marks.chestY + 0.35;
        const aroundNeck = Math.max(radial - ring, (low - y) * 0.8);
        return Math.min(aroundNeck, marks.neck[1] + (neck.rise ?? 0.06 - 0.45 * forward) - y);
      },
    },
    {
      name: 'sleeve',
      inside: (x, y, z) => {
        if (cut.sleeve === 'none' || cut.sleeve === 'strap')
          return -armholeField(marks, x, y, cut.sleeve === 'strap' ? 0.72 : 0.93);
        return sleeveEnds[cut.sleeve] - armPosition(marks, x, y, z);
      },
    },
    {
      name: 'hem',
      inside: (x, y) =>
        Math.abs(x) > marks.shoulder[0] * 1.15 && y > marks.hip[1] - 0.6 && cut.hem > -2
          ? 1
          : y - (marks.hip[1] + cut.hem),
    },
  ];
  const { open } = cut;
  if (open)
    fields.push({
      name: 'open',
      inside: (x, y, z) => {
        if (z < marks.neck[2] - 0.1) return 1;
        const t = clamp((marks.neck[1] - y) / (marks.neck[1] - marks.hip[1]), 0, 1);
        return Math.abs(x) - (open.top + (open.bottom - open.top) * t);
      },
    });
  return fields;
}

/** Cuts one garment out of the tights helper of the base mesh, which already stands off the skin. */
export function cutGarment(body: PosedBody, cut: GarmentCut, marks: Landmarks): CutGarment {
  const cloth = easedCloth(body, cut, marks);
  const fields = fieldsOf(cut, marks);
  let triangles = clothTriangles(cloth, marks);
  const edges: CutEdge[] = [];
  for (const { name, inside } of fields) {
    const next: ClothTriangle[] = [];
    for (const triangle of triangles) clip(triangle, inside, name, next, edges);
    triangles = next;
  }
  return { triangles, edges: edges.filter(({ from, to }) => stillInside(from, to, fields)) };
}

/** An edge cut early may lie in a part that a later field took away. */
function stillInside(from: ClothVertex, to: ClothVertex, fields: { inside: Field }[]): boolean {
  return fields.every(({ inside }) =>
    [from, to].some(({ rest }) => inside(rest[0]!, rest[1]!, rest[2]!) > -0.012),
  );
}

interface EasedCloth {
  readonly mesh: QuadMesh;
  readonly rest: Float32Array;
}

function easedCloth(body: PosedBody, cut: GarmentCut, marks: Landmarks): EasedCloth {
  const { pack, posed, rest } = body;
  const { mesh, vertices } = fromPackedFaces(pack.faces.tights, posed, pack.uvs);
  const restData = new Float32Array(vertices.length * 3);
  vertices.forEach((vertex, at) => {
    restData.set(rest.subarray(vertex * 3, vertex * 3 + 3), at * 3);
  });
  const normals = normalsOf(mesh.positions, triangulate(mesh.quads));
  const eased = mesh.positions.slice();
  for (let v = 0; v < vertices.length; v++) {
    const ease = easeAt(cut, marks, restData, v);
    for (let k = 0; k < 3; k++) eased[v * 3 + k]! += normals[v * 3 + k]! * ease;
  }
  relax(eased, mesh, normals, restData, cut, marks);
  const smooth = subdivide({ ...mesh, positions: eased, attributes: { rest: { width: 3, data: restData } } });
  return { mesh: smooth, rest: smooth.attributes.rest!.data };
}

function easeAt(cut: GarmentCut, marks: Landmarks, rest: Float32Array, v: number): number {
  const y = rest[v * 3 + 1]!;
  const onTorso = Math.abs(rest[v * 3]!) < marks.shoulder[0] * 1.05;
  const below = onTorso ? smoothstep(marks.chestY, marks.waistY, y) : 0;
  // Close to the neck every garment lies nearer to the skin.
  const collar = 1 - 0.45 * smoothstep(marks.neck[1] - 0.5, marks.neck[1], y);
  return cut.ease * collar + (cut.flare ?? 0) * below;
}

/** Lets the cloth bridge hollows: smooths it, then pushes it back out to its distance from the skin. */
function relax(
  eased: Float32Array,
  mesh: QuadMesh,
  normals: Float32Array,
  rest: Float32Array,
  cut: GarmentCut,
  marks: Landmarks,
): void {
  const count = eased.length / 3;
  const rounds = Math.round(cut.drape * 14);
  const sum = new Float32Array(count * 3);
  const total = new Float32Array(count);
  for (let round = 0; round < rounds; round++) {
    sum.fill(0);
    total.fill(0);
    for (let q = 0; q < mesh.quads.length; q += 4)
      for (let corner = 0; corner < 4; corner++) {
        const a = mesh.quads[q + corner]!;
        const b = mesh.quads[q + ((corner + 1) & 3)]!;
        for (let k = 0; k < 3; k++) {
          sum[a * 3 + k]! += eased[b * 3 + k]!;
          sum[b * 3 + k]! += eased[a * 3 + k]!;
        }
        total[a]! += 1;
        total[b]! += 1;
      }
    for (let v = 0; v < count; v++) {
      const least = easeAt(cut, marks, rest, v) * 0.75;
      let outward = 0;
      for (let k = 0; k < 3; k++) {
        eased[v * 3 + k] = eased[v * 3 + k]! * 0.45 + (sum[v * 3 + k]! / (total[v] || 1)) * 0.55;
        outward += (eased[v * 3 + k]! - mesh.positions[v * 3 + k]!) * normals[v * 3 + k]!;
      }
      if (outward < least)
        for (let k = 0; k < 3; k++) eased[v * 3 + k]! += normals[v * 3 + k]! * (least - outward);
    }
  }
}

function clothTriangles({ mesh, rest }: EasedCloth, marks: Landmarks): ClothTriangle[] {
  const indexes = triangulate(mesh.quads);
  const normals = normalsOf(mesh.positions, indexes);
  const triple = (data: Float32Array, v: number) =>
    [data[v * 3]!, data[v * 3 + 1]!, data[v * 3 + 2]!] as const;
  const out: ClothTriangle[] = [];
  for (let t = 0; t < indexes.length; t += 3) {
    const corner = (k: 0 | 1 | 2): ClothVertex => {
      const v = indexes[t + k]!;
      return {
        position: triple(mesh.positions, v),
        normal: triple(normals, v),
        rest: triple(rest, v),
        uv: [0, 0],
        id: String(v),
      };
    };
    const whole: ClothTriangle = [corner(0), corner(1), corner(2)];
    // Cut along the armhole: the sleeve has its own run of the fabric, and a clean seam.
    for (const arm of [false, true]) {
      const pieces: ClothTriangle[] = [];
      clip(whole, (x, y) => armholeField(marks, x, y) * (arm ? 1 : -1), 'sleeve', pieces, []);
      for (const piece of pieces) out.push(withFabric(piece, marks, arm));
    }
  }
  return out;
}

function withFabric(triangle: ClothTriangle, marks: Landmarks, arm: boolean): ClothTriangle {
  const uvs = triangle.map(({ rest }) => fabricUv(marks, rest[0]!, rest[1]!, rest[2]!, arm));
  const turn = 0.55 * Math.PI;
  if (arm)
    for (const uv of uvs) {
      const off = uv[0] - uvs[0]![0];
      if (Math.abs(off) > turn) uv[0] -= Math.sign(off) * turn * 2;
    }
  return triangle.map((vertex, k) => ({ ...vertex, uv: uvs[k]! })) as unknown as ClothTriangle;
}

function clip(
  triangle: ClothTriangle,
  inside: Field,
  name: CutEdge['edge'],
  out: ClothTriangle[],
  edges: CutEdge[],
): void {
  const values = triangle.map(({ rest }) => inside(rest[0]!, rest[1]!, rest[2]!));
  if (values.every((value) => value >= 0)) {
    out.push(triangle);
    return;
  }
  if (values.every((value) => value < 0)) return;
  const polygon: ClothVertex[] = [];
  const crossings: ClothVertex[] = [];
  for (let k = 0; k < 3; k++) {
    const [a, b] = [triangle[k as 0 | 1 | 2], triangle[((k + 1) % 3) as 0 | 1 | 2]];
    const [fa, fb] = [values[k]!, values[(k + 1) % 3]!];
    if (fa >= 0) polygon.push(a);
    if (fa >= 0 === fb >= 0) continue;
    const crossing = between(a, b, fa / (fa - fb));
    polygon.push(crossing);
    crossings.push(crossing);
  }
  for (let k = 1; k + 1 < polygon.length; k++) out.push([polygon[0]!, polygon[k]!, polygon[k + 1]!]);
  if (crossings.length === 2) edges.push({ from: crossings[0]!, to: crossings[1]!, edge: name });
}

function between(a: ClothVertex, b: ClothVertex, t: number): ClothVertex {
  const at = (x: readonly number[], y: readonly number[]) => x.map((value, k) => value + (y[k]! - value) * t);
  const [low, high] = a.id < b.id ? [a.id, b.id] : [b.id, a.id];
  return {
    position: at(a.position, b.position),
    normal: at(a.normal, b.normal),
    rest: at(a.rest, b.rest),
    uv: at(a.uv, b.uv) as [number, number],
    id: `(${low}|${high})`,
  };
}

/** Chains cut edges into open or closed lines. */
export function chainEdges(edges: readonly CutEdge[]): ClothVertex[][] {
  const next = new Map<string, { edge: CutEdge; used: boolean }[]>();
  const all = edges.map((edge) => ({ edge, used: false }));
  for (const entry of all)
    for (const id of [entry.edge.from.id, entry.edge.to.id]) next.set(id, [...(next.get(id) ?? []), entry]);
  const lines: ClothVertex[][] = [];
  for (const start of all) {
    if (start.used) continue;
    start.used = true;
    const line = [start.edge.from, start.edge.to];
    for (const front of [false, true])
      for (let step = 0; step < all.length; step++) {
        const end = front ? line[0]! : line.at(-1)!;
        const found = next.get(end.id)?.find((entry) => !entry.used);
        if (!found) break;
        found.used = true;
        const other = found.edge.from.id === end.id ? found.edge.to : found.edge.from;
        if (front) line.unshift(other);
        else line.push(other);
      }
    if (line.length > 3) lines.push(line);
  }
  return lines;
}
