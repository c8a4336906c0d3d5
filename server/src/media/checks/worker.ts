import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { messageOf } from '#kernel/errors.ts';
import { serveLane } from '#media/serve-lane.ts';
import type { Face, Measured, Measurement } from './measurement.ts';
import { type FoundFace, loadFaceModels, loadNudityModel } from './models.ts';
import { measureQuality, type Pixels, readPixels, scaled } from './pixels.ts';

export interface MeasureCall {
  readonly source: string | Uint8Array;
  /** Faces alone are enough for enrolment and cropping. */
  readonly only?: 'faces';
}

/** Detection at this size finds faces from about 40 pixels on. */
const faceSide = 1024;
const nuditySide = 512;
/** A face narrower or less certain than this on the scaled picture is looked at again on the original pixels. */
const lookAgainBelow = { width: 100, score: 0.9 } as const;
/** Only the widest faces matter enough for a second look. */
const secondLooks = 2;

/** A model that loads once; a failed load is tried again at the next call. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

const faceModels = lazily(loadFaceModels);
const nudityModel = lazily(loadNudityModel);

async function attempt<T>(work: () => Promise<T>): Promise<Measured<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}

type Scaled = Awaited<ReturnType<typeof readPixels>>;

async function findFaces(source: MeasureCall['source'], pixels: Scaled): Promise<Face[]> {
  const find = await faceModels();
  const scale = pixels.original.width / pixels.width;
  const widestFirst = (await find(pixels)).toSorted((one, other) => other.width - one.width);
  const faces: Face[] = [];
  for (const [position, found] of widestFirst.entries()) {
    const isPoor = found.width < lookAgainBelow.width || found.score < lookAgainBelow.score;
    const isWorthIt = position < secondLooks && isPoor && scale > 1.2;
    const better = isWorthIt ? await lookAgain(source, found, pixels) : undefined;
    faces.push(inside(better ?? asFace(found, scale, 0, 0), pixels.original));
  }
  return faces;
}

/** The detector's boxes may reach beyond the picture. */
function inside({ box, ...face }: Face, picture: Scaled['original']): Face {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  const width = Math.min(box.left + box.width, picture.width) - left;
  const height = Math.min(box.top + box.height, picture.height) - top;
  return { ...face, box: { left, top, width, height } };
}

/** `scale`: how many pixels of the original one pixel is; left and top: where the part begins, in the original. */
function asFace(found: FoundFace, scale: number, left: number, top: number): Face {
  return {
    score: found.score,
    box: {
      left: left + found.left * scale,
      top: top + found.top * scale,
      width: found.width * scale,
      height: found.height * scale,
    },
    descriptor: found.descriptor,
    age: found.age,
  };
}

/** The same face on the original pixels: a descriptor from a few pixels only would be a guess. */
async function lookAgain(
  source: MeasureCall['source'],
  found: FoundFace,
  pixels: Scaled,
): Promise<Face | undefined> {
  const scale = pixels.original.width / pixels.width;
  const side = Math.round(Math.max(found.width, found.height) * scale * 2.4);
  const middleX = (found.left + found.width / 2) * scale;
  const middleY = (found.top + found.height / 2) * scale;
  const left = Math.max(0, Math.round(middleX - side / 2));
  const top = Math.max(0, Math.round(middleY - side / 2));
  const width = Math.min(side, pixels.original.width - left);
  const height = Math.min(side, pixels.original.height - top);
  const { data, info } = await sharp(source)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .extract({ left, top, width, height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const find = await faceModels();
  const nearby = await find({ data, width: info.width, height: info.height });
  const isSame = (face: FoundFace) =>
    Math.hypot(face.left + face.width / 2 + left - middleX, face.top + face.height / 2 + top - middleY) <
    found.width * scale * 0.5;
  const again = nearby.filter(isSame).toSorted((one, other) => other.score - one.score)[0];
  return again && again.score >= found.score * 0.8 ? asFace(again, 1, left, top) : undefined;
}

async function findNudity(pixels: Pixels) {
  const classify = await nudityModel();
  return classify(await scaled(pixels, nuditySide));
}

/** Faces of files looked at lately: enrolment, checks and crops ask for the same ones in a row. */
const recentFaces = new Map<string, readonly Face[]>();
const rememberedFiles = 32;

async function recallFaces(source: MeasureCall['source'], pixels: Scaled): Promise<readonly Face[]> {
  if (typeof source !== 'string') return findFaces(source, pixels);
  const { ino, size, mtimeMs } = await stat(source);
  const key = `${source} ${ino} ${size} ${mtimeMs}`;
  const known = recentFaces.get(key);
  if (known) return known;
  const faces = await findFaces(source, pixels);
  recentFaces.set(key, faces);
  const oldest = recentFaces.keys().next();
  if (recentFaces.size > rememberedFiles && !oldest.done) recentFaces.delete(oldest.value);
  return faces;
}

const operations = {
  async measure({ source, only }: MeasureCall): Promise<Measurement> {
    const pixels = await readPixels(source, faceSide);
    const skipped = { ok: false, why: 'not asked for' } as const;
    return {
      width: pixels.original.width,
      height: pixels.original.height,
      faces: await attempt(() => recallFaces(source, pixels)),
      nudity: only ? skipped : await attempt(() => findNudity(pixels)),
      quality: only ? skipped : await attempt(() => measureQuality(pixels)),
    };
  },
};
export type CheckOperations = typeof operations;

serveLane(() => operations);
