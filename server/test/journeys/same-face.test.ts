import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { createBuiltinImageEngine } from '#engines/builtin-image/adapter.ts';
import { presets } from '#engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '#engines/builtin-image/renderer.ts';
import { runEngine } from '#engines/run-engine.ts';
import { getCharacter } from '#features/characters/get-character.ts';
import { characters } from '#features/characters/tables.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { getGeneration } from '#features/generation/get-generation.ts';
import { runGeneration } from '#features/generation/run-generation.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { getAssetMarks } from '#features/library/get-asset-marks.ts';
import type { GenerationId } from '#kernel/ids.ts';
import type { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { createChromium } from '#media/chromium.ts';
import { fakeEngines } from '#test/fake-engines.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';

const signal = new AbortController().signal;
const stack = new AsyncDisposableStack();
let test: TestContext;
let ctx: Ctx;

beforeAll(async () => {
  test = stack.use(await testContext());
  const chromium = stack.use(createChromium({ cacheFolder: join(test.app.config.dataFolder, 'chromium') }));
  const packFolder = join(import.meta.dirname, '../../assets/character-pack');
  const renderer = stack.use(createCharacterRenderer({ packFolder, chromium }));
  const image = stack.use(createBuiltinImageEngine({ renderer, chromium }));
  ctx = { ...test.ctx, engines: { ...fakeEngines(), image } };
});
afterAll(() => stack.disposeAsync());

async function generate(characterId: string) {
  const shot = { style: 'clean', scene: 'loft', format: 'square' } as const;
  const wanted = StartGeneration.parse({
    medium: 'image',
    characterId,
    shot,
    takes: 1,
    seed: 5,
    vary: false,
  });
  const { id } = await startGeneration(ctx, wanted);
  await runGeneration(ctx, id as GenerationId, signal);
  return getGeneration(ctx, id);
}

/** One clear picture of somebody, as numbers. */
async function faceOf(look: Look): Promise<number[]> {
  await using scratch = await ctx.files.scratch();
  const shot = Shot.parse({ style: 'clean', scene: 'studio', light: 'soft', format: 'square' });
  const request = {
    look,
    shot,
    prompt: '',
    seed: 1,
    quality: 'preview',
    previewPixels: 480,
    folder: scratch.path,
  } as const;
  const { result } = await runEngine(ctx.engines.image, request, { signal, timeoutSeconds: 300 });
  return Array.from(await ctx.media.checks.enrol([result.file.path]));
}

it('draws a character who is recognised, and offers no picture that shows somebody else', {
  timeout: 900_000,
}, async () => {
  const [woman, man] = [presets[0]!, presets[1]!];
  const { id } = await aCharacter(ctx, { look: woman.look, age: woman.age });
  const drawn = await generate(id);
  expect(drawn).toMatchObject({ state: 'done', failure: null });
  expect((await getCharacter(ctx, id)).identityReady).toBe(true);
  const [take] = drawn.takes;
  expect(take!.checks.find(({ name }) => name === 'identity')).toMatchObject({ verdict: 'pass' });
  expect(await getAssetMarks(ctx, take!.assetId!)).toMatchObject({
    c2pa: 'valid',
    sourceType: 'algorithmicMedia',
  });

  const learnt = await faceOf(man.look);
  await ctx.db
    .update(characters)
    .set({ identity: learnt })
    .where(eq(characters.id, drawn.characterId as never));
  const foreign = await generate(id);
  expect(foreign).toMatchObject({ state: 'failed', failure: expect.stringContaining('set aside') });
  expect(foreign.takes.map(({ state, failure }) => `${state}: ${failure}`)).toEqual(
    Array.from({ length: 3 }, () => expect.stringMatching(/^set_aside: /) as string),
  );
});
