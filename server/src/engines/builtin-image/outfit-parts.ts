import type { Shot } from '#kernel/shot.ts';
import { fitMesh, linear, type Part, type PosedBody, partOf } from './body-parts.ts';
import { armPosition, type Landmarks, landmarksOf } from './cloth-field.ts';
import { buildCollar } from './collars.ts';
import type { FabricLook, Garment, GarmentCut, Outfit } from './garment-spec.ts';
import { type CutEdge, type CutGarment, chainEdges, cutGarment, fieldsOf } from './garments.ts';
import { drawable, fromPackedFaces, subdivide } from './mesh.ts';
import { outfitSpecs } from './outfits.ts';
import { emptySurface, evenLine, pushVertex, rolled, type Surface, sweep } from './trims.ts';
import type { Vector } from './vector.ts';

const fabricNumbers: Readonly<Record<FabricLook['kind'], number>> = {
  plain: 0,
  knit: 1,
  rib: 2,
  linen: 3,
  stripes: 4,
  denim: 5,
  wool: 6,
  sport: 7,
  print: 8,
};

export interface Dressed {
  readonly parts: Part[];
  /** Body vertices that no eye can see under the clothes. */
  readonly hidden: (vertex: number) => boolean;
}

/** The garments of a shot on one body, and which skin they hide. Every outfit covers torso and hips. */
export function dress(body: PosedBody, shot: Shot): Dressed {
  const outfit = outfitSpecs[shot.outfit];
  const marks = landmarksOf(body.pack, body.rest);
  const main = shot.outfitColor ?? outfit.color;
  const parts: Part[] = [];
  outfit.layers.forEach((garment, at) => {
    parts.push(...garmentParts(body, garment, marks, main, `${shot.outfit}-${at}`));
  });
  parts.push(...legParts(body, outfit, marks, main, shot.outfit));
  return { parts, hidden: hiddenBy(body, outfit, marks) };
}

function hiddenBy({ pack, rest }: PosedBody, outfit: Outfit, marks: Landmarks): (vertex: number) => boolean {
  const covered = new Uint8Array(pack.vertexCount);
  const inner = fieldsOf(outfit.layers[0]!.cut, marks);
  const outer = fieldsOf(outfit.layers.at(-1)!.cut, marks);
  const legHem = outfit.legs.kind === 'skirt' ? marks.knee[1] + 0.9 : marks.ankle[1] + 0.8;
  for (let v = 0; v < pack.vertexCount; v++) {
    const [x, y, z] = [rest[v * 3]!, rest[v * 3 + 1]!, rest[v * 3 + 2]!];
    const arm = armPosition(marks, x, y, z);
    const under = (fields: ReturnType<typeof fieldsOf>) =>
      fields.every(({ name, inside }) => name === 'hem' || name === 'open' || inside(x, y, z) > 0.14);
    if (y > marks.hip[1] - 0.6 || arm > 0.1) {
      const sleeved = arm > 0.1 && under(outer);
      if ((under(inner) || sleeved) && y < marks.neck[1] + 0.5) covered[v] = 1;
    } else if (y > legHem + 0.2) covered[v] = 1;
    // Feet are inside shoes.
    if (y < marks.ankle[1] + 0.15) covered[v] = 1;
  }
  return (vertex) => covered[vertex] === 1;
}

function garmentParts(body: PosedBody, garment: Garment, marks: Landmarks, main: string, id: string): Part[] {
  const cut = cutGarment(body, garment.cut, marks);
  const color = garment.color === 'main' ? main : garment.color;
  const surface = emptySurface();
  for (const triangle of cut.triangles)
    for (const vertex of triangle)
      surface.indexes.push(
        pushVertex(
          surface,
          vertex.position as unknown as Vector,
          vertex.normal as unknown as Vector,
          vertex.rest as unknown as Vector,
          vertex.uv,
        ),
      );
  const trim = emptySurface();
  addTrims(trim, cut, garment.cut, body);
  const uniforms = fabricUniforms(garment.fabric, color, garment.accent);
  const trimKind =
    garment.cut.trim === 'rib' ? { kind: 'rib' as const, fuzz: garment.fabric.fuzz } : { ...garment.fabric };
  const parts = [surfacePart(`cloth-${id}`, surface, uniforms)];
  if (trim.indexes.length > 0)
    parts.push(
      surfacePart(
        `trim-${id}`,
        trim,
        fabricUniforms(
          trimKind.kind === 'stripes' || trimKind.kind === 'print' ? { kind: 'plain', fuzz: 0.1 } : trimKind,
          color,
          garment.accent,
        ),
      ),
    );
  const collar = emptySurface();
  buildCollar(collar, garment.cut, cut, body, marks);
  if (collar.indexes.length > 0) parts.push(surfacePart(`collar-${id}`, collar, uniforms));
  return parts;
}

export function fabricUniforms(fabric: FabricLook, color: string, accent?: string): Part['spec']['uniforms'] {
  return {
    color: linear(color),
    accent: linear(accent ?? color),
    fabric: fabricNumbers[fabric.kind],
    fuzz: fabric.fuzz,
    scale: fabric.scale ?? 1,
  };
}

export function surfacePart(id: string, surface: Surface, uniforms: Part['spec']['uniforms']): Part {
  return partOf(
    'cloth',
    id,
    {
      index: { width: 1, data: Uint32Array.from(surface.indexes) },
      position: { width: 3, data: Float32Array.from(surface.positions) },
      normal: { width: 3, data: Float32Array.from(surface.normals) },
      rest: { width: 3, data: Float32Array.from(surface.rests) },
      uv: { width: 2, data: Float32Array.from(surface.uvs) },
    },
    uniforms,
  );
}

function addTrims(to: Surface, cut: CutGarment, { trim, collar, ease }: GarmentCut, body: PosedBody): void {
  if (trim === 'none') return;
  const center = bodyCentre(body);
  for (const edge of ['neck', 'sleeve', 'hem', 'open'] as const) {
    if (edge === 'neck' && collar) continue;
    const thick = trim === 'rib' && edge !== 'open';
    const profile = thick
      ? rolled(0.045 + ease * 0.12, edge === 'neck' ? 0.13 : 0.17)
      : rolled(0.018 + ease * 0.05, 0.03);
    for (const line of chainEdges(cut.edges.filter((each: CutEdge) => each.edge === edge)))
      sweep(to, evenLine(line, 0.07), profile, (p) => [
        p[0] - center[0],
        edge === 'neck' ? 1 : p[1] - center[1],
        p[2] - center[2],
      ]);
  }
}

function bodyCentre({ posed, pack }: PosedBody): Vector {
  const faces = pack.faces.tights;
  let [x, y, z] = [0, 0, 0];
  for (let at = 0; at < faces.length; at += 8) {
    x += posed[faces[at]! * 3]!;
    y += posed[faces[at]! * 3 + 1]!;
    z += posed[faces[at]! * 3 + 2]!;
  }
  const count = faces.length / 8;
  return [x / count, y / count + 1, z / count];
}

const legCut: GarmentCut = {
  neck: { radius: -1, front: 0 },
  sleeve: 'none',
  hem: -99,
  ease: 0.06,
  drape: 0.25,
  trim: 'none',
};

function legParts(body: PosedBody, outfit: Outfit, marks: Landmarks, main: string, id: string): Part[] {
  const { kind } = outfit.legs;
  const color = outfit.legs.color === 'main' ? main : outfit.legs.color;
  const parts: Part[] = [];
  if (kind === 'skirt') {
    const skirt = skirtSurface(body, marks);
    parts.push(
      surfacePart(
        `skirt-${id}`,
        skirt,
        fabricUniforms(outfit.layers[0]!.fabric, color, outfit.layers[0]!.accent),
      ),
    );
  } else {
    const ease = { jeans: 0.06, trousers: 0.1, leggings: 0.025 }[kind];
    const cut = cutGarment(body, { ...legCut, ease }, marks);
    const surface = emptySurface();
    for (const triangle of cut.triangles) {
      if (
        triangle.some(
          ({ rest }) =>
            rest[1]! > marks.hip[1] + 1.1 || Math.abs(rest[0]!) > 3.2 || rest[1]! < marks.ankle[1] + 0.35,
        )
      )
        continue;
      for (const v of triangle)
        surface.indexes.push(
          pushVertex(
            surface,
            v.position as unknown as Vector,
            v.normal as unknown as Vector,
            v.rest as unknown as Vector,
            v.uv,
          ),
        );
    }
    const fabric: FabricLook =
      kind === 'jeans'
        ? { kind: 'denim', fuzz: 0.1 }
        : kind === 'leggings'
          ? { kind: 'sport', fuzz: 0.05 }
          : { kind: 'wool', fuzz: 0.15 };
    parts.push(surfacePart(`legs-${id}`, surface, fabricUniforms(fabric, color)));
  }
  const fitted = body.pack.fitted('shoes');
  const shoes = drawable(subdivide(fromPackedFaces(fitted.faces, fitMesh(body, 'shoes'), fitted.uvs).mesh));
  const surface: Surface = {
    positions: [...shoes.positions],
    normals: [...shoes.normals],
    rests: [...shoes.positions],
    uvs: [...shoes.uvs],
    indexes: [...shoes.indexes],
  };
  parts.push(
    surfacePart(`shoes-${id}`, surface, fabricUniforms({ kind: 'plain', fuzz: 0.05 }, outfit.shoes)),
  );
  return parts;
}

function skirtSurface(body: PosedBody, marks: Landmarks): Surface {
  const { pack, posed, rest } = body;
  const { mesh, vertices } = fromPackedFaces(pack.faces.skirt, posed, pack.uvs, (quad) =>
    quad.every((v) => rest[v * 3 + 1]! > marks.knee[1] + 0.3),
  );
  const restData = new Float32Array(vertices.length * 3);
  vertices.forEach((vertex, at) => {
    restData.set(rest.subarray(vertex * 3, vertex * 3 + 3), at * 3);
  });
  const draw = drawable(subdivide({ ...mesh, attributes: { rest: { width: 3, data: restData } } }));
  const rests = draw.attributes.rest!.data;
  const uvs: number[] = [];
  for (let v = 0; v < rests.length; v += 3)
    uvs.push(Math.atan2(rests[v]!, rests[v + 2]!) * 1.35, rests[v + 1]!);
  return {
    positions: [...draw.positions],
    normals: [...draw.normals],
    rests: [...rests],
    uvs,
    indexes: [...draw.indexes],
  };
}
