/** A mesh of quads with its own vertex list; `attributes` hold `width` numbers a vertex. */
export interface QuadMesh {
  readonly positions: Float32Array;
  /** Four vertex indexes a face. A triangle repeats its last corner. */
  readonly quads: Uint32Array;
  /** Eight numbers a face: u and v of its four corners, so that seams need no doubled vertices. */
  readonly cornerUvs: Float32Array;
  readonly attributes: Readonly<Record<string, { readonly width: number; readonly data: Float32Array }>>;
}

/** What the page draws: triangles with smooth normals. */
export interface DrawMesh {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  readonly indexes: Uint32Array;
  readonly attributes: Readonly<Record<string, { readonly width: number; readonly data: Float32Array }>>;
}

interface Topology {
  readonly vertexCount: number;
  readonly edges: Uint32Array;
  /** Faces beside each edge; the second is 0xffffffff at a border. */
  readonly edgeFaces: Uint32Array;
  readonly faceEdges: Uint32Array;
}
const none = 0xffffffff;

function edgesOf(vertexCount: number, quads: Uint32Array): Topology {
  const found = new Map<number, number>();
  const edges: number[] = [];
  const edgeFaces: number[] = [];
  const faceEdges = new Uint32Array(quads.length).fill(none);
  for (let face = 0; face < quads.length / 4; face++) {
    for (let corner = 0; corner < 4; corner++) {
      const a = quads[face * 4 + corner]!;
      const b = quads[face * 4 + ((corner + 1) & 3)]!;
      if (a === b) continue;
      const key = a < b ? a * vertexCount + b : b * vertexCount + a;
      let edge = found.get(key);
      if (edge === undefined) {
        edge = edges.length / 2;
        found.set(key, edge);
        edges.push(a, b);
        edgeFaces.push(face, none);
      } else if (edgeFaces[edge * 2 + 1] === none) edgeFaces[edge * 2 + 1] = face;
      faceEdges[face * 4 + corner] = edge;
    }
  }
  return {
    vertexCount,
    edges: Uint32Array.from(edges),
    edgeFaces: Uint32Array.from(edgeFaces),
    faceEdges,
  };
}

/**
 * One Catmull-Clark step (Catmull and Clark 1978) for quads; attributes are interpolated linearly.
 * A triangle (repeated corner) becomes three quads.
 */
export function subdivide(mesh: QuadMesh): QuadMesh {
  const vertexCount = mesh.positions.length / 3;
  const topology = edgesOf(vertexCount, mesh.quads);
  const quads = splitQuads(mesh.quads, topology);
  const positions = smoothPositions(mesh.positions, mesh.quads, topology);
  const attributes: Record<string, { width: number; data: Float32Array }> = {};
  for (const [name, { width, data }] of Object.entries(mesh.attributes))
    attributes[name] = { width, data: linearAttribute(data, width, mesh.quads, topology) };
  return { positions, quads, cornerUvs: splitUvs(mesh.quads, mesh.cornerUvs), attributes };
}

function splitQuads(quads: Uint32Array, { vertexCount, edges, faceEdges }: Topology): Uint32Array {
  const edgeCount = edges.length / 2;
  const out: number[] = [];
  for (let face = 0; face < quads.length / 4; face++) {
    const size = quads[face * 4 + 3] === quads[face * 4 + 2] ? 3 : 4;
    const edgeAt = (corner: number) => {
      const found = faceEdges[face * 4 + corner]!;
      // The closing edge of a triangle is stored under its repeated corner.
      return vertexCount + (found === none ? faceEdges[face * 4 + 3]! : found);
    };
    for (let corner = 0; corner < size; corner++) {
      const next = size === 3 && corner === 2 ? edgeAt(3) : edgeAt(corner);
      const previous = corner === 0 ? edgeAt(3) : edgeAt(corner - 1);
      out.push(quads[face * 4 + corner]!, next, vertexCount + edgeCount + face, previous);
    }
  }
  return Uint32Array.from(out);
}

function splitUvs(quads: Uint32Array, uvs: Float32Array): Float32Array {
  const out: number[] = [];
  for (let face = 0; face < quads.length / 4; face++) {
    const size = quads[face * 4 + 3] === quads[face * 4 + 2] ? 3 : 4;
    const corner = (at: number) =>
      [uvs[face * 8 + (at % size) * 2]!, uvs[face * 8 + (at % size) * 2 + 1]!] as const;
    const middle = [0, 0];
    for (let at = 0; at < size; at++) for (const k of [0, 1] as const) middle[k]! += corner(at)[k] / size;
    for (let at = 0; at < size; at++) {
      const [here, next, previous] = [corner(at), corner(at + 1), corner(at + size - 1)];
      out.push(here[0], here[1], (here[0] + next[0]) / 2, (here[1] + next[1]) / 2);
      out.push(middle[0]!, middle[1]!, (here[0] + previous[0]) / 2, (here[1] + previous[1]) / 2);
    }
  }
  return Float32Array.from(out);
}

function linearAttribute(
  data: Float32Array,
  width: number,
  quads: Uint32Array,
  topology: Topology,
): Float32Array {
  const { vertexCount, edges } = topology;
  const edgeCount = edges.length / 2;
  const faceCount = quads.length / 4;
  const out = new Float32Array((vertexCount + edgeCount + faceCount) * width);
  out.set(data);
  for (let edge = 0; edge < edgeCount; edge++)
    for (let k = 0; k < width; k++)
      out[(vertexCount + edge) * width + k] =
        (data[edges[edge * 2]! * width + k]! + data[edges[edge * 2 + 1]! * width + k]!) / 2;
  for (let face = 0; face < faceCount; face++) {
    const size = quads[face * 4 + 3] === quads[face * 4 + 2] ? 3 : 4;
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let corner = 0; corner < size; corner++) sum += data[quads[face * 4 + corner]! * width + k]!;
      out[(vertexCount + edgeCount + face) * width + k] = sum / size;
    }
  }
  return out;
}

function smoothPositions(positions: Float32Array, quads: Uint32Array, topology: Topology): Float32Array {
  const { vertexCount, edges, edgeFaces } = topology;
  const edgeCount = edges.length / 2;
  const out = linearAttribute(positions, 3, quads, topology);
  const faceAt = (face: number) => (vertexCount + edgeCount + face) * 3;
  const faceSum = new Float32Array(vertexCount * 3);
  const faceTotal = new Float32Array(vertexCount);
  for (let face = 0; face < quads.length / 4; face++) {
    const size = quads[face * 4 + 3] === quads[face * 4 + 2] ? 3 : 4;
    for (let corner = 0; corner < size; corner++) {
      const vertex = quads[face * 4 + corner]!;
      faceTotal[vertex]! += 1;
      for (let k = 0; k < 3; k++) faceSum[vertex * 3 + k]! += out[faceAt(face) + k]!;
    }
  }
  const edgeSum = new Float32Array(vertexCount * 3);
  const edgeTotal = new Float32Array(vertexCount);
  const borderSum = new Float32Array(vertexCount * 3);
  const borderTotal = new Float32Array(vertexCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const border = edgeFaces[edge * 2 + 1] === none;
    const at = (vertexCount + edge) * 3;
    for (const vertex of [edges[edge * 2]!, edges[edge * 2 + 1]!]) {
      edgeTotal[vertex]! += 1;
      if (border) borderTotal[vertex]! += 1;
      for (let k = 0; k < 3; k++) {
        edgeSum[vertex * 3 + k]! += out[at + k]!;
        if (border) borderSum[vertex * 3 + k]! += out[at + k]!;
      }
    }
  }
  // Edge points move only after the sums above have read their midpoints.
  for (let edge = 0; edge < edgeCount; edge++) {
    const [a, b] = [edgeFaces[edge * 2]!, edgeFaces[edge * 2 + 1]!];
    if (b === none) continue;
    const at = (vertexCount + edge) * 3;
    for (let k = 0; k < 3; k++)
      out[at + k] = out[at + k]! / 2 + (out[faceAt(a) + k]! + out[faceAt(b) + k]!) / 4;
  }
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const n = faceTotal[vertex]!;
    if (n === 0) continue;
    for (let k = 0; k < 3; k++) {
      const p = positions[vertex * 3 + k]!;
      out[vertex * 3 + k] =
        borderTotal[vertex]! > 0
          ? p / 2 + borderSum[vertex * 3 + k]! / borderTotal[vertex]! / 2
          : (faceSum[vertex * 3 + k]! / n +
              (2 * edgeSum[vertex * 3 + k]!) / edgeTotal[vertex]! +
              (n - 3) * p) /
            n;
    }
  }
  return out;
}

/** Area-weighted vertex normals of triangles. */
export function normalsOf(positions: Float32Array, indexes: Uint32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let t = 0; t < indexes.length; t += 3) {
    const [a, b, c] = [indexes[t]! * 3, indexes[t + 1]! * 3, indexes[t + 2]! * 3];
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const at of [a, b, c]) for (let k = 0; k < 3; k++) normals[at + k]! += n[k]!;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const size = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) normals[i + k]! /= size;
  }
  return normals;
}

export function triangulate(quads: Uint32Array): Uint32Array {
  const out: number[] = [];
  for (let q = 0; q < quads.length; q += 4) {
    const [a, b, c, d] = [quads[q]!, quads[q + 1]!, quads[q + 2]!, quads[q + 3]!];
    out.push(a, b, c);
    if (d !== c) out.push(a, c, d);
  }
  return Uint32Array.from(out);
}

/** Triangles of a quad mesh, its vertices doubled only where their corners carry different UVs. */
export function drawable(mesh: QuadMesh): DrawMesh {
  const welded = normalsOf(mesh.positions, triangulate(mesh.quads));
  const vertices: number[] = [];
  const uvs: number[] = [];
  // The drawn vertices of a mesh vertex: the newest, and from each the one before it.
  const newest = new Int32Array(mesh.positions.length / 3).fill(-1);
  const before: number[] = [];
  const quads = mesh.quads.map((vertex, at) => {
    const [u, v] = [mesh.cornerUvs[at * 2]!, mesh.cornerUvs[at * 2 + 1]!];
    for (let known = newest[vertex]!; known >= 0; known = before[known]!)
      if (uvs[known * 2] === u && uvs[known * 2 + 1] === v) return known;
    const index = vertices.length;
    vertices.push(vertex);
    uvs.push(u, v);
    before.push(newest[vertex]!);
    newest[vertex] = index;
    return index;
  });
  const gather = (data: Float32Array, width: number) => {
    const out = new Float32Array(vertices.length * width);
    vertices.forEach((vertex, at) => {
      for (let k = 0; k < width; k++) out[at * width + k] = data[vertex * width + k]!;
    });
    return out;
  };
  const attributes: Record<string, { width: number; data: Float32Array }> = {};
  for (const [name, { width, data }] of Object.entries(mesh.attributes))
    attributes[name] = { width, data: gather(data, width) };
  return {
    positions: gather(mesh.positions, 3),
    normals: gather(welded, 3),
    uvs: Float32Array.from(uvs),
    indexes: triangulate(quads),
    attributes,
  };
}

/** A quad mesh from packed faces (see `CharacterPack.faces`), its vertices renumbered to those in use. */
export function fromPackedFaces(
  faces: Uint16Array,
  positions: Float32Array,
  uvs: Float32Array,
  keep: (quad: readonly [number, number, number, number]) => boolean = () => true,
): { mesh: QuadMesh; vertices: number[] } {
  const quads: number[] = [];
  const cornerUvs: number[] = [];
  const vertices: number[] = [];
  const index = new Map<number, number>();
  for (let at = 0; at < faces.length; at += 8) {
    const quad = [faces[at]!, faces[at + 1]!, faces[at + 2]!, faces[at + 3]!] as const;
    if (!keep(quad)) continue;
    for (let corner = 0; corner < 4; corner++) {
      const vertex = quad[corner as 0 | 1 | 2 | 3];
      let found = index.get(vertex);
      if (found === undefined) {
        found = vertices.length;
        index.set(vertex, found);
        vertices.push(vertex);
      }
      quads.push(found);
      const uv = faces[at + 4 + corner]!;
      cornerUvs.push(uvs[uv * 2]!, uvs[uv * 2 + 1]!);
    }
  }
  const own = new Float32Array(vertices.length * 3);
  vertices.forEach((vertex, at) => {
    own.set(positions.subarray(vertex * 3, vertex * 3 + 3), at * 3);
  });
  return {
    mesh: {
      positions: own,
      quads: Uint32Array.from(quads),
      cornerUvs: Float32Array.from(cornerUvs),
      attributes: {},
    },
    vertices,
  };
}
