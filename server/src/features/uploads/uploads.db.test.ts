import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { ListAssets } from '#features/library/contract.ts';
import { getAsset } from '#features/library/get-asset.ts';
import { listAssets } from '#features/library/list-assets.ts';
import { openAssetFile } from '#features/library/open-asset-file.ts';
import type { MediaChecks } from '#media/checks/media-checks.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { uploadMedia } from './upload-media.ts';

const minutes = 60_000;
let test: TestContext;
let ctx: Ctx;
let characterId: string;
let scratch: { readonly path: string } & AsyncDisposable;

/** What the checks would say; they have tests of their own. */
let verdict: 'pass' | 'fail' = 'pass';
const result = () =>
  ({
    name: 'safety',
    version: 1,
    isSafety: true,
    score: 0.1,
    threshold: 0.5,
    verdict,
    quality: 0.9,
    reason: 'As told.',
  }) as const;

const aFace = {
  box: { left: 30, top: 30, width: 40, height: 40 },
  score: 0.99,
  descriptor: new Float32Array(128),
} as unknown as Awaited<ReturnType<MediaChecks['findFaces']>>['faces'][number];

beforeAll(async () => {
  test = await testContext();
  const { media } = test.ctx;
  const checks: MediaChecks = {
    ...media.checks,
    findFaces: async () => ({ width: 100, height: 100, faces: [aFace] }),
    enrol: async () => new Float32Array(128),
    checkImage: async () => [result()],
    checkVideo: async () => [result()],
  };
  ctx = { ...test.ctx, media: { ...media, checks } };
  characterId = (await aCharacter(test.ctx)).id;
  scratch = await test.ctx.files.scratch();
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

let number = 0;
async function upload(bytes: Buffer | string, as = ctx) {
  number += 1;
  const path = typeof bytes === 'string' ? bytes : join(scratch.path, `upload-${number}`);
  if (typeof bytes !== 'string') await writeFile(path, bytes);
  await using folder = await as.files.scratch();
  const fields = { characterId, made: 'by_ai', madeWith: 'Another studio', altText: 'A test card' } as const;
  return await uploadMedia(as, { ...fields, path, folder: folder.path });
}

async function clip(name: string, args: readonly string[], size = '320x180', seconds = 1): Promise<string> {
  const path = join(scratch.path, name);
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${seconds}`];
  const call = { signal: AbortSignal.timeout(minutes), timeoutSeconds: 60 };
  await runFfmpeg(['-v', 'error', '-y', ...source, ...args, path], call);
  return path;
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3060c0' } });

it(
  'takes a CMYK picture in as sRGB, measured and without private metadata',
  async () => {
    const bytes = await plain(600, 400)
      .toColourspace('cmyk')
      .withExif({ IFD0: { Artist: 'Private Person' } })
      .jpeg()
      .toBuffer();
    const { assetId, kind } = await upload(bytes);
    expect(kind).toBe('image');
    const { path } = await openAssetFile(test.ctx, assetId, 'file');
    expect(await sharp(path).metadata()).toMatchObject({ space: 'srgb', width: 600, height: 400 });
    expect(await readFile(path, 'latin1')).not.toContain('Private Person');
    const asset = await getAsset(test.ctx, assetId);
    expect(asset).toMatchObject({ sourceType: 'trainedAlgorithmicMedia', altText: 'A test card' });
    expect(asset.checks.map(({ name }) => name)).toContain('safety');
  },
  3 * minutes,
);

it('offers what passed its checks, and hides what did not with the reason', async () => {
  const isOffered = async (assetId: string) =>
    (await listAssets(ctx, ListAssets.parse({ characterId }))).items.some(({ id }) => id === assetId);
  const passed = await upload(await plain(500, 500).png().toBuffer());
  expect(passed.setAside).toBeNull();
  expect(await isOffered(passed.assetId)).toBe(true);
  verdict = 'fail';
  const failed = await upload(await plain(510, 500).png().toBuffer());
  verdict = 'pass';
  expect(failed.setAside).toBe('As told.');
  expect(await isOffered(failed.assetId)).toBe(false);
  // The same bytes again do not get another verdict.
  expect((await upload(await plain(510, 500).png().toBuffer())).setAside).toBe('As told.');
});

it(
  'takes HEVC of 10 bits without sound, and a moving GIF of 300 frames, as clips that play everywhere',
  async () => {
    const hevc = ['-c:v', 'libx265', '-pix_fmt', 'yuv420p10le', '-x265-params', 'log-level=none'];
    const first = await upload(await clip('ten.mov', hevc));
    expect(first).toMatchObject({
      kind: 'video',
      changes: [expect.stringContaining('it was hevc, yuv420p10le')],
    });
    const second = await upload(await clip('many.gif', [], '64x64', 10));
    expect(second.kind).toBe('video');
    const asset = await getAsset(test.ctx, second.assetId);
    expect(asset).toMatchObject({ mime: 'video/mp4', width: 64, height: 64 });
    expect(asset.durationSeconds).toBeCloseTo(10, 0);
    expect((await openAssetFile(test.ctx, second.assetId, 'cover')).mime).toBe('image/jpeg');
  },
  5 * minutes,
);

it(
  'keeps a plain MP4 as it is',
  async () => {
    const { changes } = await upload(await clip('plain.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']));
    expect(changes).toEqual([]);
  },
  3 * minutes,
);

it.each([
  [
    'words',
    Buffer.from('Just some words, no picture at all, and long enough to be read.'),
    'unsupported_media',
  ],
  ['an empty file', Buffer.alloc(0), 'invalid'],
  [
    'a picture cut short',
    plain(900, 900)
      .jpeg()
      .toBuffer()
      .then((bytes) => bytes.subarray(0, bytes.length - 900)),
    'unsupported_media',
  ],
  [
    'a clip cut short',
    Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1'), Buffer.alloc(400)]),
    'unsupported_media',
  ],
] as const)('refuses %s, and keeps nothing of it', async (_name, bytes, code) => {
  const before = await test.ctx.pool.query('select count(*) from assets');
  const refused = await upload(await bytes).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
  expect((await test.ctx.pool.query('select count(*) from assets')).rows).toEqual(before.rows);
});

it('wants somebody to stand for the likeness, and a role that may edit', async () => {
  const bytes = await plain(300, 300).png().toBuffer();
  await expect(upload(bytes, test.as('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(upload(bytes, await test.stranger())).rejects.toMatchObject({ code: 'not_found' });
});
