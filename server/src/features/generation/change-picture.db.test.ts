import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { ImageRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { engineKinds } from '#engines/kinds.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import type { Character } from '#features/characters/contract.ts';
import { setRoute } from '#features/engines/choose-route.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { getAsset } from '#features/library/get-asset.ts';
import { getRelatives } from '#features/library/get-relatives.ts';
import { keepWorkflow } from '#features/workflows/keep-workflow.ts';
import type { GenerationId } from '#kernel/ids.ts';
import { fakeEngines } from '#test/fake-engines.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { changePicture, listPictureChanges } from './change-picture.ts';
import { ChangePicture, type ChangePictureInput, StartGeneration } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { runGeneration } from './run-generation.ts';
import { startGeneration } from './start-generation.ts';

let test: TestContext;
let comfy: ComfySimulator;
let ctx: Ctx;
let character: Character;
let drawn: ImageRequest[];

beforeAll(async () => {
  test = await testContext({
    connected: createEngineRegistry({ kinds: engineKinds, http: createEngineHttp() }),
  });
  comfy = await simulateComfyui();
  ctx = {
    ...test.ctx,
    engines: fakeEngines({ onImage: (request) => void drawn.push(request) }),
    media: fakeMedia(test.app.media, {}),
  };
  drawn = [];
  character = await aCharacter(ctx);
});
afterAll(async () => {
  await comfy[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});
beforeEach(async () => {
  drawn = [];
  for (const { id } of await presentInstances(ctx)) await disconnectEngine(ctx, id);
  await setRoute(ctx, { medium: 'image', choice: { kind: 'automatic' } });
});

async function connect() {
  const input = ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address: comfy.address });
  return (await connectEngine(ctx, input)).id;
}

async function finished(id: string) {
  await runGeneration(ctx, id as GenerationId, new AbortController().signal);
  return getGeneration(ctx, id);
}

/** A picture of the built-in artist. */
let seed = 100;
async function aPicture(): Promise<string> {
  seed += 1;
  const { id } = await startGeneration(
    ctx,
    StartGeneration.parse({ medium: 'image', characterId: character.id, shot: {}, takes: 1, seed }),
  );
  const { takes } = await finished(id);
  return takes[0]!.assetId!;
}

const change = (input: ChangePictureInput) => changePicture(ctx, ChangePicture.parse(input));
const offered = async (assetId: string) =>
  Object.fromEntries((await listPictureChanges(ctx, assetId)).items.map(({ kind, by }) => [kind, by]));

describe('changes to a picture', () => {
  it('are told honestly where nothing is connected, and asked for in vain', async () => {
    const assetId = await aPicture();
    expect(await offered(assetId)).toEqual({ edit: 'nobody', 'detail-face': 'nobody', upscale: 'redraw' });
    await expect(change({ change: { kind: 'edit', assetId }, words: 'a red coat' })).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('ComfyUI'),
    });
  });

  it('names what a connected engine lacks', async () => {
    await using bare = await simulateComfyui({ models: {}, missingNodes: ['FaceDetailer'] });
    const input = ConnectEngine.parse({ kind: 'comfyui', name: 'Bare', address: bare.address });
    await connectEngine(ctx, input);
    const { items } = await listPictureChanges(ctx, await aPicture());
    expect(items.find(({ kind }) => kind === 'detail-face')).toMatchObject({
      by: 'nobody',
      lacks: [expect.stringMatching(/^Bare lacks .*FaceDetailer/)],
    });
  });

  it('makes a picture of the built-in artist larger by drawing it again, once', async () => {
    const assetId = await aPicture();
    await connect();
    const source = await getAsset(ctx, assetId);
    drawn = [];
    const { id } = await change({ change: { kind: 'upscale', assetId } });
    const generation = await finished(id);
    expect(generation).toMatchObject({ state: 'done', takes: [{ state: 'done' }] });
    expect(drawn).toMatchObject([{ seed: source.seed, task: { kind: 'upscale' } }]);
    const [step] = (await getRelatives(ctx, assetId)).changes;
    expect(step).toMatchObject({ change: 'upscale', id: generation.takes[0]!.assetId });
    expect(await offered(step!.id)).toMatchObject({ upscale: 'done' });
    await expect(change({ change: { kind: 'upscale', assetId: step!.id } })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('are made by a connected engine, measured, and linked to the picture they came from', async () => {
    const assetId = await aPicture();
    await connect();
    expect(await offered(assetId)).toMatchObject({ edit: 'connected', 'detail-face': 'connected' });
    for (const [kind, words] of [
      ['edit', 'a red coat'],
      ['detail-face', ''],
    ] as const) {
      const generation = await finished((await change({ change: { kind, assetId }, words })).id);
      expect(generation.takes[0]).toMatchObject({ madeBy: { engineName: 'Workshop' } });
      const made = generation.takes[0]!.assetId!;
      expect((await getRelatives(ctx, made)).madeFrom).toMatchObject({ id: assetId, change: kind, words });
      expect((await getAsset(ctx, made)).checks.length).toBeGreaterThan(3);
    }
    const { changes } = await getRelatives(ctx, assetId);
    expect(changes.map((one) => one.change)).toEqual(['edit', 'detail-face']);
    const stranger = await test.stranger();
    await expect(getRelatives(stranger, assetId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(listPictureChanges(stranger, assetId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('makes a picture of a connected engine larger there', async () => {
    await connect();
    const assetId = await aPicture();
    expect(await offered(assetId)).toMatchObject({ upscale: 'connected' });
    const { id } = await change({ change: { kind: 'upscale', assetId, factor: 4 } });
    const { takes } = await finished(id);
    const [before, after] = [await getAsset(ctx, assetId), await getAsset(ctx, takes[0]!.assetId!)];
    expect([after.width, after.seed]).toEqual([(before.width ?? 0) * 4, before.seed]);
  });

  it('go to an engine that can, though new pictures are routed to the built-in artist', async () => {
    await connect();
    await setRoute(ctx, { medium: 'image', choice: { kind: 'builtin' } });
    const assetId = await aPicture();
    const { id } = await change({ change: { kind: 'edit', assetId }, words: 'rain' });
    expect((await finished(id)).takes[0]).toMatchObject({ madeBy: { engineName: 'Workshop' } });
  });

  it('refuses an edit without words, and somebody else’s picture', async () => {
    const assetId = await aPicture();
    await connect();
    await expect(change({ change: { kind: 'edit', assetId } })).rejects.toMatchObject({ field: 'prompt' });
    const other = await aCharacter(ctx);
    const asked = { medium: 'image', characterId: other.id, shot: {}, change: { kind: 'upscale', assetId } };
    await expect(startGeneration(ctx, StartGeneration.parse(asked))).rejects.toMatchObject({
      field: 'change.assetId',
    });
    await expect(
      changePicture(test.as('viewer'), ChangePicture.parse({ change: { kind: 'upscale', assetId } })),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a workflow that was chosen', () => {
  const graph = {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
    '2': { class_type: 'CLIPTextEncode', inputs: { text: 'a', clip: ['1', 1] } },
    '3': { class_type: 'CLIPTextEncode', inputs: { text: 'b', clip: ['1', 1] } },
    '4': { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 512, batch_size: 1 } },
    '5': {
      class_type: 'KSampler',
      inputs: {
        ...{ model: ['1', 0], positive: ['2', 0], negative: ['3', 0], latent_image: ['4', 0] },
        ...{ seed: 1, steps: 4, cfg: 5, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
      },
    },
    '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
    '7': { class_type: 'SaveImage', inputs: { images: ['6', 0], filename_prefix: 'x' } },
  };
  const mapping = {
    ...{ label: 'Night', ability: 'text-to-image', use: 'chosen' as const, pictures: [], outputs: ['7'] },
    inputs: { positive: ['2.text'], negative: ['3.text'], seed: ['5.seed'], steps: ['5.steps'] },
    steps: 6,
  };

  it('draws with it, and only when it is chosen', async () => {
    const engineId = await connect();
    const { id: workflowId } = await keepWorkflow(ctx, engineId, {
      document: JSON.stringify(graph),
      mapping,
    });
    const base = { medium: 'image', characterId: character.id, shot: {}, takes: 1 };
    const withIt = StartGeneration.parse({ ...base, workflow: { engineId, workflowId } });
    const made = await finished((await startGeneration(ctx, withIt)).id);
    const recipe = (await getAsset(ctx, made.takes[0]!.assetId!)).recipe;
    expect(recipe).toMatchObject({ recipeId: 'own-night', graph: { '5': { inputs: { steps: 6 } } } });
    const without = await finished((await startGeneration(ctx, StartGeneration.parse(base))).id);
    const other = (await getAsset(ctx, without.takes[0]!.assetId!)).recipe;
    expect(other.recipeId).not.toBe('own-night');
  });

  it('makes a picture larger, though it could be drawn again', async () => {
    const assetId = await aPicture();
    const engineId = await connect();
    const larger = {
      '1': { class_type: 'LoadImage', inputs: { image: 'a.png' } },
      '2': { class_type: 'UpscaleModelLoader', inputs: { model_name: 'RealESRGAN_x4plus.safetensors' } },
      '3': { class_type: 'ImageUpscaleWithModel', inputs: { upscale_model: ['2', 0], image: ['1', 0] } },
      '4': { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: 'x' } },
    };
    const { id: workflowId } = await keepWorkflow(ctx, engineId, {
      document: JSON.stringify(larger),
      mapping: {
        ...{ label: 'Larger', ability: 'upscale', use: 'chosen', inputs: {}, outputs: ['4'] },
        pictures: ['1.image'],
      },
    });
    const workflow = { engineId, workflowId };
    const { id } = await change({ change: { kind: 'upscale', assetId }, workflow });
    const { takes } = await finished(id);
    expect(takes[0]).toMatchObject({ madeBy: { engineName: 'Workshop' } });
    expect((await getAsset(ctx, takes[0]!.assetId!)).recipe).toMatchObject({ recipeId: 'own-larger' });
  });

  it('is refused when it is gone or for other work', async () => {
    const engineId = await connect();
    const { id: workflowId } = await keepWorkflow(ctx, engineId, {
      document: JSON.stringify(graph),
      mapping,
    });
    const assetId = await aPicture();
    await expect(
      change({ change: { kind: 'edit', assetId }, words: 'rain', workflow: { engineId, workflowId } }),
    ).rejects.toMatchObject({ field: 'workflow' });
    const gone = { engineId, workflowId: 'own-gone' };
    const base = { medium: 'image', characterId: character.id, shot: {}, workflow: gone };
    await expect(startGeneration(ctx, StartGeneration.parse(base))).rejects.toMatchObject({
      field: 'workflow',
    });
  });
});
