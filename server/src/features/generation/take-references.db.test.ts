import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { ImageRequest } from '#engines/engine.ts';
import type { Character } from '#features/characters/contract.ts';
import type { Asset } from '#features/library/contract.ts';
import type { GenerationId } from '#kernel/ids.ts';
import { fakeEngines } from '#test/fake-engines.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { StartGeneration } from './contract.ts';
import { runGeneration } from './run-generation.ts';
import { startGeneration } from './start-generation.ts';

let test: TestContext;
let ctx: Ctx;
let mara: Character;
const drawn: ImageRequest[] = [];

beforeAll(async () => {
  test = await testContext();
  const onImage = (request: ImageRequest) => void drawn.push(request);
  ctx = { ...test.ctx, engines: fakeEngines({ onImage }), media: fakeMedia(test.app.media) };
  mara = await aCharacter(ctx);
});
afterAll(() => test[Symbol.asyncDispose]());

const asked = (more: object) =>
  StartGeneration.parse({ medium: 'image', characterId: mara.id, shot: {}, takes: 1, ...more });

it('shows an engine the pictures chosen for these takes, and asks for the company', async () => {
  const asset = await anAsset(ctx, mara);
  const shot = { hair: { style: 'bun', color: '#101010' }, mood: 'cosy' };
  const { id } = await startGeneration(ctx, asked({ referenceAssetIds: [asset.id], people: 3, shot }));
  drawn.length = 0;
  await runGeneration(ctx, id as GenerationId, new AbortController().signal);
  const request = drawn.findLast(({ quality }) => quality === 'final');
  expect(request?.references).toEqual([{ path: await ctx.files.pathOf(asset.sha256), mime: asset.mime }]);
  expect(request?.shot).toMatchObject({ people: 3, mood: 'cosy' });
  expect(request?.look.hair).toMatchObject({ style: 'bun', color: '#101010' });
});

it('refuses pictures of somebody else, sounds, and what was set aside', async () => {
  const other = await aCharacter(ctx, { name: 'Ines' });
  const failed: Asset['checks'][number] = {
    name: 'safety',
    version: '1',
    score: 1,
    threshold: 0.5,
    verdict: 'fail',
    reason: 'It is explicit.',
  };
  const theirs = await anAsset(ctx, other);
  const unsafe = await anAsset(ctx, mara, { checks: [failed] });
  for (const { id } of [theirs, unsafe]) {
    await expect(startGeneration(ctx, asked({ referenceAssetIds: [id] }))).rejects.toMatchObject({
      code: 'invalid',
      field: 'referenceAssetIds',
    });
  }
});
