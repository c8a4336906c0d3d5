import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { AppError, messageOf } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { EngineCall, ImageRequest, MadeFile } from './engine.ts';
import type { EngineHttp } from './engine-http.ts';
import { resultAddress } from './hosted-call.ts';
import { assertWholePicture, BadOutput } from './picture-file.ts';
import { altTextFor, editPromptFor, promptFor } from './prompt-words.ts';

/** A picture to draw with a service that reads words and pictures, decided. */
export interface PictureOrder {
  readonly words: string;
  /** The picture to change first, then the character's: JPEG, without private metadata. */
  readonly pictures: readonly Buffer[];
  readonly altText: string;
  readonly warnings: readonly string[];
  /** What the asset keeps. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

export interface PictureMeans {
  /** Pictures the model takes; 0 for one that only reads words. */
  readonly mostPictures: number;
  /** Longest side of a picture sent. */
  readonly pixels: number;
  /** Largest picture sent, in bytes. */
  readonly mostBytes: number;
}

/** @throws AppError `unavailable` for a task that such services do not have, `invalid` for a picture that cannot be read */
export async function orderPicture(request: ImageRequest, means: PictureMeans): Promise<PictureOrder> {
  const { look, shot, prompt, negativePrompt = '', task, references = [] } = request;
  if (task?.kind === 'detail-face' || task?.kind === 'upscale') {
    throw new AppError('unavailable', 'This kind of engine does not enlarge or refine pictures.', {
      hint: 'Use ComfyUI or Forge for it.',
      facts: { costsNothing: true },
    });
  }
  const source = task?.kind === 'edit' ? task.source : undefined;
  if (source !== undefined && means.mostPictures === 0) {
    throw new AppError('unavailable', 'The model of this engine takes no pictures.', {
      hint: 'Choose a model that edits in the engine’s settings.',
      facts: { costsNothing: true },
    });
  }
  const { positive } = source === undefined ? promptFor(look, shot, prompt) : editPromptFor(look, prompt);
  const room = means.mostPictures - (source === undefined ? 0 : 1);
  const faces = references.slice(0, Math.max(0, room));
  const paths = [...(source === undefined ? [] : [source]), ...faces.map(({ path }) => path)];
  const words = [
    positive,
    ...(faces.length > 0 ? ['the person is the one in the reference pictures: keep this exact face'] : []),
    ...(negativePrompt.trim() === '' ? [] : [`without: ${negativePrompt.trim()}`]),
  ].join('. ');
  return {
    words,
    pictures: await Promise.all(paths.map((path) => readyPicture(path, means))),
    altText: altTextFor(look, shot),
    warnings: unused(references.length, faces.length),
    recipe: { task: task?.kind ?? 'create', prompt: words, references: faces.length },
  };
}

function unused(given: number, used: number): string[] {
  if (given === used) return [];
  if (used === 0) return ['The model takes no pictures, so the references were not used.'];
  return [`Only the first ${used} of ${given} reference pictures were used.`];
}

/** Small enough to send, and with nothing in it but the picture. */
async function readyPicture(path: string, { pixels, mostBytes }: PictureMeans): Promise<Buffer> {
  try {
    for (let side = pixels; ; side = Math.round(side * 0.75)) {
      const bytes = await sharp(path)
        .autoOrient()
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: 88 })
        .toBuffer();
      if (bytes.length <= mostBytes || side < 256) return bytes;
    }
  } catch (cause) {
    throw new AppError('invalid', 'A picture to send cannot be read.', {
      hint: `Choose another one (${messageOf(cause)}).`,
      facts: { costsNothing: true },
      cause,
    });
  }
}

export const dataUri = (jpeg: Buffer): string => `data:image/jpeg;base64,${jpeg.toString('base64')}`;

const largestBytes = 60_000_000;
const mostPixels = 50_000_000;
const fetchSeconds = 120;

/** Keeps a picture that came in an answer. @throws BadOutput when it is no whole picture */
export async function keepPicture(folder: string, bytes: Buffer): Promise<MadeFile> {
  return keep(folder, (part) => writeFile(part, bytes));
}

/**
 * Fetches a picture from where a service says it lies, without the key.
 * @throws BadOutput when it is no whole picture; AppError, EngineHttpError when it cannot be fetched
 */
export async function fetchPicture(
  http: EngineHttp,
  from: { readonly url: string; readonly service: string; readonly folder: string },
  { signal }: EngineCall,
): Promise<MadeFile> {
  const url = resultAddress(from.url, from.service);
  const input = { method: 'GET', url, signal, timeoutSeconds: fetchSeconds, maxBytes: largestBytes } as const;
  return keep(from.folder, (path) => http.download({ ...input, path }));
}

async function keep(folder: string, write: (part: string) => Promise<unknown>): Promise<MadeFile> {
  const base = join(folder, newId());
  const part = `${base}.part`;
  try {
    await write(part);
    await assertWholePicture(part);
    const { format, width, height } = await sharp(part).metadata();
    if (width * height > mostPixels) throw new BadOutput('the picture is too large');
    const path = `${base}.${format === 'jpeg' ? 'jpg' : format}`;
    await rename(part, path);
    return { path, mime: `image/${format}`, width, height };
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof AppError) throw error;
    throw new BadOutput(`The service sent no whole picture: ${messageOf(error)}.`, { cause: error });
  }
}
