import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';

const decompress = promisify(brotliDecompress);

const arrays = { Float32Array, Int32Array, Uint16Array, Uint8Array, Int16Array } as const;

const PackIndex = z.object({
  version: z.literal(1),
  vertexCount: z.number().int(),
  bones: z.array(
    z.object({
      name: z.string(),
      parent: z.number().int(),
      head: z.array(z.number()),
      tail: z.array(z.number()),
    }),
  ),
  sections: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['Float32Array', 'Int32Array', 'Uint16Array', 'Uint8Array', 'Int16Array']),
      offset: z.number().int(),
      length: z.number().int(),
    }),
  ),
  targets: z.array(z.object({ name: z.string(), start: z.number().int(), count: z.number().int() })),
  files: z.array(z.object({ file: z.string(), upstream: z.string(), sha256: z.string(), bytes: z.number() })),
});

export interface Bone {
  readonly name: string;
  readonly parent: number;
  /** Vertices whose mean is the joint. */
  readonly head: readonly number[];
  readonly tail: readonly number[];
}

/** One shape: which vertices move, and by how much in thousandths of a decimetre. */
export interface ShapeTarget {
  readonly indexes: Uint16Array;
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly z: Int16Array;
}

/** A mesh fitted to the body: each vertex follows three body vertices. */
export interface FittedMesh {
  readonly references: Uint16Array;
  readonly weights: Float32Array;
  readonly offsets: Float32Array;
  readonly uvs: Float32Array;
  readonly faces: Uint16Array;
}

/** The 3D character data. One unit is a decimetre, y is up, the body faces +z, its left is +x. */
export interface CharacterPack {
  readonly folder: string;
  readonly vertexCount: number;
  readonly positions: Float32Array;
  readonly uvs: Float32Array;
  /** Quads of 8 numbers: four vertices, then four UVs. */
  readonly faces: Readonly<Record<'body' | 'tights' | 'skirt' | 'leftEye' | 'rightEye', Uint16Array>>;
  readonly bones: readonly Bone[];
  readonly boneIndex: ReadonlyMap<string, number>;
  /** Four bones and four weights (0 to 255) a vertex. */
  readonly skinBones: Uint8Array;
  readonly skinWeights: Uint8Array;
  readonly targets: ReadonlyMap<string, ShapeTarget>;
  fitted(name: string): FittedMesh;
  /** Bytes of a texture of the pack, a WebP picture. */
  texture(name: string): Promise<Buffer>;
}

/** Reads the pack that `tools/build-character-pack.ts` wrote. */
export async function loadPack(folder: string): Promise<CharacterPack> {
  let index: z.infer<typeof PackIndex>;
  let bytes: Buffer;
  try {
    index = PackIndex.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
    bytes = await decompress(await readFile(join(folder, 'geometry.bin.br')));
  } catch (cause) {
    throw new AppError('unavailable', 'The 3D character data could not be read.', {
      hint: `Restore the folder ${folder} from the repository.`,
      cause,
    });
  }
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  const sections = new Map(
    index.sections.map(({ name, type, offset, length }) => [name, new arrays[type](buffer, offset, length)]),
  );
  const section = <T>(name: string, type: abstract new (...args: never[]) => T): T => {
    const found = sections.get(name);
    if (!(found instanceof type)) throw new AppError('internal', `The 3D character data lacks ${name}.`);
    return found;
  };
  const [indexes, x, y, z] = [
    section('targets/indexes', Uint16Array),
    section('targets/deltas/x', Int16Array),
    section('targets/deltas/y', Int16Array),
    section('targets/deltas/z', Int16Array),
  ];
  const targets = index.targets.map(({ name, start, count }): [string, ShapeTarget] => {
    const end = start + count;
    return [
      name,
      {
        indexes: indexes.subarray(start, end),
        x: x.subarray(start, end),
        y: y.subarray(start, end),
        z: z.subarray(start, end),
      },
    ];
  });
  return {
    folder,
    vertexCount: index.vertexCount,
    positions: section('positions', Float32Array),
    uvs: section('uvs', Float32Array),
    faces: {
      body: section('faces/body', Uint16Array),
      tights: section('faces/helper-tights', Uint16Array),
      skirt: section('faces/helper-skirt', Uint16Array),
      leftEye: section('faces/helper-l-eye', Uint16Array),
      rightEye: section('faces/helper-r-eye', Uint16Array),
    },
    bones: index.bones,
    boneIndex: new Map(index.bones.map((bone, at) => [bone.name, at])),
    skinBones: section('skin/bones', Uint8Array),
    skinWeights: section('skin/weights', Uint8Array),
    targets: new Map(targets),
    fitted: (name) => ({
      references: section(`proxy/${name}/references`, Uint16Array),
      weights: section(`proxy/${name}/weights`, Float32Array),
      offsets: section(`proxy/${name}/offsets`, Float32Array),
      uvs: section(`proxy/${name}/uvs`, Float32Array),
      faces: section(`proxy/${name}/faces`, Uint16Array),
    }),
    texture: (name) => readFile(join(folder, `${name}.webp`)),
  };
}
