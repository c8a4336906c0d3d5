import { AppError } from '#kernel/errors.ts';
import { type Container, damaged } from './container.ts';
import { bytesAfter, chunksOf, isRiff, type RiffChunk, writeRiff } from './riff.ts';

/** Feature flags of the extended header, https://developers.google.com/speed/webp/docs/riff_container */
const flag = { icc: 0x20, alpha: 0x10, xmp: 0x04 };

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

function canvasOf(chunks: readonly RiffChunk[]): Canvas {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const extended = find('VP8X');
  if (extended && extended.length >= 10) {
    const width = extended.readUIntLE(4, 3) + 1;
    const height = extended.readUIntLE(7, 3) + 1;
    return { width, height, hasAlpha: (extended[0]! & flag.alpha) !== 0 };
  }
  const lossless = find('VP8L');
  if (lossless && lossless.length >= 5) {
    const bits = lossless.readUInt32LE(1);
    return {
      width: (bits & 0x3fff) + 1,
      height: ((bits >> 14) & 0x3fff) + 1,
      hasAlpha: ((bits >> 28) & 1) === 1,
    };
  }
  const lossy = find('VP8 ');
  if (lossy && lossy.length >= 10) {
    return { width: lossy.readUInt16LE(6) & 0x3fff, height: lossy.readUInt16LE(8) & 0x3fff, hasAlpha: false };
  }
  throw damaged('WebP', 'it holds no picture');
}

const picture = new Set(['ICCP', 'ALPH', 'VP8 ', 'VP8L']);

export const webp: Container = {
  recognises: (bytes) => isRiff(bytes, 'WEBP'),

  rebuild(bytes, xmp) {
    const chunks = chunksOf(bytes, 'WEBP', 'WebP');
    if (chunks.some((chunk) => chunk.type === 'ANMF')) {
      throw new AppError('unsupported_media', 'Animated WebP pictures cannot be marked.', {
        hint: 'Use a still picture, or a video.',
      });
    }
    const { width, height, hasAlpha } = canvasOf(chunks);
    const kept = chunks.filter((chunk) => picture.has(chunk.type));
    const hasIcc = kept.some((chunk) => chunk.type === 'ICCP');
    const header = Buffer.alloc(10);
    header[0] = flag.xmp | (hasIcc ? flag.icc : 0) | (hasAlpha ? flag.alpha : 0);
    header.writeUIntLE(width - 1, 4, 3);
    header.writeUIntLE(height - 1, 7, 3);
    return writeRiff('WEBP', [
      { type: 'VP8X', data: header },
      ...kept,
      { type: 'XMP ', data: Buffer.from(xmp, 'utf8') },
    ]);
  },

  findForeignParts(bytes) {
    const foreign = chunksOf(bytes, 'WEBP', 'WebP')
      .filter(({ type }) => !picture.has(type) && !['VP8X', 'XMP ', 'C2PA'].includes(type))
      .map(({ type }) => `chunk ${type.trim()}`);
    const after = bytesAfter(bytes);
    return after > 1 ? [...foreign, `${after} bytes after the picture`] : foreign;
  },

  readXmp: (bytes) =>
    chunksOf(bytes, 'WEBP', 'WebP')
      .find(({ type }) => type === 'XMP ')
      ?.data.toString('utf8'),
};
