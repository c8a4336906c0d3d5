import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { Character } from '#features/characters/contract.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { assetSummaries } from './asset-summaries.ts';
import { EditAsset, ListAssets } from './contract.ts';
import { editAsset } from './edit-asset.ts';
import { exportAsset } from './export-asset.ts';
import { exportFor } from './export-for.ts';
import { getAsset } from './get-asset.ts';
import { getAssetMarks } from './get-asset-marks.ts';
import { listAssets } from './list-assets.ts';
import { listTags } from './list-tags.ts';
import { openAssetFile } from './open-asset-file.ts';
import { openThumbnail } from './open-thumbnail.ts';

let test: TestContext;
let ctx: Ctx;
let character: Character;

beforeAll(async () => {
  test = await testContext();
  ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
  character = await aCharacter(ctx);
});
afterAll(() => test[Symbol.asyncDispose]());

async function picture(pixels: { width: number; height: number }, detail = false): Promise<string> {
  const path = join(ctx.config.dataFolder, `picture-${pixels.width}-${Math.random()}.jpg`);
  const { width, height } = pixels;
  const noise = { type: 'gaussian', mean: 128, sigma: detail ? 60 : 1 } as const;
  await sharp({ create: { width, height, channels: 3, background: '#7a5', noise } })
    .withExif({ IFD0: { Artist: 'Private Person', Software: 'Secret Workflow' } })
    .jpeg({ quality: 95 })
    .toFile(path);
  return path;
}

describe('storing', () => {
  it('keeps the same bytes once, in each workspace', async () => {
    const path = await picture({ width: 200, height: 250 });
    const file = { path, mime: 'image/jpeg', width: 200, height: 250 };
    const first = await anAsset(ctx, character, { file });
    const again = await anAsset(ctx, character, { file, altText: 'Other words.' });
    expect(again.id).toBe(first.id);
    const stranger = { ...(await test.stranger()), media: ctx.media };
    const theirs = await anAsset(stranger, await aCharacter(stranger), { file });
    expect(theirs.sha256).toBe(first.sha256);
    expect(theirs.id).not.toBe(first.id);
    await expect(getAsset(stranger, first.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openAssetFile(stranger, first.id, 'file')).rejects.toMatchObject({ code: 'not_found' });
    await expect(exportAsset(stranger, first.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await assetSummaries(stranger, [first.id])).size).toBe(0);
  });
});

describe('finding', () => {
  const ids = async (own: Ctx, query: Record<string, unknown>) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAssets(own, ListAssets.parse({ limit: 2, ...query, cursor }));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return seen;
  };

  it('gives every asset once over pages, by time and by score, unscored ones last', async () => {
    const own = { ...(await test.stranger()), media: ctx.media };
    const one = await aCharacter(own);
    const made: { id: string; score: number | null }[] = [];
    for (const score of [87.3, null, 12.1, 87.3, null, 99.9, 0])
      made.push(await anAsset(own, one, { score }));
    expect(await ids(own, {})).toEqual(made.map(({ id }) => id).reverse());
    const byScore = await ids(own, { sort: 'score' });
    const scoreOf = new Map(made.map(({ id, score }) => [id, score]));
    expect(byScore).toHaveLength(7);
    expect(byScore.map((id) => scoreOf.get(id)?.toFixed(1))).toEqual([
      '99.9',
      '87.3',
      '87.3',
      '12.1',
      '0.0',
      undefined,
      undefined,
    ]);
    expect(await ids(own, { minScore: 87 })).toHaveLength(3);
  });

  it('filters by character, kind, tag, words, day and archive', async () => {
    const own = { ...(await test.stranger()), media: ctx.media };
    const [one, two] = [await aCharacter(own), await aCharacter(own)];
    const beach = await anAsset(own, one, {
      altText: 'Waves at the Beach',
      tags: ['Summer', 'summer', 'sea'],
    });
    const cafe = await anAsset(own, two, { prompt: 'rain 100%', tags: ['sea'] });
    const gone = await anAsset(own, two, { archived: true });
    expect(await ids(own, { characterId: one.id })).toEqual([beach.id]);
    expect(await ids(own, { kind: 'video' })).toEqual([]);
    expect(await ids(own, { tag: 'summer' })).toEqual([beach.id]);
    expect(await ids(own, { search: 'BEACH' })).toEqual([beach.id]);
    expect(await ids(own, { search: '100%' })).toEqual([cafe.id]);
    expect(await ids(own, { search: 'summ' })).toEqual([beach.id]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await ids(own, { from: today, to: today })).toHaveLength(2);
    expect(await ids(own, { to: '2020-01-01' })).toEqual([]);
    expect(await ids(own, { archived: 'true' })).toEqual([gone.id]);
    expect((await listTags(own)).items).toEqual([
      { tag: 'sea', count: 2 },
      { tag: 'summer', count: 1 },
    ]);
  });

  it('changes words and tags, archives and brings back, but not for a viewer', async () => {
    const { id } = await anAsset(ctx, character);
    const edit = (changes: Record<string, unknown>) => editAsset(ctx, id, EditAsset.parse(changes));
    expect(await edit({ altText: 'New', tags: ['B', 'b'] })).toMatchObject({ altText: 'New', tags: ['b'] });
    expect((await edit({ archived: true })).archivedAt).not.toBeNull();
    expect((await edit({ archived: false })).archivedAt).toBeNull();
    await expect(editAsset(test.as('viewer'), id, {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('files', () => {
  it('makes small WebP copies once', async () => {
    const { id } = await anAsset(ctx, character, {
      file: {
        path: await picture({ width: 800, height: 1000 }),
        mime: 'image/jpeg',
        width: 800,
        height: 1000,
      },
    });
    const small = await openThumbnail(ctx, id, 256);
    const { format, width, height } = await sharp(small.path).metadata();
    expect({ format, width, height }).toEqual({ format: 'webp', width: 205, height: 256 });
    const { mtimeMs } = await stat(small.path);
    await openThumbnail(ctx, id, 256);
    expect((await stat(small.path)).mtimeMs).toBe(mtimeMs);
    await expect(openAssetFile(ctx, id, 'captions')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('exports with marks that hold, and without private metadata', async () => {
    const { id } = await anAsset(ctx, character, {
      file: { path: await picture({ width: 300, height: 300 }), mime: 'image/jpeg', width: 300, height: 300 },
    });
    const marked = await exportAsset(ctx, id);
    expect(marked.saveAs).toMatch(/^mara-.+\.jpg$/);
    const bytes = await readFile(marked.path, 'latin1');
    expect(bytes).not.toContain('Private Person');
    expect(bytes).not.toContain('Secret Workflow');
    expect(bytes).toContain('algorithmicMedia');
    expect(await getAssetMarks(ctx, id)).toMatchObject({
      c2pa: 'valid',
      sourceType: 'algorithmicMedia',
      problems: [],
    });
  });

  it('exports for a platform: its size and weight, marked, the same bytes each time', async () => {
    const { id } = await anAsset(ctx, character, {
      file: {
        path: await picture({ width: 900, height: 1600 }, true),
        mime: 'image/jpeg',
        width: 900,
        height: 1600,
      },
    });
    const rendition = { kind: 'image', width: 800, height: 1000, maxBytes: 400_000, format: 'jpeg' } as const;
    const first = await exportFor(ctx, id, rendition);
    const { width, height, format } = await sharp(first.path).metadata();
    expect({ width, height, format }).toEqual({ width: 800, height: 1000, format: 'jpeg' });
    expect(first.bytes).toBeLessThanOrEqual(rendition.maxBytes);
    expect(first.verification).toMatchObject({ c2pa: 'valid', isOurs: true });
    expect((await exportFor(ctx, id, rendition)).sha256).toBe(first.sha256);
    await expect(exportFor(ctx, id, { ...rendition, maxBytes: 70_000 })).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('publishes nothing that was set aside', async () => {
    const failed = {
      name: 'identity',
      version: '1',
      score: 0.9,
      threshold: 0.4,
      verdict: 'fail',
      reason: 'Not her.',
    } as const;
    const { id } = await anAsset(ctx, character, { checks: [failed] });
    await expect(exportFor(ctx, id)).rejects.toMatchObject({ code: 'conflict', message: /Not her/ });
  });

  it('hands out no copy that was changed on disk', async () => {
    const { id } = await anAsset(ctx, character);
    const { path } = await exportAsset(ctx, id);
    const bytes = await readFile(path);
    bytes[bytes.length - 30]! ^= 0xff;
    await (await import('node:fs/promises')).writeFile(path, bytes);
    await expect(exportAsset(ctx, id)).rejects.toMatchObject({ code: 'internal' });
  });
});
