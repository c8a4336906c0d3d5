import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptImage, focusOf } from './adapt-image.ts';
import type { ImageFormat } from './images.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await sharp({ create: { width: 600, height: 800, channels: 3, background: '#888', noise } })
    .jpeg()
    .toBuffer();
});

describe('adaptImage', () => {
  it.each(['jpeg', 'webp', 'png'] satisfies ImageFormat[])('steps %s down until it fits', async (format) => {
    const whole = await adaptImage(jpeg, { width: 300, height: 300, maxBytes: 10_000_000, format });
    const maxBytes = Math.floor(whole.length * 0.6);
    const bytes = await adaptImage(jpeg, { width: 300, height: 300, maxBytes, format });
    expect(bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 300, format });
  });

  it('says how small it gets when that is not enough', async () => {
    const impossible = adaptImage(jpeg, { width: 1080, height: 1350, maxBytes: 900, format: 'jpeg' });
    await expect(impossible).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('1080 × 1350'),
    });
  });

  it('puts white behind transparent pixels in a JPEG', async () => {
    const clear = await sharp({ create: { width: 20, height: 20, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const bytes = await adaptImage(clear, { width: 10, height: 10, maxBytes: 5000, format: 'jpeg' });
    expect((await sharp(bytes).raw().toBuffer())[0]).toBeGreaterThan(250);
  });

  it('keeps a face in view when it crops, wherever the face is', async () => {
    // A red square in the lower right corner of a wide panorama stands for the face.
    const face = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const panorama = await sharp({ create: { width: 2100, height: 900, channels: 3, background: '#204060' } })
      .composite([{ input: face, left: 1900, top: 700 }])
      .png()
      .toBuffer();
    const focus = { left: 1900, top: 700, width: 100, height: 100 };
    const bytes = await adaptImage(panorama, {
      width: 400,
      height: 500,
      maxBytes: 1e6,
      format: 'png',
      focus,
    });
    const { width, height } = await sharp(bytes).metadata();
    expect({ width, height }).toEqual({ width: 400, height: 500 });
    expect(await reddest(bytes)).toBeGreaterThan(240);
  });

  it('brings CMYK to sRGB', async () => {
    const cmyk = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#3060c0' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const bytes = await adaptImage(cmyk, { width: 30, height: 30, maxBytes: 1e6, format: 'jpeg' });
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
    const [red, green, blue] = await sharp(bytes).raw().toBuffer();
    expect(blue).toBeGreaterThan(red!);
    expect(blue).toBeGreaterThan(green!);
  });
});

async function reddest(bytes: Buffer): Promise<number> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  let most = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    if (data[at + 1]! < 60 && data[at + 2]! < 60) most = Math.max(most, data[at]!);
  }
  return most;
}

describe('focusOf', () => {
  const picture = { width: 1000, height: 1000 };
  const face = (left: number, size = 100) => ({ left, top: 300, width: size, height: size });

  it('keeps all faces that fit side by side, else those around the largest', () => {
    expect(focusOf(picture, [], 1)).toBeUndefined();
    expect(focusOf(picture, [face(100), face(300)], 0.8)).toEqual({
      left: 100,
      top: 300,
      width: 300,
      height: 100,
    });
    const crowd = [face(50, 120), face(250), face(850)];
    expect(focusOf(picture, crowd, 0.5)).toEqual({ left: 50, top: 300, width: 300, height: 120 });
  });
});
