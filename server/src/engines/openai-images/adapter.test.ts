import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '#engines/conformance.ts';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { ImageRequest, MadeImage } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { costIn } from '#engines/paid-work.ts';
import { runEngine } from '#engines/run-engine.ts';
import { type OpenaiImagesSimulator, simulateOpenaiImages } from '#engines/simulators/openai-images.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { openaiImagesKind } from './manifest.ts';

const means = { http: createEngineHttp() };
const call = { signal: AbortSignal.timeout(120_000) };
const run = { ...call, timeoutSeconds: 60 };
const opened: OpenedEngine[] = [];
const simulators: OpenaiImagesSimulator[] = [];
let folder: string;
let face: string;

const instanceOf = (
  address: string,
  settings: Record<string, unknown> = {},
  key = 'sk-test',
): EngineInstance => ({
  ...{ id: 'test', name: 'OpenAI', address, key },
  settings: openaiImagesKind.settings.parse(settings),
});
const picture = (more: Partial<ImageRequest> = {}): ImageRequest => ({
  ...{ look: Look.parse({}), shot: Shot.parse({}), prompt: '', seed: 7, quality: 'final', folder },
  ...more,
});
async function simulate(...options: Parameters<typeof simulateOpenaiImages>) {
  const simulator = await simulateOpenaiImages(...options);
  simulators.push(simulator);
  return simulator;
}
function open(instance: EngineInstance) {
  const engine = openaiImagesKind.open(instance, means);
  opened.push(engine);
  return engine.image!;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openai-images-'));
  face = join(folder, 'face.png');
  const pixels = { width: 90, height: 120, channels: 3, background: '#997755' } as const;
  await writeFile(face, await sharp({ create: pixels }).png().toBuffer());
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine[Symbol.asyncDispose]()));
  await Promise.all(simulators.splice(0).map((simulator) => simulator[Symbol.asyncDispose]()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeEngine<ImageRequest, MadeImage>('OpenAI images', {
  ticketsOutliveUs: false,
  filesOf: ({ file }) => [file.path],
  async start({ slow }) {
    const simulator = await simulateOpenaiImages({ drawMilliseconds: slow ? 1500 : 0 });
    const engines: OpenedEngine[] = [];
    return {
      server: simulator,
      takesWork: 'POST /v1/images/generations',
      taken: () => simulator.drawn.length,
      request: (folder) => picture({ folder, shot: Shot.parse({ format: 'square' }) }),
      open() {
        const engine = openaiImagesKind.open(instanceOf(simulator.address), means);
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

describe('OpenAI images', () => {
  it('says what the key may use, and asks for nothing that costs', async () => {
    const simulator = await simulate();
    const probe = await openaiImagesKind.probe(instanceOf(simulator.address), means, call);
    expect(probe.models.map(({ id }) => id)).toEqual(['gpt-image-2', 'gpt-image-1-mini']);
    expect(probe.abilities.every(({ ready }) => ready)).toBe(true);
    expect(simulator.drawn).toEqual([]);
    const gone = instanceOf(simulator.address, { model: 'gpt-image-9' });
    expect((await openaiImagesKind.probe(gone, means, call)).abilities[0]).toMatchObject({
      ...{ ready: false, missing: [expect.stringContaining('gpt-image-9')] },
    });
  });

  it('refuses a wrong key, an address in clear, and another program', async () => {
    const simulator = await simulate();
    const wrong = instanceOf(simulator.address, {}, 'sk-wrong');
    await expect(openaiImagesKind.probe(wrong, means, call)).rejects.toThrow('does not take the key');
    await expect(open(wrong).start(picture(), call)).rejects.toMatchObject({ facts: { costsNothing: true } });
    const plain = instanceOf('http://api.example.org');
    await expect(openaiImagesKind.probe(plain, means, call)).rejects.toMatchObject({ field: 'address' });
    simulator.plan({ route: '*', fault: { kind: 'status', status: 404 } });
    const other = openaiImagesKind.probe(instanceOf(simulator.address), means, call);
    await expect(other).rejects.toThrow('is not OpenAI');
  });

  it('sends the words, and counts what it cost by the tokens of the answer', async () => {
    const simulator = await simulate();
    const shot = Shot.parse({ format: 'story' });
    const request = picture({ shot, prompt: 'holding a red mug', negativePrompt: 'hats' });
    const { result } = await runEngine(open(instanceOf(simulator.address)), request, run);
    expect(result.file).toMatchObject({ mime: 'image/png', width: 1024, height: 1536 });
    expect(simulator.drawn).toMatchObject([
      { route: 'generations', pictures: 0, fields: { quality: 'medium' } },
    ]);
    expect(simulator.drawn[0]!.fields.prompt).toMatch(/adult.*holding a red mug.*without: hats/s);
    const cost = costIn(result.recipe)!;
    expect(cost.figure).toContain('1372 tokens out');
    const estimate = openaiImagesKind.estimate!(instanceOf(simulator.address), {
      ...{ medium: 'image', format: 'story', task: 'create', references: 0, promptLength: 1520 },
    });
    expect(estimate).toMatchObject({ currency: 'USD', basis: expect.stringContaining('1024 × 1536') });
    if (!('amountMicros' in estimate)) throw new Error('A price is known.');
    expect(cost.amountMicros).toBeGreaterThan(0);
    expect(cost.amountMicros!).toBeLessThanOrEqual(estimate.amountMicros);
  });

  it('sends as many references as are set, small and without private data, and says which it left out', async () => {
    const simulator = await simulate();
    const references = [1, 2, 3].map(() => ({ path: face, mime: 'image/png' }));
    const { warnings } = await runEngine(open(instanceOf(simulator.address)), picture({ references }), run);
    expect(simulator.drawn).toMatchObject([{ route: 'edits', pictures: 2 }]);
    expect(warnings).toEqual(['Only the first 2 of 3 reference pictures were used.']);
    const none = open(instanceOf(simulator.address, { references: 0 }));
    expect((await runEngine(none, picture({ references }), run)).warnings[0]).toContain('were not used');
    expect(simulator.drawn[1]).toMatchObject({ route: 'generations' });
    const edit = picture({ task: { kind: 'edit', source: face, strength: 0.5 }, prompt: 'a blue coat' });
    await runEngine(none, edit, run);
    expect(simulator.drawn[2]).toMatchObject({ route: 'edits', pictures: 1 });
  });

  it('does not try again what its content rules refuse', async () => {
    const simulator = await simulate();
    simulator.blockNext();
    const engine = open(instanceOf(simulator.address));
    await expect(runEngine(engine, picture(), run)).rejects.toThrow('content rules');
    expect(simulator.drawn).toEqual([]);
  });

  it('comes back when it is told to, and only then', async () => {
    const simulator = await simulate();
    simulator.busyNext(0);
    await runEngine(open(instanceOf(simulator.address)), picture(), run);
    expect(simulator.drawn).toHaveLength(1);
    simulator.busyNext(600);
    const { ticket } = await open(instanceOf(simulator.address)).start(picture(), call);
    const engine = opened.at(-1)!.image!;
    let end = await engine.check(ticket, call);
    while (end.state === 'running') end = await engine.check(ticket, call);
    expect(end).toMatchObject({ state: 'failed', retry: true, costs: 'nothing' });
  });

  it.each([
    ['an answer that never came', { kind: 'hang-up-after' }],
    ['a breakdown over it', { kind: 'status-after', status: 500 }],
  ] as const)('does not say that %s costs nothing', async (_, fault) => {
    const simulator = await simulate();
    simulator.plan({ route: 'POST /v1/images/generations', fault });
    const engine = open(instanceOf(simulator.address));
    const { ticket } = await engine.start(picture(), call);
    let end = await engine.check(ticket, call);
    while (end.state === 'running') end = await engine.check(ticket, call);
    expect(end).toMatchObject({ state: 'failed', retry: true });
    expect(end).not.toHaveProperty('costs');
  });

  it('keeps no file that is no whole picture', async () => {
    const simulator = await simulate();
    simulator.spoilNext(
      Buffer.from('<html>this is a page, in the place of a picture, and quite long</html>'),
    );
    const before = (await readdir(folder)).length;
    const engine = open(instanceOf(simulator.address));
    const { ticket } = await engine.start(picture(), call);
    let end = await engine.check(ticket, call);
    while (end.state === 'running') end = await engine.check(ticket, call);
    expect(end).toMatchObject({ state: 'failed', message: expect.stringContaining('no whole picture') });
    expect(await readdir(folder)).toHaveLength(before);
  });

  it('knows no price for models that are not in its list', () => {
    const odd = instanceOf('https://api.openai.com', { model: 'gpt-image-9' });
    const work = {
      medium: 'image',
      format: 'square',
      task: 'create',
      references: 0,
      promptLength: 9,
    } as const;
    expect(openaiImagesKind.estimate!(odd, work)).toEqual({
      unknown: expect.stringContaining('gpt-image-9'),
    });
  });
});
