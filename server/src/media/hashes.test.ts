import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { bitsApart, hashImage, isNearDuplicate } from './hashes.ts';

let picture: Buffer;
let other: Buffer;

/** A made-up scene: no two seeds look alike. */
async function aScene(seed: number): Promise<Buffer> {
  const shapes = Array.from({ length: 14 }, (_, index) => {
    const at = (seed * 7919 + index * 104729) % 1000;
    const grey = (at * 37 + index * 53) % 256;
    return `<ellipse cx="${(at * 17) % 800}" cy="${(at * 31) % 1000}" rx="${60 + (at % 170)}" ry="${50 + ((at * 3) % 210)}" fill="rgb(${grey},${255 - grey},${(grey * 2) % 256})"/>`;
  });
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1000">${shapes.join('')}</svg>`),
  )
    .flatten({ background: '#8090a0' })
    .png()
    .toBuffer();
}

beforeAll(async () => {
  picture = await aScene(1);
  other = await aScene(2);
});

it.each([
  ['saved as a poor JPEG', (image: Sharp) => image.jpeg({ quality: 40 })],
  ['halved', (image: Sharp) => image.resize(400).png()],
  ['brightened', (image: Sharp) => image.linear(1.15, 5).png()],
  ['cropped a little', (image: Sharp) => image.extract({ left: 20, top: 25, width: 760, height: 950 }).png()],
  ['mirrored', (image: Sharp) => image.flop().png()],
])('knows a copy that was %s', async (_, change) => {
  const copy = await change(sharp(picture)).toBuffer();
  expect(isNearDuplicate(await hashImage(picture), await hashImage(copy))).toBe(true);
});

it('tells different pictures apart', async () => {
  expect(isNearDuplicate(await hashImage(picture), await hashImage(other))).toBe(false);
});

it('gives 64 and 256 bits, the same for the same picture', async () => {
  const hashes = await hashImage(picture);
  expect(hashes).toEqual(await hashImage(picture));
  expect([hashes.phash.length, hashes.dhash.length]).toEqual([16, 64]);
});

it('counts differing bits', () => {
  expect(bitsApart('00', '00')).toBe(0);
  expect(bitsApart('ff', '0f')).toBe(4);
});
