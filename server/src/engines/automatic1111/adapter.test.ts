import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '#engines/conformance.ts';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { ImageRequest, MadeImage, Preview } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { runEngine } from '#engines/run-engine.ts';
import {
  type Automatic1111Simulator,
  type Automatic1111SimulatorOptions,
  simulateAutomatic1111,
} from '#engines/simulators/automatic1111.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { automatic1111Kind } from './manifest.ts';

const means = { http: createEngineHttp() };
const call = { signal: AbortSignal.timeout(120_000) };
const run = { ...call, timeoutSeconds: 60 };
const faceAdapters = {
  models: ['canny_xl [abc]', 'ip-adapter-plus-face_sdxl_vit-h [d4f0a9c1]', 'ip-adapter-plus-face_sd15 [11]'],
  modules: ['None', 'canny', 'ip-adapter-auto'],
};
const forgeAdapters = {
  ...faceAdapters,
  modules: ['None', 'CLIP-ViT-H (IPAdapter)', 'InsightFace (InstantID)'],
};
let folder: string;
let reference: string;
let seed = 1;
const opened: OpenedEngine[] = [];
const simulators: Automatic1111Simulator[] = [];

const instanceOf = (
  simulator: Automatic1111Simulator,
  settings: Record<string, unknown> = {},
  key?: string,
): EngineInstance => ({
  ...{ id: 'test', name: 'My Forge', address: simulator.address, settings },
  ...(key !== undefined && { key }),
});

async function simulate(options: Automatic1111SimulatorOptions = {}): Promise<Automatic1111Simulator> {
  const simulator = await simulateAutomatic1111(options);
  simulators.push(simulator);
  return simulator;
}

function open(...at: Parameters<typeof instanceOf>) {
  const engine = automatic1111Kind.open(instanceOf(...at), means);
  opened.push(engine);
  return engine.image!;
}

function picture(more: Partial<ImageRequest> = {}): ImageRequest {
  seed += 1;
  const shot = Shot.parse({ format: 'square' });
  return { look: Look.parse({}), shot, prompt: '', seed, quality: 'preview', folder, ...more };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'automatic1111-'));
  reference = join(folder, 'reference.png');
  const pixels = { width: 96, height: 120, channels: 3, background: '#7799aa' } as const;
  await writeFile(reference, await sharp({ create: pixels }).png().toBuffer());
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine[Symbol.asyncDispose]()));
  await Promise.all(simulators.splice(0).map((simulator) => simulator[Symbol.asyncDispose]()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeEngine<ImageRequest, MadeImage>('Automatic1111', {
  ticketsOutliveUs: false,
  filesOf: ({ file }) => [file.path],
  async start({ slow }) {
    const simulator = await simulateAutomatic1111({ stepMilliseconds: slow ? 60 : 0 });
    const engines: OpenedEngine[] = [];
    return {
      server: simulator,
      takesWork: 'POST /sdapi/v1/txt2img',
      taken: () => simulator.drawn.length,
      request: (folder) => picture({ folder }),
      open() {
        const engine = automatic1111Kind.open(instanceOf(simulator), means);
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

describe('probe', () => {
  it('tells what it is, can do and lacks', async () => {
    const plain = await automatic1111Kind.probe(instanceOf(await simulate()), means, call);
    expect(plain).toMatchObject({ version: 'Automatic1111', queueLength: 0 });
    expect(plain.abilities.map(({ id, ready }) => [id, ready])).toEqual([
      ['text-to-image', true],
      ['image-from-references', false],
      ['edit', true],
      ['upscale', true],
    ]);
    const forge = await simulate({ forge: true, controlNet: forgeAdapters });
    const probe = await automatic1111Kind.probe(instanceOf(forge), means, call);
    expect(probe.version).toBe('Forge');
    expect(probe.abilities.every(({ ready }) => ready)).toBe(true);
    expect(JSON.stringify(probe)).not.toContain('/home/');
  });

  it('says what to switch on when only the page answers', async () => {
    const simulator = await simulate({ apiOff: true });
    await expect(automatic1111Kind.probe(instanceOf(simulator), means, call)).rejects.toMatchObject({
      code: 'invalid',
      hint: 'Start it with the option --api.',
    });
  });

  it('wants the password where one is set', async () => {
    const simulator = await simulate({ auth: 'me:secret' });
    await expect(automatic1111Kind.probe(instanceOf(simulator), means, call)).rejects.toThrow('password');
    const probe = await automatic1111Kind.probe(instanceOf(simulator, {}, 'me:secret'), means, call);
    expect(probe.models).toHaveLength(1);
  });

  it('refuses another program', async () => {
    const simulator = await simulate();
    simulator.plan({ route: '*', times: 9, fault: { kind: 'status', status: 200, body: { hello: 1 } } });
    await expect(automatic1111Kind.probe(instanceOf(simulator), means, call)).rejects.toThrow('neither');
  });
});

describe('work', () => {
  it.each([
    ['Automatic1111', faceAdapters, 'ip-adapter-auto'],
    ['Forge', forgeAdapters, 'CLIP-ViT-H (IPAdapter)'],
  ])('keeps a face with the adapter that fits the checkpoint (%s)', async (_, controlNet, module) => {
    const simulator = await simulate({ controlNet });
    const references = [{ path: reference, mime: 'image/png' }];
    const { result, warnings } = await runEngine(open(simulator), picture({ references }), run);
    expect(result.recipe).toMatchObject({
      face: { model: 'ip-adapter-plus-face_sdxl_vit-h [d4f0a9c1]', module },
    });
    expect(warnings).toEqual([]);
  });

  it('says that references were not used where nothing keeps a face', async () => {
    const references = [{ path: reference, mime: 'image/png' }];
    const { warnings } = await runEngine(open(await simulate()), picture({ references }), run);
    expect(warnings).toEqual(['The engine has no ControlNet, so the references were not used.']);
  });

  it('changes and enlarges a picture', async () => {
    const engine = open(await simulate());
    const edit = picture({ task: { kind: 'edit', source: reference, strength: 0.4 }, prompt: 'a red scarf' });
    const edited = await runEngine(engine, edit, run);
    expect(edited.result.recipe).toMatchObject({ task: 'edit', denoising_strength: 0.4 });
    const larger = await runEngine(
      engine,
      picture({ task: { kind: 'upscale', source: reference, factor: 4 } }),
      run,
    );
    expect(larger.result.file).toMatchObject({ width: 384, height: 480 });
    const detail = picture({ task: { kind: 'detail-face', source: reference } });
    await expect(engine.start(detail, call)).rejects.toThrow('does not refine faces');
  });

  it('shows the picture while it grows', async () => {
    const simulator = await simulate({ stepMilliseconds: 60 });
    const seen: Preview[] = [];
    await runEngine(open(simulator), picture(), {
      ...run,
      onProgress: (_fraction, _stage, preview) => preview && seen.push(preview),
    });
    expect(seen[0]).toMatchObject({ mime: 'image/jpeg' });
  });

  it('does not take a bad picture', async () => {
    const simulator = await simulate();
    simulator.spoilNext(
      Buffer.from('no picture at all, but long enough to be taken for one by size alone').toString('base64'),
    );
    const { result } = await runEngine(open(simulator), picture(), run);
    await expect(sharp(result.file.path).raw().toBuffer()).resolves.toBeDefined();
    expect(simulator.drawn).toHaveLength(2);
  });

  it('tries again after trouble in passing, and only then', async () => {
    const simulator = await simulate();
    simulator.failNext(500, { error: 'OutOfMemoryError', detail: '', errors: 'CUDA out of memory.' });
    await runEngine(open(simulator), picture(), run);
    expect(simulator.drawn).toHaveLength(2);
    simulator.failNext(422, { detail: 'always on script X not found' });
    await expect(runEngine(open(simulator), picture(), run)).rejects.toThrow('always on script X not found');
    expect(simulator.drawn).toHaveLength(3);
  });

  it('does not stop the work of others', async () => {
    const simulator = await simulate({ stepMilliseconds: 20 });
    const others = fetch(`${simulator.address}/sdapi/v1/txt2img`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'theirs', steps: 40, width: 64, height: 64 }),
    });
    const engine = open(simulator);
    const { ticket } = await engine.start(picture(), call);
    await engine.check(ticket, call);
    await engine.cancel(ticket);
    expect(simulator.seen.filter(({ path }) => path === '/sdapi/v1/interrupt')).toEqual([]);
    expect((await others).status).toBe(200);
  });
});
