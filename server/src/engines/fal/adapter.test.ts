import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '#engines/conformance.ts';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { Engine, ImageRequest, MadeImage } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { costIn } from '#engines/paid-work.ts';
import { runEngine } from '#engines/run-engine.ts';
import { type FalSimulator, simulateFal } from '#engines/simulators/fal.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { falKind } from './manifest.ts';

const means = { http: createEngineHttp() };
const call = { signal: AbortSignal.timeout(120_000) };
const run = { ...call, timeoutSeconds: 60 };
const simulators: FalSimulator[] = [];
let folder: string;
let face: string;

const instanceOf = (
  address: string,
  settings: Record<string, unknown> = {},
  key = 'fal-test',
): EngineInstance => ({
  ...{ id: 'test', name: 'fal', address, key },
  settings: falKind.settings.parse(settings),
});
const picture = (more: Partial<ImageRequest> = {}): ImageRequest => ({
  ...{ look: Look.parse({}), shot: Shot.parse({}), prompt: '', seed: 7, quality: 'final', folder },
  ...more,
});
async function simulate(...options: Parameters<typeof simulateFal>) {
  const simulator = await simulateFal(...options);
  simulators.push(simulator);
  return simulator;
}
const open = (instance: EngineInstance) => falKind.open(instance, means).image!;
async function endOf(engine: Engine<ImageRequest, MadeImage>, ticket: string) {
  for (;;) {
    const progress = await engine.check(ticket, call);
    if (progress.state !== 'running') return progress;
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-'));
  face = join(folder, 'face.png');
  const pixels = { width: 90, height: 120, channels: 3, background: '#997755' } as const;
  await writeFile(face, await sharp({ create: pixels }).png().toBuffer());
});
afterEach(() => Promise.all(simulators.splice(0).map((simulator) => simulator[Symbol.asyncDispose]())));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeEngine<ImageRequest, MadeImage>('fal', {
  ticketsOutliveUs: true,
  filesOf: ({ file }) => [file.path],
  async start({ slow }) {
    const simulator = await simulateFal({ looks: slow ? 4 : 1 });
    const opened: OpenedEngine[] = [];
    return {
      server: simulator,
      takesWork: 'POST /fal-ai/nano-banana-2',
      taken: () => simulator.taken.length,
      request: (folder) => picture({ folder, shot: Shot.parse({ format: 'square' }) }),
      open() {
        const engine = falKind.open(instanceOf(simulator.address), means);
        opened.push(engine);
        return engine.image!;
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(opened.map((engine) => engine[Symbol.asyncDispose]()));
        await simulator[Symbol.asyncDispose]();
      },
    };
  },
});

describe('fal', () => {
  it('says whether the key is taken, without asking for anything', async () => {
    const simulator = await simulate();
    const probe = await falKind.probe(instanceOf(simulator.address), means, call);
    expect(probe.abilities.every(({ ready }) => ready)).toBe(true);
    const wordsOnly = await falKind.probe(instanceOf(simulator.address, { editModel: '' }), means, call);
    expect(wordsOnly.abilities.map(({ ready }) => ready)).toEqual([true, false, false]);
    const wrong = instanceOf(simulator.address, {}, 'wrong');
    await expect(falKind.probe(wrong, means, call)).rejects.toThrow('does not take the key');
    simulator.plan({ route: '*', fault: { kind: 'status', status: 200, body: { hello: 1 } } });
    await expect(falKind.probe(instanceOf(simulator.address), means, call)).rejects.toThrow('is not fal');
    expect(simulator.taken).toEqual([]);
    expect(falKind.settings.safeParse({ model: 'fal-ai/../../admin' }).success).toBe(false);
  });

  it('sends references to the model that takes them only, and tells fal’s own figure', async () => {
    const simulator = await simulate();
    const references = [{ path: face, mime: 'image/png' }];
    const { result } = await runEngine(open(instanceOf(simulator.address)), picture({ references }), run);
    expect(result.file).toMatchObject({ mime: 'image/png', width: 928, height: 1152 });
    expect(costIn(result.recipe)).toEqual({ figure: '1 units' });
    expect(simulator.taken[0]).toMatchObject({
      model: 'fal-ai/nano-banana-2/edit',
      input: { image_urls: [expect.stringContaining('data:image/jpeg;base64,')] },
    });
    const words = open(instanceOf(simulator.address, { editModel: '' }));
    expect((await runEngine(words, picture({ references }), run)).warnings[0]).toContain('were not used');
    expect(simulator.taken[1]!.input).not.toHaveProperty('image_urls');
    // A file is fetched without the key.
    const fetched = simulator.seen.filter(({ path }) => path.startsWith('/files/'));
    expect(fetched.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('does not try again what a model refuses, and names a wrong setting', async () => {
    const simulator = await simulate();
    const detail = [
      { loc: ['body', 'prompt'], msg: 'Flagged by a content checker', type: 'content_policy_violation' },
    ];
    simulator.endNext(422, { detail });
    await expect(runEngine(open(instanceOf(simulator.address)), picture(), run)).rejects.toThrow(
      'content rules',
    );
    expect(simulator.taken).toHaveLength(1);
    const noPictures = open(instanceOf(simulator.address, { model: 'fal-ai/nano-banana-2/edit' }));
    await expect(noPictures.start(picture(), call)).rejects.toMatchObject({
      ...{ message: expect.stringContaining('Field required'), facts: { costsNothing: true } },
    });
    simulator.endNext(500, { detail: 'CUDA error' });
    const engine = open(instanceOf(simulator.address));
    const end = await endOf(engine, (await engine.start(picture(), call)).ticket);
    expect(end).toMatchObject({ state: 'failed', retry: true });
    expect(end).not.toHaveProperty('costs');
  });

  it('takes a waiting request out for nothing; a running one may cost', async () => {
    const simulator = await simulate({ looks: 5 });
    const engine = open(instanceOf(simulator.address));
    const waiting = await engine.start(picture(), call);
    await engine.cancel(waiting.ticket);
    expect(await endOf(engine, waiting.ticket)).toMatchObject({ state: 'failed', costs: 'nothing' });
    const running = await engine.start(picture(), call);
    await engine.check(running.ticket, call);
    await engine.cancel(running.ticket);
    expect(await endOf(engine, running.ticket)).not.toHaveProperty('costs');
    expect(simulator.cancelled).toHaveLength(2);
  });

  it('comes back when it is told to; an answer that never came may have cost', async () => {
    const simulator = await simulate();
    simulator.busyNext(0);
    const engine = open(instanceOf(simulator.address));
    await runEngine(engine, picture(), run);
    expect(simulator.taken).toHaveLength(1);
    simulator.plan({ route: 'POST /fal-ai/nano-banana-2', fault: { kind: 'hang-up-after' } });
    await expect(engine.start(picture(), call)).rejects.toMatchObject({ reached: true });
    simulator.plan({ route: 'POST /fal-ai/nano-banana-2', fault: { kind: 'status', status: 401 } });
    await expect(engine.start(picture(), call)).rejects.toMatchObject({ facts: { costsNothing: true } });
  });

  it('fetches results from https on the public internet only', async () => {
    const simulator = await simulate();
    for (const url of [
      'http://v3.fal.media/a.png',
      'https://169.254.169.254/a',
      'https://10.0.0.7/a.png',
      'file:///etc/passwd',
    ]) {
      simulator.endNext(200, { images: [{ url }] });
      const engine = open(instanceOf(simulator.address));
      const end = await endOf(engine, (await engine.start(picture(), call)).ticket);
      expect(end).toMatchObject({ state: 'failed', message: expect.stringContaining('not used') });
    }
  });

  it('knows what a picture costs', () => {
    const work = {
      medium: 'image',
      format: 'square',
      task: 'create',
      references: 4,
      promptLength: 9,
    } as const;
    expect(falKind.estimate!(instanceOf('https://queue.fal.run'), work)).toMatchObject({
      ...{ amountMicros: 80_000, basis: expect.stringContaining('3 reference pictures') },
    });
    const odd = instanceOf('https://queue.fal.run', { editModel: 'fal-ai/new-thing' });
    expect(falKind.estimate!(odd, work)).toEqual({ unknown: expect.stringContaining('fal-ai/new-thing') });
  });
});
