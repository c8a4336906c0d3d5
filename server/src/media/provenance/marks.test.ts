import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JPEG, PNG } from '@trustnxt/c2pa-ts/asset';
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlantedFile, plantedFiles } from '#test/planted-files.ts';
import { createMarks, type MarkedFile, type MarkInput, type Marks } from './marks.ts';
import { createSigner } from './signer.ts';

let folder: string;
let marks: Marks;
const planted = new Map<string, PlantedFile>();
const marked = new Map<string, MarkedFile>();
const kinds = ['jpg', 'png', 'webp', 'mp4', 'wav'];

const disclosure = {
  sourceType: 'algorithmicMedia',
  title: 'Morning & <coffee>',
  creator: { character: 'Mia "M" Sol', product: 'AInfluencer', version: '0.1.0' },
  recipeSummary: 'Built-in 3D engine, oil style',
} as const satisfies Partial<MarkInput>;

const inputOf = (extension: string) => join(folder, `planted.${extension}`);
const outputOf = (extension: string) => join(folder, `marked.${extension}`);
const mimeOf = (extension: string) => planted.get(extension)!.mime;

function mark(extension: string, changes: Partial<MarkInput> = {}): Promise<MarkedFile> {
  const files = { input: inputOf(extension), output: outputOf(extension), mime: mimeOf(extension) };
  return marks.markFile({ ...disclosure, ...files, ...changes });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marks-'));
  marks = createMarks({ signer: await createSigner({ folder: join(folder, 'authority') }) });
  for (const file of await plantedFiles()) {
    planted.set(file.extension, file);
    await writeFile(inputOf(file.extension), file.bytes);
    marked.set(file.extension, await mark(file.extension));
  }
}, 60_000);

afterAll(async () => {
  await marks[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe.each(kinds)('a marked %s', (extension) => {
  it('is signed, ours, and says how it was made, twice', async () => {
    const verification = await marks.verifyFile(outputOf(extension), mimeOf(extension));
    expect(verification).toMatchObject({
      c2pa: 'valid',
      isOurs: true,
      sourceType: 'algorithmicMedia',
      xmpSourceType: 'algorithmicMedia',
      issuer: 'Self-hosted studio',
      title: disclosure.title,
      problems: [],
    });
    expect(Date.parse(verification.signedAt!)).toBeGreaterThan(Date.now() - 120_000);
    expect(verification.summary).toContain('not on the public trust list');
  });

  it('has lost every planted secret, and had them before', async () => {
    expect(planted.get(extension)!.bytes.includes('SECRET')).toBe(true);
    const bytes = await readFile(outputOf(extension));
    expect(bytes.includes('SECRET')).toBe(false);
    expect(bytes.includes('48.85')).toBe(false);
    // Neither does it tell on which machine or where it was made.
    expect(bytes.includes(folder)).toBe(false);
  });

  it('shows a change of one byte of its content', async () => {
    const bytes = await readFile(outputOf(extension));
    const at = contentOffset(extension, bytes);
    bytes[at] = bytes[at]! ^ 0x01;
    const changed = join(folder, `changed.${extension}`);
    await writeFile(changed, bytes);
    const verification = await marks.verifyFile(changed, mimeOf(extension));
    expect(verification.c2pa).toBe('invalid');
    expect(verification.problems.join()).toMatch(/Hash\.mismatch/);
    expect(verification.isOurs).toBe(false);
  });
});

/** Somewhere in the middle of the picture, film or sound itself. */
function contentOffset(extension: string, bytes: Buffer): number {
  const start = { jpg: '\xff\xda', png: 'IDAT', webp: 'VP8 ', mp4: 'mdat', wav: 'data' }[extension]!;
  return bytes.indexOf(start, 0, 'latin1') + 200;
}

it.each(['jpg', 'png', 'webp'])('leaves the pixels of a %s as they were', async (extension) => {
  const pixels = (path: string) => sharp(path).raw().toBuffer();
  expect((await pixels(outputOf(extension))).equals(await pixels(inputOf(extension)))).toBe(true);
});

it('turns a picture that only its metadata held upright', async () => {
  const input = join(folder, 'turned.jpg');
  await sharp(inputOf('jpg')).withMetadata({ orientation: 6 }).jpeg().toFile(input);
  const { path } = await mark('jpg', { input, output: join(folder, 'upright.jpg') });
  expect(await sharp(path).metadata()).toMatchObject({ width: 128, height: 96 });
});

it('leaves sound and samples of a clip where its tables say they are', async () => {
  const before = planted.get('mp4')!.bytes;
  const after = await readFile(outputOf('mp4'));
  const media = before.subarray(before.indexOf('mdat') + 4, before.indexOf('moov') - 4);
  const moved = after.indexOf(media) - before.indexOf(media);
  expect(moved).toBeGreaterThan(0);
  const firstChunk = (bytes: Buffer) => bytes.readUInt32BE(bytes.indexOf('stco') + 12);
  expect(firstChunk(after) - firstChunk(before)).toBe(moved);
});

describe('a second implementation agrees', () => {
  const readers = { jpg: JPEG, png: PNG };

  async function judge(extension: keyof typeof readers, bytes: Uint8Array) {
    const asset = new readers[extension](new Uint8Array(bytes));
    const result = await ManifestStore.read(
      SuperBox.fromBuffer(new Uint8Array(asset.getManifestJUMBF()!)),
    ).validate(asset);
    return { isValid: result.isValid, codes: result.statusEntries.map((entry) => String(entry.code)) };
  }

  it.each(['jpg', 'png'] as const)('that a %s is whole', async (extension) => {
    const { isValid, codes } = await judge(extension, await readFile(outputOf(extension)));
    expect(isValid).toBe(true);
    expect(codes).toContain('claimSignature.validated');
    expect(codes).toContain('assertion.dataHash.match');
  });

  it.each(['jpg', 'png'] as const)('that a changed %s is not', async (extension) => {
    const bytes = await readFile(outputOf(extension));
    const at = contentOffset(extension, bytes);
    bytes[at] = bytes[at]! ^ 0x01;
    expect(await judge(extension, bytes)).toMatchObject({ isValid: false });
  });
});

it('calls a file without a mark unknown, not clean, and never throws for it', async () => {
  const verification = await marks.verifyFile(inputOf('png'), 'image/png');
  expect(verification).toMatchObject({ c2pa: 'none', isOurs: false, problems: [] });
  expect(verification.summary).toContain('says nothing');
});

it('marks its own file again as if for the first time', async () => {
  const again = await mark('png', { input: outputOf('png'), output: join(folder, 'again.png') });
  expect(again.verification).toMatchObject({ c2pa: 'valid', sourceType: 'algorithmicMedia' });
  expect(Math.abs(again.bytes - marked.get('png')!.bytes)).toBeLessThan(200);
});

it('keeps the mark of somebody else as the parent of ours', async () => {
  const signer = await createSigner({ folder: join(folder, 'others'), organisation: 'Another studio' });
  await using others = createMarks({ signer });
  const theirs = join(folder, 'theirs.jpg');
  const how = {
    ...disclosure,
    sourceType: 'trainedAlgorithmicMedia',
    creator: { character: 'Zoe', product: 'Other', version: '9' },
  } as const;
  await others.markFile({ ...how, input: inputOf('jpg'), output: theirs, mime: 'image/jpeg' });
  expect(await marks.verifyFile(theirs, 'image/jpeg')).toMatchObject({
    c2pa: 'valid',
    isOurs: false,
    issuer: 'Another studio',
  });

  const ours = await mark('jpg', {
    input: theirs,
    output: join(folder, 'ours.jpg'),
    sourceType: 'compositeWithTrainedAlgorithmicMedia',
  });
  expect(ours.verification).toMatchObject({
    c2pa: 'valid',
    isOurs: true,
    sourceType: 'compositeWithTrainedAlgorithmicMedia',
  });
  expect((await readFile(ours.path)).includes('Another studio')).toBe(true);
});

it('calls an issuer trusted only when the public list knows it', async () => {
  const signer = await createSigner({ folder: join(folder, 'authority') });
  await using informed = createMarks({ signer, publicAnchors: signer.rootCertificate });
  expect(await informed.verifyFile(outputOf('wav'), 'audio/wav')).toMatchObject({ c2pa: 'trusted' });
});

describe('what cannot be marked', () => {
  it('is refused with a sentence, and no output appears', async () => {
    const refusals: [Partial<MarkInput>, RegExp][] = [
      [{ input: inputOf('png') }, /something else/],
      [{ input: await cutShort('jpg') }, /damaged/],
    ];
    for (const [changes, message] of refusals) {
      const output = join(folder, 'refused.jpg');
      await expect(mark('jpg', { ...changes, output })).rejects.toMatchObject({
        code: 'unsupported_media',
        message: expect.stringMatching(message),
      });
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('includes a clip with a track that may hold positions', async () => {
    const bytes = Buffer.from(planted.get('mp4')!.bytes);
    bytes.write('meta', bytes.indexOf('soun'), 'latin1');
    const input = join(folder, 'telemetry.mp4');
    await writeFile(input, bytes);
    await expect(mark('mp4', { input })).rejects.toMatchObject({
      message: expect.stringContaining('data track'),
    });
  });

  it('includes anything once the certificate has run out', async () => {
    const signer = await createSigner({ folder: join(folder, 'authority') });
    const now = () => new Date(signer.expiresAt.getTime() + 1000);
    await using late = createMarks({ signer, now });
    const request = {
      ...disclosure,
      input: inputOf('png'),
      output: outputOf('png'),
      mime: 'image/png',
    } as const;
    await expect(late.markFile(request)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

async function cutShort(extension: string): Promise<string> {
  const path = join(folder, `cut.${extension}`);
  const { bytes } = planted.get(extension)!;
  await writeFile(path, bytes.subarray(0, bytes.length >> 1));
  return path;
}
