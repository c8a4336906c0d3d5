import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { createEngineHttp } from '#engines/engine-http.ts';
import { engineKinds } from '#engines/kinds.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import type { EngineRun } from '#engines/run-engine.ts';
import { type ElevenlabsSimulator, simulateElevenlabs } from '#engines/simulators/elevenlabs.ts';
import { type FalSimulator, simulateFal } from '#engines/simulators/fal.ts';
import { type OpenaiImagesSimulator, simulateOpenaiImages } from '#engines/simulators/openai-images.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { runOnEngine } from '#features/engines/run-on-engine.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { Voice } from '#kernel/voice.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { ListCosts } from './contract.ts';
import { listCosts } from './list-costs.ts';
import { setLimit } from './set-limit.ts';

let test: TestContext;
let openai: OpenaiImagesSimulator;
let fal: FalSimulator;
let elevenlabs: ElevenlabsSimulator;

beforeAll(async () => {
  test = await testContext();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  openai = await simulateOpenaiImages();
  fal = await simulateFal({ looks: 3 });
  elevenlabs = await simulateElevenlabs({ key: 'xi-test' });
  await setLimit(test.ctx, { limitMicros: 5_000_000, unknownPriceMicros: null });
});
afterEach(async () => {
  for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
  await test.app.pool.query('delete from cost_entries');
  await Promise.all([openai, fal, elevenlabs].map((simulator) => simulator[Symbol.asyncDispose]()));
});

async function connect(kind: string, address: string, key: string) {
  const { id } = await connectEngine(test.ctx, ConnectEngine.parse({ kind, name: kind, address, key }));
  return { kind: 'instances' as const, instanceIds: [id as string], fallback: false };
}
type Choice = Awaited<ReturnType<typeof connect>>;
const drawing = (choice: Choice, subject: string = newId()) => ({
  medium: 'image' as const,
  abilities: ['text-to-image'] as const,
  subject,
  choice,
  request: async () => ({
    ...{ look: Look.parse({}), shot: Shot.parse({}), prompt: '', seed: 1, quality: 'final' as const },
    folder: test.app.config.dataFolder,
  }),
});
const run = (over: Partial<EngineRun> = {}): EngineRun => ({
  ...{ signal: AbortSignal.timeout(30_000), timeoutSeconds: 30 },
  ...over,
});
const costs = async () => (await listCosts(test.ctx, ListCosts.parse({}))).items;

describe('hosted engines at work', () => {
  it('books what OpenAI counted, and keeps the key out of sight', async () => {
    const choice = await connect('openai-images', openai.address, 'sk-test');
    await runOnEngine(test.ctx, drawing(choice), run());
    const [cost] = await costs();
    expect(cost).toMatchObject({
      state: 'booked',
      providerFigure: expect.stringContaining('1372 tokens out'),
    });
    expect(cost!.bookedMicros).toBeGreaterThan(0);
    expect(cost!.bookedMicros).toBeLessThanOrEqual(cost!.estimatedMicros);
    const { rows } = await test.app.pool.query('select * from engine_instances, engine_runs, cost_entries');
    expect(JSON.stringify(rows)).not.toContain('sk-test');
    expect(rows[0].sealed_key.toString('latin1')).not.toContain('sk-test');
  });

  it('never asks OpenAI again by itself when the answer was lost', async () => {
    const choice = await connect('openai-images', openai.address, 'sk-test');
    openai.plan({ route: 'POST /v1/images/generations', fault: { kind: 'hang-up-after' } });
    await expect(runOnEngine(test.ctx, drawing(choice), run())).rejects.toThrow('may have been paid for');
    expect(openai.drawn).toHaveLength(1);
    expect(await costs()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('pays nothing for a refusal, and nothing while it is busy', async () => {
    const choice = await connect('openai-images', openai.address, 'sk-test');
    openai.blockNext();
    await expect(runOnEngine(test.ctx, drawing(choice), run())).rejects.toThrow('content rules');
    expect(await costs()).toMatchObject([{ state: 'released' }]);
    for (let time = 0; time < 3; time += 1) openai.busyNext(600);
    await expect(runOnEngine(test.ctx, drawing(choice), run({ timeoutSeconds: 2 }))).rejects.toThrow(
      'too busy',
    );
    expect((await costs()).map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'released'));
    expect(openai.drawn).toEqual([]);
  });

  it('tells a picture of OpenAI as lost after a restart of ours, and fetches one of fal', async () => {
    const slow = await simulateOpenaiImages({ drawMilliseconds: 3000 });
    const choices = {
      openai: await connect('openai-images', slow.address, 'sk-test'),
      fal: await connect('fal', fal.address, 'fal-test'),
    };
    const subjects = { openai: newId(), fal: newId() };
    const stop = new AbortController();
    const before = [
      runOnEngine(test.ctx, drawing(choices.openai, subjects.openai), run({ signal: stop.signal })),
      runOnEngine(test.ctx, drawing(choices.fal, subjects.fal), run({ signal: stop.signal })),
    ].map((work) => expect(work).rejects.toThrow('the process ends'));
    await until(() => slow.drawn.length === 1 && fal.taken.length === 1);
    await until(async () => (await openRuns()) === 2);
    stop.abort(new Error('the process ends'));
    await Promise.all(before);
    await using again = createEngineRegistry({ kinds: engineKinds, http: createEngineHttp() });
    const ctx: Ctx = { ...test.ctx, connected: again };
    await runOnEngine(ctx, drawing(choices.fal, subjects.fal), run());
    const lost = runOnEngine(ctx, drawing(choices.openai, subjects.openai), run());
    await expect(lost).rejects.toThrow(/lost the work.*may have been paid for/);
    expect(fal.taken).toHaveLength(1);
    expect(slow.drawn).toHaveLength(1);
    expect((await costs()).map(({ engineName, state }) => [engineName, state]).toSorted()).toEqual([
      ['fal', 'booked'],
      ['openai-images', 'uncertain'],
    ]);
    await slow[Symbol.asyncDispose]();
  });

  it('gives the money back for a request that fal had not begun when it was cancelled', async () => {
    await fal[Symbol.asyncDispose]();
    fal = await simulateFal({ looks: 500, queuedLooks: 500 });
    const choice = await connect('fal', fal.address, 'fal-test');
    const stop = new AbortController();
    const work = runOnEngine(test.ctx, drawing(choice), run({ signal: stop.signal }));
    const end = expect(work).rejects.toThrow('Cancelled.');
    await until(async () => fal.taken.length === 1 && (await openRuns()) === 1);
    stop.abort(new AppError('gone', 'Cancelled.'));
    await end;
    expect(fal.cancelled).toHaveLength(1);
    expect(await costs()).toMatchObject([{ state: 'released' }]);
  });

  it('keeps parallel takes within the limit', async () => {
    await setLimit(test.ctx, { limitMicros: 200_000, unknownPriceMicros: null });
    const choice = await connect('fal', fal.address, 'fal-test');
    const ends = await Promise.allSettled(
      Array.from({ length: 5 }, () => runOnEngine(test.ctx, drawing(choice), run())),
    );
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(fal.taken).toHaveLength(2);
    expect((await costs()).reduce((sum, { bookedMicros }) => sum + bookedMicros, 0)).toBe(160_000);
  });

  it('books speech by its characters', async () => {
    const choice = await connect('elevenlabs', elevenlabs.address, 'xi-test');
    const script = 'Good morning, all of you.';
    const request = async () => ({
      ...{ voice: Voice.parse({ voiceId: 'JBFqnCBsd6RMkjVDRZzb' }), script, language: 'en' },
      folder: test.app.config.dataFolder,
    });
    await runOnEngine(
      test.ctx,
      { medium: 'speech', abilities: ['speech'], subject: newId(), choice, request },
      run(),
    );
    expect(await costs()).toMatchObject([
      {
        state: 'booked',
        medium: 'speech',
        bookedMicros: script.length * 100,
        basis: expect.stringContaining('25 characters'),
      },
    ]);
  });
});

/** Work whose ticket is on record: what comes after finds it again. */
async function openRuns(): Promise<number> {
  const { rows } = await test.app.pool.query(
    "select id from engine_runs where state = 'running' and ticket <> ''",
  );
  return rows.length;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const last = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
