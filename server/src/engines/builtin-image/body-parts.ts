import { createHash } from 'node:crypto';
import type { Look } from '#kernel/look.ts';
import { baseEye, type FaceMasks } from './face-masks.ts';
import { type DrawMesh, drawable, fromPackedFaces, type QuadMesh, subdivide } from './mesh.ts';
import type { CharacterPack } from './pack.ts';
import type { BufferStore } from './page-session.ts';
import type { BufferSpec, PartSpec, Rgb } from './scene-spec.ts';
import { applyMatrix, blendMatrix } from './skeleton.ts';
import { clamp, mix, type Quaternion, rotate, smoothstep, type Vector } from './vector.ts';

/** One body in one pose. */
export interface PosedBody {
  readonly pack: CharacterPack;
  readonly rest: Float32Array;
  readonly posed: Float32Array;
  readonly matrices: Float32Array;
  readonly masks: FaceMasks;
}

export interface Part {
  readonly spec: PartSpec;
  readonly buffers: BufferStore;
}

type Arrays = Readonly<Record<string, { width: number; data: Float32Array | Uint32Array }>>;

/**
 * Packs arrays as a part. `index` is the triangle list. The key is taken from the content, so that what a change of
 * the look leaves as it was is not sent to the page again.
 */
export function partOf(
  kind: PartSpec['kind'],
  name: string,
  arrays: Arrays,
  uniforms: PartSpec['uniforms'],
  textures?: Readonly<Record<string, string>>,
): Part {
  const { bytes, list } = packed(arrays);
  const content = createHash('sha1').update(JSON.stringify(list)).update(bytes).digest('base64url');
  const key = `${name}-${content}`;
  const spec = { kind, key, buffers: list, uniforms, ...(textures ? { textures } : {}) };
  return { spec, buffers: new Map([[key, bytes]]) };
}

/** All arrays in one run of bytes, each at a multiple of four, in the smallest type that shows no difference. */
function packed(arrays: Arrays): { bytes: Uint8Array; list: BufferSpec[] } {
  const list: BufferSpec[] = [];
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const [name, { width, data }] of Object.entries(arrays)) {
    const { type, values } = compact(name, data);
    list.push({ name, width, type, bytes: values.byteLength });
    const piece = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
    piece.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    pieces.push(piece);
    length += piece.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, list };
}

function compact(name: string, data: Float32Array | Uint32Array) {
  if (data instanceof Uint32Array) {
    let most = 0;
    for (let at = 0; at < data.length; at++) most = Math.max(most, data[at]!);
    return most < 65536
      ? ({ type: 'index16', values: new Uint16Array(data) } as const)
      : ({ type: 'index32', values: data } as const);
  }
  if (name === 'normal') {
    const values = new Int16Array(data.length);
    for (let at = 0; at < data.length; at++) values[at] = Math.round(data[at]! * 32767);
    return { type: 'signed16', values } as const;
  }
  if (name.startsWith('mask')) {
    const values = new Uint8Array(data.length);
    for (let at = 0; at < data.length; at++) values[at] = Math.round(data[at]! * 255);
    return { type: 'unsigned8', values } as const;
  }
  return { type: 'float32', values: data } as const;
}

export const meshArrays = (mesh: DrawMesh) => ({
  index: { width: 1, data: mesh.indexes },
  position: { width: 3, data: mesh.positions },
  normal: { width: 3, data: mesh.normals },
  uv: { width: 2, data: mesh.uvs },
  ...mesh.attributes,
});

export function linear(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  const channel = (shift: number) => {
    const s = ((value >> shift) & 255) / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  };
  return [channel(16), channel(8), channel(0)];
}
export const mixRgb = (a: Rgb, b: Rgb, t: number): Rgb => [
  mix(a[0], b[0], t),
  mix(a[1], b[1], t),
  mix(a[2], b[2], t),
];
const timesRgb = (a: Rgb, b: Rgb): Rgb => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];

/** Skin from very light to very dark, chosen by eye beside the Monk scale (https://skintone.google). */
const tones = [
  '#f4dccf',
  '#eccbb6',
  '#dcae92',
  '#c49274',
  '#a7765a',
  '#875a42',
  '#684331',
  '#4c3025',
  '#38241d',
];

export function skinTone(skin: Look['skin']): { tone: Rgb; deep: Rgb; darkness: number } {
  const at = clamp(skin.tone, 0, 1) * (tones.length - 1);
  const low = Math.min(Math.floor(at), tones.length - 2);
  const plain = mixRgb(linear(tones[low]!), linear(tones[low + 1]!), at - low);
  const warm: Rgb = skin.undertone >= 0 ? [1.02, 1, 0.86] : [1.01, 0.94, 1.04];
  const tone = mixRgb(plain, timesRgb(plain, warm), Math.abs(skin.undertone) * 0.8);
  const darkness = smoothstep(0.25, 0.9, skin.tone);
  const deep = timesRgb(tone, darkness > 0.5 ? [0.68, 0.54, 0.5] : [0.84, 0.64, 0.57]);
  return { tone, deep, darkness };
}

/** Skin of head, arms, legs where no garment covers it. `hidden` says which body vertices are covered. */
export function skinPart(body: PosedBody, look: Look, hidden: (vertex: number) => boolean): Part {
  const { pack, posed, masks } = body;
  const { mesh, vertices } = fromPackedFaces(
    pack.faces.body,
    posed,
    pack.uvs,
    (quad) => !quad.every((vertex) => hidden(vertex)),
  );
  const gather = (...sources: Float32Array[]) => {
    const data = new Float32Array(vertices.length * 4);
    vertices.forEach((vertex, at) => {
      sources.forEach((source, k) => {
        data[at * 4 + k] = source[vertex]!;
      });
    });
    return { width: 4, data };
  };
  const whole: QuadMesh = {
    ...mesh,
    attributes: {
      maskA: gather(masks.lips, masks.blush, masks.lids, masks.scalp),
      maskB: gather(masks.beard, masks.freckles, masks.liner, masks.scalp),
    },
  };
  const draw = drawable(subdivide(whole));
  return partOf('skin', 'skin', meshArrays(draw), skinUniforms(look), skinTextures(look));
}

function skinTextures(look: Look): Record<string, string> {
  const sex = look.femininity >= 0.5 ? 'female' : 'male';
  return look.apparentAge < 48
    ? { youngMap: `skin-young-${sex}`, oldMap: `skin-middle-${sex}` }
    : { youngMap: `skin-middle-${sex}`, oldMap: `skin-old-${sex}` };
}

function skinUniforms(look: Look): PartSpec['uniforms'] {
  const { tone, deep, darkness } = skinTone(look.skin);
  const age = look.apparentAge;
  const hair = hairColor(look);
  return {
    tone,
    toneDeep: deep,
    darkness,
    mapMean: look.femininity >= 0.5 ? [0.62, 0.33, 0.23] : [0.56, 0.3, 0.2],
    ageMix: age < 48 ? smoothstep(26, 48, age) * 0.85 : smoothstep(48, 78, age),
    wrinkles: smoothstep(35, 75, age),
    freckles: look.skin.freckles,
    blush: look.skin.blush,
    lipColor: linear(look.lips.color),
    lipStrength: look.lips.strength * 0.85,
    lidColor: mixRgb(tone, linear('#4a2f33'), 0.8),
    lidStrength: look.eyes.shadow,
    beard: { none: look.femininity < 0.4 ? 0.1 : 0, stubble: 0.55, beard: 0.85 }[look.facialHair],
    beardColor: mixRgb(hair, [0.4, 0.4, 0.4], look.hair.grey * 0.6),
    scalp: { bald: 0.12 }[look.hair.style as 'bald'] ?? 0.96,
    hairColor: mixRgb(timesRgb(hair, [0.6, 0.6, 0.6]), [0.3, 0.3, 0.3], look.hair.grey * 0.5),
  };
}

export const hairColor = (look: Look): Rgb => linear(look.hair.color);

/** Brows, lashes, teeth and tongue: meshes that follow the body. */
export function fittedPart(
  body: PosedBody,
  name: string,
  kind: 'card' | 'solid',
  uniforms: PartSpec['uniforms'],
  options: { texture?: string; subdivide?: boolean; lift?: number; dropUpper?: number } = {},
): Part {
  const positions = fitMesh(body, name, options.lift ?? 0);
  const fitted = body.pack.fitted(name);
  if (options.dropUpper) dropUpper(body.pack, name, positions, options.dropUpper);
  const { mesh } = fromPackedFaces(fitted.faces, positions, fitted.uvs);
  const draw = drawable(options.subdivide ? subdivide(mesh) : mesh);
  return partOf(
    kind,
    name,
    meshArrays(draw),
    uniforms,
    options.texture ? { map: options.texture } : undefined,
  );
}

/** Height of the base mesh at which upper and lower teeth meet, decimetres. */
const biteHeight = 6.625;

/** Lowers the upper teeth: they stand too high behind the lip to be seen in a laugh. */
function dropUpper(pack: CharacterPack, name: string, positions: Float32Array, by: number): void {
  const { references, weights, offsets } = pack.fitted(name);
  const heights = Float32Array.from({ length: positions.length / 3 }, (_, at) =>
    [0, 1, 2].reduce(
      (sum, k) => sum + pack.positions[references[at * 3 + k]! * 3 + 1]! * weights[at * 3 + k]!,
      offsets[at * 3 + 1]!,
    ),
  );
  for (let at = 0; at < heights.length; at++) if (heights[at]! > biteHeight) positions[at * 3 + 1]! -= by;
}

/** Positions of a fitted mesh on a posed body, moved `lift` decimetres forward. */
export function fitMesh({ pack, rest, matrices }: PosedBody, name: string, lift = 0): Float32Array {
  const fitted = pack.fitted(name);
  const count = fitted.references.length / 3;
  const source = new Float32Array(count * 3);
  const out = new Float32Array(count * 3);
  const blend = new Float32Array(12);
  const sum = new Float32Array(12);
  for (let i = 0; i < count; i++) {
    sum.fill(0);
    let total = 0;
    for (let k = 0; k < 3; k++) {
      const vertex = fitted.references[i * 3 + k]!;
      const weight = fitted.weights[i * 3 + k]!;
      for (let c = 0; c < 3; c++) source[i * 3 + c]! += rest[vertex * 3 + c]! * weight;
      const share = Math.max(0, weight);
      blendMatrix(pack, matrices, vertex, blend);
      for (let c = 0; c < 12; c++) sum[c]! += blend[c]! * share;
      total += share;
    }
    for (let c = 0; c < 3; c++) source[i * 3 + c]! += fitted.offsets[i * 3 + c]! + (c === 2 ? lift : 0);
    for (let c = 0; c < 12; c++) sum[c]! /= total || 1;
    applyMatrix(sum, source, i, out, i);
  }
  return out;
}

const eyeRings = 20;
const eyeSegments = 32;

/** An eyeball: a sphere with a slight cornea, its iris painted in the shader. */
export function eyePart(body: PosedBody, side: 'left' | 'right', turn: Quaternion, look: Look): Part {
  const { center, radius } = eyeOf(body, side);
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indexes: number[] = [];
  for (let ring = 0; ring <= eyeRings; ring++)
    for (let segment = 0; segment <= eyeSegments; segment++) {
      const polar = (ring / eyeRings) * Math.PI * 0.62;
      const around = (segment / eyeSegments) * Math.PI * 2;
      const local: Vector = [
        Math.sin(polar) * Math.cos(around),
        Math.sin(polar) * Math.sin(around),
        Math.cos(polar),
      ];
      const bulge = 1 + 0.06 * smoothstep(0.56, 0.1, polar);
      const direction = rotate(turn, local);
      for (let k = 0; k < 3; k++) positions.push(center[k]! + direction[k]! * radius * bulge);
      normals.push(...direction);
      uvs.push(segment / eyeSegments, ring / eyeRings);
      if (ring === eyeRings || segment === eyeSegments) continue;
      const a = ring * (eyeSegments + 1) + segment;
      const b = a + eyeSegments + 1;
      indexes.push(a, b, a + 1, b, b + 1, a + 1);
    }
  return partOf(
    'eye',
    `eye-${side}`,
    {
      index: { width: 1, data: Uint32Array.from(indexes) },
      position: { width: 3, data: Float32Array.from(positions) },
      normal: { width: 3, data: Float32Array.from(normals) },
      uv: { width: 2, data: Float32Array.from(uvs) },
    },
    {
      center,
      axisX: rotate(turn, [1, 0, 0]),
      axisY: rotate(turn, [0, 1, 0]),
      axisZ: rotate(turn, [0, 0, 1]),
      irisColor: linear(look.eyes.color),
      openness: 1,
    },
  );
}

/** Centre and radius of an eyeball on the posed body. */
export function eyeOf(
  { pack, posed, rest }: PosedBody,
  side: 'left' | 'right',
): { center: Vector; radius: number } {
  const faces = pack.faces[side === 'left' ? 'leftEye' : 'rightEye'];
  const vertices = new Set<number>();
  for (let at = 0; at < faces.length; at += 8) for (let k = 0; k < 4; k++) vertices.add(faces[at + k]!);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const sum = [0, 0, 0];
  for (const vertex of vertices)
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k]!, rest[vertex * 3 + k]!);
      high[k] = Math.max(high[k]!, rest[vertex * 3 + k]!);
      sum[k]! += posed[vertex * 3 + k]! / vertices.size;
    }
  const radius = (high[0]! - low[0]! + high[1]! - low[1]!) / 4;
  return { center: [sum[0]!, sum[1]!, sum[2]!], radius: radius || baseEye.radius };
}
