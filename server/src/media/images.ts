import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { AppError, messageOf } from '#kernel/errors.ts';
import { type Box, cropBox } from './crop-box.ts';

export type { Box } from './crop-box.ts';

export const imageMimes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
export type ImageFormat = keyof typeof imageMimes;

export const maxImageBytes = 25 * 1024 * 1024;
export const maxImagePixels = 50_000_000;
/** Thumbnails by the length of their longer side, in pixels. */
export const thumbnailPixels = { small: 320, large: 960 } as const;

export interface ImageFacts {
  readonly format: ImageFormat;
  readonly mime: (typeof imageMimes)[ImageFormat];
  /** As shown: turned upright. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface ImageLimits {
  readonly maxBytes?: number;
  readonly maxPixels?: number;
}

/** A file's path, or its bytes. */
export type ImageSource = string | Buffer;

const decodeSeconds = 30;

/** Opens a picture with the limits that keep a small file from filling the memory. */
export function openImage(bytes: ImageSource, maxPixels = maxImagePixels): Sharp {
  const options = {
    limitInputPixels: maxPixels,
    failOn: 'truncated',
    sequentialRead: true,
    pages: 1,
  } as const;
  return sharp(bytes, options).timeout({ seconds: decodeSeconds });
}

const starts = (bytes: Buffer, text: string, at = 0) =>
  bytes.toString('latin1', at, at + text.length) === text;

function formatOf(bytes: Buffer): ImageFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (starts(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  return starts(bytes, 'RIFF') && starts(bytes, 'WEBP', 8) ? 'webp' : undefined;
}

/** What people upload by mistake, by its first bytes. */
function nameOfOther(bytes: Buffer): string {
  const known: readonly [string, string, number?][] = [
    ['GIF8', 'a GIF'],
    ['%PDF', 'a PDF document'],
    ['PK\x03\x04', 'a ZIP archive or office document'],
    ['BM', 'a BMP picture'],
    ['II*\0', 'a TIFF or camera raw picture'],
    ['MM\0*', 'a TIFF or camera raw picture'],
    ['ftypheic', 'a HEIC picture', 4],
    ['ftypmif1', 'a HEIC picture', 4],
    ['ftypavif', 'an AVIF picture', 4],
    ['ftyp', 'a video', 4],
    ['\x1aE\xdf\xa3', 'a video'],
  ];
  const found = known.find(([magic, , at]) => starts(bytes, magic, at));
  if (found) return found[1];
  const head = bytes.toString('utf8', 0, 1024).trimStart().toLowerCase();
  if (head.includes('<svg')) return 'an SVG drawing';
  return head.startsWith('<!doctype html') || head.startsWith('<html') ? 'a web page' : 'something else';
}

export function megabytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}

const imageHint = 'Use a JPEG, PNG or WebP picture.';

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes === 0) throw new AppError('invalid', 'This file is empty.', { hint: 'Choose another file.' });
  if (bytes <= maxBytes) return;
  throw new AppError(
    'too_large',
    `This picture is ${megabytes(bytes)}; up to ${megabytes(maxBytes)} is allowed.`,
    {
      hint: 'Save it smaller, or as a JPEG.',
    },
  );
}

/** Animation lies in an `acTL` chunk before the picture data; decoders would silently show one frame. */
function isAnimatedPng(bytes: Buffer): boolean {
  const data = bytes.indexOf('IDAT', 8, 'latin1');
  return bytes.subarray(0, data === -1 ? bytes.length : data).includes('acTL', 0, 'latin1');
}

/**
 * Checks by content, not by name, that a file is a whole still picture within the limits, and reads its facts.
 * Every pixel is decoded once, so that a damaged file is refused here and not in the middle of later work.
 */
export async function validateImage(source: ImageSource, limits: ImageLimits = {}): Promise<ImageFacts> {
  const { maxBytes = maxImageBytes, maxPixels = maxImagePixels } = limits;
  assertSize(typeof source === 'string' ? (await stat(source)).size : source.length, maxBytes);
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  const format = formatOf(bytes);
  if (!format) {
    throw new AppError('unsupported_media', `This file is ${nameOfOther(bytes)}, not a picture we can use.`, {
      hint: imageHint,
    });
  }
  const { width, height, pages } = await readHeader(bytes, maxPixels);
  if (pages > 1 || (format === 'png' && isAnimatedPng(bytes))) {
    throw new AppError('unsupported_media', 'Animated pictures cannot be used here.', {
      hint: 'Save one frame as a still picture.',
    });
  }
  await decodeFully(bytes, maxPixels);
  return { format, mime: imageMimes[format], width, height, bytes: bytes.length };
}

async function readHeader(bytes: Buffer, maxPixels: number) {
  try {
    // Without a pixel limit here, so that the refusal can name the size; only the header is read.
    const found = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { autoOrient, pages = 1 } = found;
    if (autoOrient.width * autoOrient.height <= maxPixels) return { ...autoOrient, pages };
    throw new AppError(
      'too_large',
      `This picture has ${autoOrient.width} × ${autoOrient.height} pixels; up to ${Math.floor(maxPixels / 1e6)} megapixels are allowed.`,
      { hint: 'Save it with fewer pixels.' },
    );
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error);
  }
}

async function decodeFully(bytes: Buffer, maxPixels: number): Promise<void> {
  try {
    await openImage(bytes, maxPixels)
      .resize(16, 16, { fit: 'fill', fastShrinkOnLoad: false })
      .raw()
      .toBuffer();
  } catch (error) {
    throw unreadable(error);
  }
}

/** What cannot be decoded, as a refusal for people. */
export function unreadable(cause: unknown): AppError {
  const isCut = /truncat|premature|unexpected end|not enough|ends? too early|EOF/i.test(messageOf(cause));
  const what = isCut
    ? 'This picture is incomplete: the file ends too early.'
    : 'This picture is damaged and cannot be read.';
  return new AppError('unsupported_media', what, {
    hint: 'Upload it again, or save it once more in another program.',
    cause,
  });
}

export interface CleanImage extends Omit<ImageFacts, 'bytes'> {
  readonly bytes: Buffer;
}

/**
 * A reference as it is kept: checked, upright, in sRGB, and without positions, serial numbers, thumbnails or any
 * other metadata.
 */
export async function cleanReference(source: ImageSource, limits: ImageLimits = {}): Promise<CleanImage> {
  const facts = await validateImage(source, limits);
  const image = openImage(source, limits.maxPixels).autoOrient().toColourspace('srgb');
  const bytes = await encode(image, facts.format, 92);
  return { ...facts, bytes };
}

/** Encodes a picture; JPEG has no transparency, so its ground is white. */
export function encode(
  image: Sharp,
  format: ImageFormat,
  quality: number,
  colours?: number,
): Promise<Buffer> {
  if (format === 'jpeg') {
    return image
      .flatten({ background: '#ffffff' })
      .jpeg({ quality, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' })
      .toBuffer();
  }
  if (format === 'webp') return image.webp({ quality }).toBuffer();
  return image.png(colours ? { palette: true, colours, effort: 7 } : { compressionLevel: 9 }).toBuffer();
}

export interface Thumbnail {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** WebP copies whose longer side is at most `thumbnailPixels`; never larger than the picture. */
export async function makeThumbnails(
  source: ImageSource,
): Promise<Record<keyof typeof thumbnailPixels, Thumbnail>> {
  const large = await thumbnail(openImage(source).autoOrient(), thumbnailPixels.large);
  return { large, small: await thumbnail(sharp(large.bytes), thumbnailPixels.small) };
}

async function thumbnail(image: Sharp, pixels: number): Promise<Thumbnail> {
  const size = { width: pixels, height: pixels, fit: 'inside', withoutEnlargement: true } as const;
  const { data, info } = await image.resize(size).webp({ quality: 78 }).toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** The part of a picture around `focus` in the given aspect (width ÷ height), as PNG or the format asked for. */
export async function cropAround(
  source: ImageSource,
  aspect: number,
  focus?: Box,
  format: ImageFormat = 'png',
): Promise<Buffer> {
  const image = openImage(source).autoOrient();
  const { autoOrient } = await image.metadata();
  return encode(image.extract(cropBox(autoOrient, aspect, focus)), format, 92);
}
