import { open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeFile } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { adaptVideo, isPlainMp4, type VideoCall } from '#media/adapt-video.ts';
import { type MediaFacts, probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { cleanReference } from '#media/images.ts';
import { maxUploadBytes, maxUploadSeconds } from './contract.ts';

/** A file in one of the few shapes the library holds: JPEG, PNG or WebP in sRGB, or plain MP4. */
export interface NormalisedFile {
  readonly file: MadeFile;
  /** For a clip: its first good frame. */
  readonly cover?: MadeFile;
  readonly changes: readonly string[];
}

const coverSeconds = 60;
const remuxSeconds = 300;
const mostPixels = 3840;

/**
 * Takes a file of which nothing is known into a shape the library holds, without positions, serial numbers, prompts
 * or any other metadata. Content decides, not the name.
 * @throws AppError `unsupported_media`, `too_large` or `invalid`, in sentences for people; nothing is kept.
 */
export async function normaliseFile(path: string, folder: string, call: VideoCall): Promise<NormalisedFile> {
  const { size } = await stat(path);
  if (size === 0) throw new AppError('invalid', 'This file is empty.', { hint: 'Choose another file.' });
  const kind = await kindOf(path);
  if (kind === 'moving') return normaliseClip(path, folder, call);
  return normalisePicture(path, folder);
}

/** A video, or a GIF, WebP or PNG that moves, by its first bytes. */
async function kindOf(path: string): Promise<'still' | 'moving'> {
  const head = Buffer.alloc(64);
  const file = await open(path);
  try {
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  const text = head.toString('latin1');
  const brand = text.slice(4, 12);
  const isStillBrand = /^ftyp(heic|heix|mif1|avif)/.test(brand);
  if (brand.startsWith('ftyp') && !isStillBrand) return 'moving';
  if (text.startsWith('\x1aE\xdf\xa3') || (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI '))
    return 'moving';
  if (text.startsWith('GIF8')) return 'moving';
  // An extended WebP with its animation flag set, https://developers.google.com/speed/webp/docs/riff_container
  const isMovingWebp = text.slice(8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & 0x02) !== 0;
  return isMovingWebp ? 'moving' : 'still';
}

async function normalisePicture(path: string, folder: string): Promise<NormalisedFile> {
  const { bytes, mime, format, width, height } = await cleanReference(path);
  const cleaned = join(folder, `picture.${format}`);
  await writeFile(cleaned, bytes);
  return { file: { path: cleaned, mime, width, height }, changes: [] };
}

async function normaliseClip(path: string, folder: string, call: VideoCall): Promise<NormalisedFile> {
  const facts = await probeMedia(path, call).catch((cause: unknown) => {
    throw new AppError('unsupported_media', 'This clip is damaged, or of a kind that cannot be read here.', {
      hint: 'Save it as MP4 in another program, then add that.',
      cause,
    });
  });
  const { video, durationSeconds = 0 } = facts;
  if (!video) {
    throw new AppError('unsupported_media', 'This file has no moving picture.', {
      hint: 'Sound alone is made in the studio, from words.',
    });
  }
  if (durationSeconds > maxUploadSeconds) {
    throw new AppError(
      'too_large',
      `This clip runs ${Math.round(durationSeconds / 60)} minutes; up to ${maxUploadSeconds / 60} are taken.`,
      { hint: 'Cut it first.' },
    );
  }
  const target = join(folder, 'clip.mp4');
  const changes = await toPlainMp4(path, target, facts, call);
  const known = await probeMedia(target, call);
  const seconds = known.durationSeconds ?? durationSeconds;
  const cover = join(folder, 'cover.jpg');
  await runFfmpeg(
    [
      '-v',
      'error',
      '-y',
      '-ss',
      (seconds / 3).toFixed(3),
      '-i',
      target,
      '-frames:v',
      '1',
      '-q:v',
      '3',
      cover,
    ],
    { ...call, timeoutSeconds: coverSeconds },
  );
  const size = { width: known.video?.width ?? video.width, height: known.video?.height ?? video.height };
  return {
    file: { path: target, mime: 'video/mp4', ...size, durationSeconds: seconds },
    cover: { path: cover, mime: 'image/jpeg', ...size },
    changes,
  };
}

/** Copied when it is plain already, else coded anew; both without metadata and with the index first. */
async function toPlainMp4(
  path: string,
  target: string,
  facts: MediaFacts,
  call: VideoCall,
): Promise<string[]> {
  const video = facts.video!;
  const even = (value: number) => Math.max(2, value - (value % 2));
  const scale = Math.min(1, mostPixels / Math.max(video.width, video.height));
  const size = {
    width: even(Math.round(video.width * scale)),
    height: even(Math.round(video.height * scale)),
  };
  if (isPlainMp4(facts) && scale === 1 && size.width === video.width && size.height === video.height) {
    const copy = [
      '-map',
      '0:v:0',
      '-map',
      '0:a:0?',
      '-c',
      'copy',
      '-map_metadata',
      '-1',
      '-map_chapters',
      '-1',
    ];
    await runFfmpeg(['-v', 'error', '-y', '-i', path, ...copy, '-movflags', '+faststart', target], {
      ...call,
      timeoutSeconds: remuxSeconds,
    });
    return [];
  }
  await adaptVideo(path, target, { ...size, maxBytes: maxUploadBytes }, call);
  return [
    `Coded anew as H.264, which every platform takes (it was ${video.codec}${video.pixelFormat ? `, ${video.pixelFormat}` : ''}).`,
    ...(scale < 1 ? [`Scaled down to ${size.width} × ${size.height}.`] : []),
  ];
}
