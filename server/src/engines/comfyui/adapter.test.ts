import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine, type EngineStage } from '#engines/conformance.ts';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { ImageRequest, MadeImage, MadeVideo, Preview, VideoRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { runEngine } from '#engines/run-engine.ts';
import {
  type ComfySimulator,
  type ComfySimulatorOptions,
  simulateComfyui,
} from '#engines/simulators/comfyui.ts';
import { stockedModels } from '#engines/simulators/comfyui-models.ts';
import { AppError } from '#kernel/errors.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { probeMedia } from '#media/ffmpeg.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { comfyuiKind } from './manifest.ts';

const means = { http: createEngineHttp() };
const call = { signal: AbortSignal.timeout(120_000) };
const look = Look.parse({});
const shot = Shot.parse({ format: 'square' });
let folder: string;
let reference: string;
let seed = 1;

const opened: OpenedEngine[] = [];
const simulators: ComfySimulator[] = [];

async function simulate(options: ComfySimulatorOptions = {}): Promise<ComfySimulator> {
  const simulator = await simulateComfyui(options);
  simulators.push(simulator);
  return simulator;
}

function instanceOf(simulator: ComfySimulator, settings: Record<string, unknown> = {}): EngineInstance {
  return { id: 'test', name: 'My ComfyUI', address: simulator.address, settings };
}

function open(simulator: ComfySimulator, settings: Record<string, unknown> = {}) {
  const engine = comfyuiKind.open(instanceOf(simulator, settings), means);
  opened.push(engine);
  return { image: engine.image!, video: engine.video! };
}

function picture(more: Partial<ImageRequest> = {}): ImageRequest {
  seed += 1;
  return { look, shot, prompt: '', seed, quality: 'preview', folder, ...more };
}

const run = { ...call, timeoutSeconds: 60 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comfyui-'));
  reference = join(folder, 'reference.png');
  const pixels = { width: 96, height: 120, channels: 3, background: '#7799aa' } as const;
  await writeFile(reference, await sharp({ create: pixels }).png().toBuffer());
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine[Symbol.asyncDispose]()));
  await Promise.all(simulators.splice(0).map((simulator) => simulator[Symbol.asyncDispose]()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const version of ['newest', 'classic'] as const) {
  describeEngine<ImageRequest, MadeImage>(`ComfyUI (${version})`, {
    ticketsOutliveUs: true,
    filesOf: ({ file }) => [file.path],
    async start({ slow }): Promise<EngineStage<ImageRequest, MadeImage>> {
      const simulator = await simulateComfyui({
        version,
        stepMilliseconds: slow ? 60 : 0,
        previews: version === 'classic' ? 'plain' : 'metadata',
      });
      const engines: OpenedEngine[] = [];
      return {
        server: simulator,
        takesWork: 'POST /prompt',
        taken: () => simulator.queued.length,
        request: (folder) => picture({ folder }),
        open() {
          const engine = comfyuiKind.open(instanceOf(simulator), means);
          engines.push(engine);
          return engine.image!;
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
          await simulator[Symbol.asyncDispose]();
        },
      };
    },
  });
}

describe('probe', () => {
  it('tells what it can do and on what', async () => {
    const probe = await comfyuiKind.probe(instanceOf(await simulate()), means, call);
    expect(probe).toMatchObject({ version: '0.38.1', queueLength: 0 });
    expect(probe.summary).toBe('ComfyUI 0.38.1 on Simulated GPU with 24 GB.');
    expect(probe.abilities.map(({ id, ready }) => [id, ready])).toEqual([
      ['text-to-image', true],
      ['image-from-references', true],
      ['edit', true],
      ['detail-face', true],
      ['upscale', true],
      ['image-to-video', true],
    ]);
    expect(probe.models).toContainEqual({ id: 'sd_xl_base_1.0.safetensors', medium: 'image' });
  });

  it('names the files and nodes that are missing, each with where it goes', async () => {
    const simulator = await simulate({
      models: { checkpoints: ['anything.safetensors'] },
      missingNodes: ['FaceDetailer', 'UltralyticsDetectorProvider'],
    });
    const { abilities } = await comfyuiKind.probe(instanceOf(simulator), means, call);
    const missing = (id: string) => abilities.find((ability) => ability.id === id)?.missing;
    expect(missing('text-to-image')).toEqual(['checkpoints/sd_xl_base_1.0.safetensors']);
    expect(missing('detail-face')).toContain('custom_nodes/ComfyUI-Impact-Pack (node FaceDetailer)');
    expect(abilities.every(({ ready }) => !ready)).toBe(true);
  });

  it('takes any checkpoint that does as well, or the one that a person chose', async () => {
    const simulator = await simulate({
      models: { checkpoints: ['mine/someXLmix.safetensors', 'other.ckpt'] },
    });
    const drawn = await runEngine(open(simulator).image, picture(), run);
    expect(drawn.result.model).toBe('mine/someXLmix.safetensors');
    const chosen = await runEngine(open(simulator, { checkpoint: 'other.ckpt' }).image, picture(), run);
    expect(chosen.result.model).toBe('other.ckpt');
  });

  it('refuses what is no ComfyUI', async () => {
    const simulator = await simulate();
    simulator.plan({ route: '*', times: 9, fault: { kind: 'status', status: 200, body: 'hello' } });
    await expect(comfyuiKind.probe(instanceOf(simulator), means, call)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('is not ComfyUI'),
    });
  });
});

describe('routes', () => {
  it('keeps the face of references, the best first, under names of their content', async () => {
    const simulator = await simulate();
    const references = [{ path: reference, mime: 'image/png' }];
    const { result, warnings } = await runEngine(open(simulator).image, picture({ references }), run);
    expect(result.recipe).toMatchObject({ recipeId: 'qwen-image-edit-2511-lightning' });
    expect(String(result.recipe.positive)).toMatch(/^The person in Picture 1/);
    expect([...simulator.disk.input.keys()]).toEqual([
      expect.stringMatching(/^ainfluencer\/[0-9a-f]{32}\.png$/),
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes the smaller route where memory is short, and the pinned one always', async () => {
    const references = [{ path: reference, mime: 'image/png' }];
    const small = await simulate({ vramGib: 12 });
    const drawn = await runEngine(open(small).image, picture({ references }), run);
    expect(drawn.result.recipe).toMatchObject({ recipeId: 'flux2-klein-4b' });
    const pinned = open(small, { identityRoute: 'sdxl-ip-adapter-plus-face' });
    const other = await runEngine(pinned.image, picture({ references }), run);
    expect(other.result.recipe).toMatchObject({ recipeId: 'sdxl-ip-adapter-plus-face' });
  });

  it('says so when no route keeps the face', async () => {
    const simulator = await simulate({ models: { checkpoints: ['sd_xl_base_1.0.safetensors'] } });
    const references = [{ path: reference, mime: 'image/png' }];
    const { warnings } = await runEngine(open(simulator).image, picture({ references }), run);
    expect(warnings[0]).toMatch(/^No route here keeps a face, so the references were not used/);
  });

  it.each([
    ['edit', { kind: 'edit', strength: 0.4 }, 'qwen-image-edit-2511-lightning'],
    ['detail-face', { kind: 'detail-face' }, 'face-detailer-sdxl'],
    ['upscale', { kind: 'upscale', factor: 2 }, 'upscale-model'],
  ] as const)('does the task %s', async (_, task, recipeId) => {
    const simulator = await simulate();
    const request = picture({ task: { ...task, source: reference }, prompt: 'a red scarf' });
    const { result } = await runEngine(open(simulator).image, request, run);
    expect(result.recipe).toMatchObject({ recipeId });
    if (task.kind === 'upscale') expect(result.file).toMatchObject({ width: 192, height: 240 });
  });

  it('never asks for what is missing', async () => {
    const simulator = await simulate({ models: {} });
    await expect(open(simulator).image.start(picture(), call)).rejects.toMatchObject({
      message: expect.stringContaining('checkpoints/sd_xl_base_1.0.safetensors'),
    });
    expect(simulator.queued).toEqual([]);
  });

  it('looks again before it says that something is missing', async () => {
    const models: Record<string, readonly string[]> = { ...stockedModels, upscale_models: [] };
    const simulator = await simulate({ models });
    const { image } = open(simulator);
    const request = picture({ task: { kind: 'upscale', source: reference, factor: 2 } });
    await expect(image.start(request, call)).rejects.toThrow('upscale_models/RealESRGAN_x4plus');
    models.upscale_models = ['RealESRGAN_x4plus.safetensors'];
    await runEngine(image, request, run);
  });

  it('runs every recipe there is', async () => {
    const simulator = await simulate({ stepMilliseconds: 0 });
    const able = builtinRecipes().filter(({ abilities }) => abilities.includes('image-from-references'));
    for (const { id } of able) {
      const engine = open(simulator, { identityRoute: id }).image;
      const references = [reference, reference].map((path) => ({ path, mime: 'image/png' }));
      const { result } = await runEngine(engine, picture({ references }), run);
      expect(result.recipe).toMatchObject({ recipeId: id });
    }
  });
});

describe('clips', () => {
  it('films from a still and gives MP4 at 30 frames a second with a cover', async () => {
    const simulator = await simulate();
    const request: VideoRequest = {
      ...{ kind: 'animated', look, shot, seed: 5, captions: false, folder },
      ...{ still: { path: reference, seconds: 9 }, motion: 'she turns her head' },
    };
    const { result, warnings } = await runEngine<VideoRequest, MadeVideo>(
      open(simulator).video,
      request,
      run,
    );
    const facts = await probeMedia(result.file.path, call);
    expect(facts.video).toMatchObject({ codec: 'h264', framesPerSecond: 30 });
    expect((await sharp(result.cover.path).metadata()).format).toBe('jpeg');
    expect(result.recipe).toMatchObject({ frames: 81 });
    expect(warnings[0]).toContain('films no longer');
  });

  it('refuses what is not its work', async () => {
    const { video } = open(await simulate());
    const request: VideoRequest = { kind: 'moving-still', look, shot, seed: 1, captions: false, folder };
    await expect(video.start(request, call)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('previews and progress', () => {
  it.each(['metadata', 'plain'] as const)(
    'shows the picture while it grows (%s frames)',
    async (previews) => {
      const simulator = await simulate({ stepMilliseconds: 40, previews });
      const seen: Preview[] = [];
      const fractions: number[] = [];
      const onProgress = (fraction: number, _stage: string, preview?: Preview) => {
        fractions.push(fraction);
        if (preview) seen.push(preview);
      };
      await runEngine(open(simulator).image, picture(), { ...run, onProgress });
      expect(seen[0]).toMatchObject({ mime: 'image/jpeg' });
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(Math.max(...fractions)).toBeGreaterThan(0.2);
    },
  );

  it.each(['wrong', 'none'] as const)('gives the result with events that are %s', async (events) => {
    const simulator = await simulate({ events });
    const { result } = await runEngine(open(simulator).image, picture(), run);
    expect(result.file.mime).toBe('image/png');
    expect(simulator.queued).toHaveLength(1);
  });

  it('gives the result without a socket', async () => {
    const simulator = await simulate();
    simulator.plan({ route: 'GET /ws', times: 50, fault: { kind: 'hang-up-before' } });
    await runEngine(open(simulator).image, picture(), run);
    expect(simulator.queued).toHaveLength(1);
  });
});

describe('faults', () => {
  it.each([
    { kind: 'hang-up-after' },
    { kind: 'truncated' },
    { kind: 'cut-off' },
    { kind: 'status-after', status: 502 },
    { kind: 'hang-up-before' },
    { kind: 'status', status: 503 },
  ] as const)('never puts work into the queue twice ($kind)', async (fault) => {
    const simulator = await simulate();
    simulator.plan({ route: 'POST /prompt', fault });
    await runEngine(open(simulator).image, picture(), run);
    expect(simulator.queued).toHaveLength(1);
  });

  it('takes 409 for what it is: the work is there already', async () => {
    const simulator = await simulate({ refusesKnownIds: true });
    simulator.plan({ route: 'POST /prompt', fault: { kind: 'hang-up-after' } });
    simulator.plan({
      route: 'GET /api/jobs/*',
      fault: { kind: 'status', status: 404, body: { error: 'no' } },
    });
    await runEngine(open(simulator).image, picture(), run);
    expect(simulator.queued).toHaveLength(1);
  });

  it.each(['cut-off', 'empty', 'text', 'absent'] as const)('does not take a bad file (%s)', async (bad) => {
    const simulator = await simulate();
    simulator.spoilNext(bad);
    const { result } = await runEngine(open(simulator).image, picture(), run);
    await expect(sharp(result.file.path).raw().toBuffer()).resolves.toBeDefined();
    expect(simulator.queued).toHaveLength(2);
  });

  it('asks again for a file whose download broke, or is slow', async () => {
    const simulator = await simulate();
    simulator.plan({ route: 'GET /view', fault: { kind: 'cut-off' } });
    simulator.plan({ route: 'GET /view', fault: { kind: 'trickle', pieces: 5, pauseMilliseconds: 20 } });
    const { result } = await runEngine(open(simulator).image, picture(), run);
    expect((await readFile(result.file.path)).toString('latin1', 1, 4)).toBe('PNG');
    expect(simulator.queued).toHaveLength(1);
  });

  it.each([
    ['torch.OutOfMemoryError', 'Allocation on device', 'ran out of memory'],
    ['Exception', 'InsightFace: No face detected.', 'no face in the reference'],
    ['Exception', 'ClipVision model not found.', 'lacks a model file'],
    ['ValueError', 'shapes do not fit', 'failed in KSampler: shapes do not fit'],
  ])('says in words why work failed (%s: %s)', async (type, message, words) => {
    const simulator = await simulate();
    for (let time = 0; time < 3; time += 1) simulator.failNext({ node: 'KSampler', type, message });
    const failed = runEngine(open(simulator).image, picture(), run);
    await expect(failed).rejects.toThrow(words);
  });

  it('works again after a failure in passing', async () => {
    const simulator = await simulate();
    simulator.failNext({ node: 'KSampler', type: 'torch.OutOfMemoryError', message: 'out of memory' });
    await runEngine(open(simulator).image, picture(), run);
    expect(simulator.seen.filter(({ path }) => path === '/free')).toHaveLength(1);
  });

  it.each(['newest', 'classic'] as const)('names a model that went away (%s)', async (version) => {
    const models = { ...stockedModels };
    const simulator = await simulate({ models, version });
    const { image } = open(simulator);
    await runEngine(image, picture(), run);
    models.diffusion_models = [];
    const error = await image.start(picture(), call).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      message: 'ComfyUI lacks the model file diffusion_models/z_image_turbo_bf16.safetensors.',
      facts: { engineError: 'MISSING_MODEL', folder: 'diffusion_models' },
    });
  });

  it.each(['newest', 'classic'] as const)('names a node that went away (%s)', async (version) => {
    const missingNodes: string[] = [];
    const simulator = await simulate({ version, missingNodes });
    const { image } = open(simulator);
    await runEngine(image, picture(), run);
    missingNodes.push('ModelSamplingAuraFlow');
    await expect(image.start(picture(), call)).rejects.toMatchObject({
      message: expect.stringContaining('lacks the node ModelSamplingAuraFlow'),
      facts: { engineError: 'MISSING_NODE', node: 'ModelSamplingAuraFlow' },
    });
  });

  it('stops only its own work', async () => {
    const simulator = await simulate({ stepMilliseconds: 40 });
    const { image } = open(simulator);
    const [first, second] = await Promise.all([1, 2].map(() => image.start(picture(), call)));
    await image.cancel(second!.ticket);
    let progress = await image.check(first!.ticket, call);
    while (progress.state === 'running') progress = await image.check(first!.ticket, call);
    expect(progress.state).toBe('done');
    expect(await image.check(second!.ticket, call)).toMatchObject({ state: 'failed', retry: false });
  });
});
