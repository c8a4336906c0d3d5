import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '#engines/conformance.ts';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { Engine, ImageRequest, MadeImage } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { costIn } from '#engines/paid-work.ts';
import { runEngine } from '#engines/run-engine.ts';
import { type ReplicateSimulator, simulateReplicate } from '#engines/simulators/replicate.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { replicateKind } from './manifest.ts';

const means = { http: createEngineHttp() };
const call = { signal: AbortSignal.timeout(120_000) };
const run = { ...call, timeoutSeconds: 60 };
const simulators: ReplicateSimulator[] = [];
let folder: string;
let face: string;

const instanceOf = (
  address: string,
  settings: Record<string, unknown> = {},
  key = 'r8_test',
): EngineInstance => ({
  ...{ id: 'test', name: 'Replicate', address, key },
  settings: replicateKind.settings.parse(settings),
});
const picture = (more: Partial<ImageRequest> = {}): ImageRequest => ({
  ...{ look: Look.parse({}), shot: Shot.parse({}), prompt: '', seed: 7, quality: 'final', folder },
  ...more,
});
async function simulate(...options: Parameters<typeof simulateReplicate>) {
  const simulator = await simulateReplicate(...options);
  simulators.push(simulator);
  return simulator;
}
const open = (instance: EngineInstance) => replicateKind.open(instance, means).image!;
async function endOf(engine: Engine<ImageRequest, MadeImage>, ticket: string) {
  for (;;) {
    const progress = await engine.check(ticket, call);
    if (progress.state !== 'running') return progress;
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replicate-'));
  face = join(folder, 'face.png');
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const pixels = { width: 1400, height: 1400, channels: 3, background: '#997755', noise } as const;
  await writeFile(face, await sharp({ create: pixels }).png().toBuffer());
});
afterEach(() => Promise.all(simulators.splice(0).map((simulator) => simulator[Symbol.asyncDispose]())));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeEngine<ImageRequest, MadeImage>('Replicate', {
  ticketsOutliveUs: true,
  filesOf: ({ file }) => [file.path],
  async start({ slow }) {
    const simulator = await simulateReplicate({ looks: slow ? 4 : 1 });
    return {
      server: simulator,
      takesWork: 'POST /v1/models/google/nano-banana/predictions',
      taken: () => simulator.begun.length,
      request: (folder) => picture({ folder, shot: Shot.parse({ format: 'square' }) }),
      open: () => open(instanceOf(simulator.address)),
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    };
  },
});

describe('Replicate', () => {
  it('says whose key it is and whether the model is there, without beginning anything', async () => {
    const simulator = await simulate();
    const probe = await replicateKind.probe(instanceOf(simulator.address), means, call);
    expect(probe.summary).toContain('ada');
    expect(probe.abilities.every(({ ready }) => ready)).toBe(true);
    const gone = instanceOf(simulator.address, { model: 'somebody/else' });
    const { abilities } = await replicateKind.probe(gone, means, call);
    expect(abilities[0]).toMatchObject({ ready: false, missing: ['the model somebody/else'] });
    const wrong = instanceOf(simulator.address, {}, 'wrong');
    await expect(replicateKind.probe(wrong, means, call)).rejects.toThrow('does not take the key');
    expect(simulator.begun).toEqual([]);
    expect(replicateKind.settings.safeParse({ model: '../account' }).success).toBe(false);
  });

  it('sends references in the field that is set, small enough, and tells how long it worked', async () => {
    const simulator = await simulate();
    const references = [{ path: face, mime: 'image/png' }];
    const { result } = await runEngine(open(instanceOf(simulator.address)), picture({ references }), run);
    expect(result.file).toMatchObject({ mime: 'image/png', width: 896, height: 1152 });
    expect(costIn(result.recipe)).toEqual({ figure: '7.3 s of work' });
    expect(simulator.begun[0]).toMatchObject({ aspect_ratio: '4:5', image_input: [expect.any(String)] });
    const words = open(instanceOf(simulator.address, { picturesField: '' }));
    expect((await runEngine(words, picture({ references }), run)).warnings[0]).toContain('were not used');
    expect(simulator.begun[1]).not.toHaveProperty('image_input');
    const fetched = simulator.seen.filter(({ path }) => path.startsWith('/files/'));
    expect(fetched.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('does not try again what is refused for its content', async () => {
    const simulator = await simulate();
    simulator.endNext({ status: 'failed', error: 'The input or output was flagged as sensitive. (E005)' });
    const engine = open(instanceOf(simulator.address));
    await expect(runEngine(engine, picture(), run)).rejects.toThrow('content rules');
    expect(simulator.begun).toHaveLength(1);
  });

  it('tells what certainly cost nothing from what may have cost', async () => {
    const simulator = await simulate();
    const engine = open(instanceOf(simulator.address));
    const end = async () => endOf(engine, (await engine.start(picture(), call)).ticket);
    simulator.endNext({ status: 'aborted', error: '' });
    expect(await end()).toMatchObject({ state: 'failed', retry: true, costs: 'nothing' });
    simulator.endNext({ status: 'failed', error: 'CUDA out of memory' });
    expect(await end()).not.toHaveProperty('costs');
    simulator.endNext({ status: 'succeeded', output: 'http://replicate.delivery/a.png' });
    expect(await end()).toMatchObject({ state: 'failed', message: expect.stringContaining('not used') });
    const odd = open(instanceOf(simulator.address, { picturesField: 'photos' }));
    const references = [{ path: face, mime: 'image/png' }];
    await expect(odd.start(picture({ references }), call)).rejects.toMatchObject({
      facts: { costsNothing: true },
    });
    simulator.plan({
      route: 'POST /v1/models/google/nano-banana/predictions',
      fault: { kind: 'status-after', status: 502 },
    });
    await expect(engine.start(picture(), call)).rejects.toMatchObject({ facts: { passing: true } });
    await expect(engine.start(picture(), call).then(() => engine.cancel('nobody'))).resolves.toBeUndefined();
  });

  it('comes back when it is told to, and cancels there', async () => {
    const simulator = await simulate({ looks: 9 });
    simulator.busyNext(0);
    const engine = open(instanceOf(simulator.address));
    const { ticket } = await engine.start(picture(), call);
    expect(simulator.begun).toHaveLength(1);
    await engine.cancel(ticket);
    expect(simulator.cancelled).toHaveLength(1);
    expect(await endOf(engine, ticket)).toMatchObject({ state: 'failed', retry: false });
  });

  it('knows what a picture costs, and what it does not know', () => {
    const work = {
      medium: 'image',
      format: 'square',
      task: 'create',
      references: 0,
      promptLength: 9,
    } as const;
    const at = (model: string) =>
      replicateKind.estimate!(instanceOf('https://api.replicate.com', { model }), work);
    expect(at('black-forest-labs/flux-1.1-pro')).toMatchObject({ amountMicros: 40_000, isUpperBound: true });
    expect(at('google/nano-banana')).toMatchObject({ isUpperBound: false });
    expect(at('somebody/else')).toEqual({ unknown: expect.stringContaining('somebody/else') });
  });
});
