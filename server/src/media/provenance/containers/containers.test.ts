import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { type PlantedFile, plantedFiles } from '#test/planted-files.ts';
import { containerFor } from './container-for.ts';

const xmp = '<?xpacket?><x:xmpmeta>äöü — ours</x:xmpmeta>';
const planted = new Map<string, PlantedFile>();
const kinds = ['jpg', 'png', 'webp', 'mp4', 'wav'];

beforeAll(async () => {
  for (const file of await plantedFiles()) planted.set(file.extension, file);
});

const rebuilt = ({ mime, bytes }: Pick<PlantedFile, 'mime' | 'bytes'>) => {
  const copy = Buffer.from(bytes);
  return Buffer.concat(containerFor(mime, copy).rebuild(copy, xmp));
};

describe.each(kinds)('%s', (extension) => {
  const file = () => planted.get(extension)!;

  it('keeps only what the media needs, and one packet of XMP', () => {
    const { mime, bytes } = file();
    const container = containerFor(mime, bytes);
    expect(container.findForeignParts(bytes).length).toBeGreaterThan(0);
    const clean = rebuilt(file());
    expect(container.findForeignParts(clean)).toEqual([]);
    expect(container.readXmp(clean)).toBe(xmp);
  });

  it('gives the same bytes when done twice', () => {
    const once = rebuilt(file());
    const twice = rebuilt({ mime: file().mime, bytes: once });
    // Only a film keeps the emptied place of its old packet, so that its samples stay where they are.
    if (extension === 'mp4') expect(twice.length).toBeGreaterThan(once.length);
    else expect(twice.equals(once)).toBe(true);
  });

  it('meets cut and garbled files with a sentence or a whole result, never a crash or a hang', () => {
    const { mime, bytes } = file();
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }),
        (length, changes) => {
          const garbled = Buffer.from(bytes.subarray(0, length + 1));
          for (const [at, value] of changes) if (at < garbled.length) garbled[at] = value;
          try {
            rebuilt({ mime, bytes: garbled });
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('keeps transparency, colour profile and progressive scans', async () => {
  const alpha = sharp({ create: { width: 40, height: 30, channels: 4, background: '#10203040' } });
  const wide = sharp({
    create: { width: 40, height: 30, channels: 3, background: '#a02030' },
  }).withIccProfile('p3');
  const variants = [
    { mime: 'image/webp', bytes: await alpha.clone().webp({ lossless: true }).toBuffer() },
    { mime: 'image/webp', bytes: await alpha.clone().webp().toBuffer() },
    { mime: 'image/webp', bytes: await wide.clone().webp().toBuffer() },
    { mime: 'image/png', bytes: await alpha.clone().png().toBuffer() },
    { mime: 'image/png', bytes: await wide.clone().png().toBuffer() },
    { mime: 'image/jpeg', bytes: await wide.clone().jpeg({ progressive: true }).toBuffer() },
    { mime: 'image/jpeg', bytes: await wide.clone().toColourspace('cmyk').jpeg().toBuffer() },
  ] as const;
  for (const variant of variants) {
    const [before, after] = [sharp(variant.bytes), sharp(rebuilt(variant))];
    const facts = async (image: typeof before) => {
      const { width, height, hasAlpha, space, icc } = await image.metadata();
      return { width, height, hasAlpha, space, icc: icc?.length };
    };
    expect(await facts(after)).toEqual(await facts(before));
    expect((await after.raw().toBuffer()).equals(await before.raw().toBuffer())).toBe(true);
  }
});

it('refuses types it does not know, and content of another type', () => {
  expect(() => containerFor('image/gif', Buffer.from('GIF89a'))).toThrow(/cannot be marked/);
  expect(() => containerFor('image/png', planted.get('jpg')!.bytes)).toThrow(/something else/);
});
