import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { cleanReference, cropAround, type ImageFormat, makeThumbnails, validateImage } from './images.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
let jpeg: Buffer;
let png: Buffer;
let webp: Buffer;

beforeAll(async () => {
  const base = sharp({ create: { width: 600, height: 800, channels: 3, background: '#888', noise } });
  [jpeg, png, webp] = await Promise.all([
    base.clone().jpeg().toBuffer(),
    base.clone().png().toBuffer(),
    base.clone().webp().toBuffer(),
  ]);
});

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A few kilobytes that claim `side` × `side` pixels. */
function aBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(1 << 20));
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

async function refusalOf(bytes: Buffer, limits = {}): Promise<AppError> {
  const error = await validateImage(bytes, limits).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).hint).toBeTruthy();
  return error as AppError;
}

describe('validateImage', () => {
  it('reads the facts of JPEG, PNG and WebP', async () => {
    expect(await validateImage(jpeg)).toMatchObject({
      format: 'jpeg',
      mime: 'image/jpeg',
      width: 600,
      height: 800,
    });
    expect(await validateImage(png)).toMatchObject({ format: 'png', mime: 'image/png' });
    expect(await validateImage(webp)).toMatchObject({ format: 'webp', mime: 'image/webp' });
  });

  it('gives the size as shown for a picture that is turned by its metadata', async () => {
    const turned = await sharp(jpeg).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await validateImage(turned)).toMatchObject({ width: 800, height: 600 });
  });

  it.each([
    ['an SVG drawing', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a PDF document', '%PDF-1.7'],
    ['a ZIP archive or office document', 'PK\x03\x04rest'],
    ['a GIF', 'GIF89a rest of it'],
    ['a HEIC picture', '\0\0\0\x18ftypheic'],
    ['a video', '\0\0\0\x18ftypisom'],
    ['a web page', '<!DOCTYPE html><html>'],
    ['something else', 'plain words'],
  ])('names %s, whatever the file was called', async (name, content) => {
    const error = await refusalOf(Buffer.from(content, 'latin1'));
    expect(error.code).toBe('unsupported_media');
    expect(error.message).toContain(name);
  });

  it.each(['jpeg', 'png', 'webp'] satisfies ImageFormat[])(
    'refuses a %s that was cut off',
    async (format) => {
      const whole = { jpeg, png, webp }[format];
      const error = await refusalOf(whole.subarray(0, Math.floor(whole.length * 0.6)));
      expect(error.code).toBe('unsupported_media');
    },
  );

  it('refuses a file that only begins like a picture', async () => {
    const error = await refusalOf(Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(500, 7)]));
    expect(error.message).toMatch(/damaged|incomplete/);
  });

  it('refuses an empty file, too many bytes, and too many pixels, before decoding', async () => {
    expect((await refusalOf(Buffer.alloc(0))).code).toBe('invalid');
    expect((await refusalOf(Buffer.alloc(26 * 1024 * 1024))).message).toContain('26.0 MB');
    expect((await refusalOf(png, { maxPixels: 1000 })).message).toContain('600 × 800');
    const bomb = await refusalOf(aBomb(60_000));
    expect([bomb.code, bomb.message]).toEqual(['too_large', expect.stringContaining('60000 × 60000')]);
  });

  it('refuses animations of WebP and PNG', async () => {
    const frames = await Promise.all(
      ['#f00', '#0f0'].map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animated = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect((await refusalOf(animated)).message).toContain('Animated');
    const marked = Buffer.concat([png.subarray(0, 33), pngChunk('acTL', Buffer.alloc(8)), png.subarray(33)]);
    expect((await refusalOf(marked)).message).toContain('Animated');
  });
});

it('keeps a reference upright and without the metadata it came with', async () => {
  const exif = { IFD0: { Make: 'SECRETMAKE' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 29/1' } };
  const source = await sharp(jpeg).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const clean = await cleanReference(source);
  const { exif: left, orientation, width, height } = await sharp(clean.bytes).metadata();
  expect({ left, orientation, width, height }).toEqual({
    left: undefined,
    orientation: undefined,
    width: 800,
    height: 600,
  });
  expect(clean.bytes.includes('SECRETMAKE')).toBe(false);
});

it('makes thumbnails in two sizes that never grow', async () => {
  const { large, small } = await makeThumbnails(jpeg);
  expect([large.width, large.height]).toEqual([600, 800]);
  expect([small.width, small.height]).toEqual([240, 320]);
  expect((await sharp(small.bytes).metadata()).format).toBe('webp');
});

it('crops around a face', async () => {
  const bytes = await cropAround(jpeg, 1, { left: 100, top: 650, width: 80, height: 80 });
  const { width, height, format } = await sharp(bytes).metadata();
  expect({ width, height, format }).toEqual({ width: 600, height: 600, format: 'png' });
});
