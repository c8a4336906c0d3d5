import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CostEstimate, EngineKind } from '#engines/connected-engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import type { EngineRun } from '#engines/run-engine.ts';
import { connectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { runOnEngine } from '#features/engines/run-on-engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type EngineInstanceId, newId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { fakeEngineKind, fakeServer } from '#test/fake-engine-kind.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { ListCosts } from './contract.ts';
import { estimateCost } from './estimate-cost.ts';
import { getSpending } from './get-spending.ts';
import { listCosts } from './list-costs.ts';
import { reserve, settle } from './reserve.ts';
import { setLimit } from './set-limit.ts';

const server = fakeServer();
let estimate: CostEstimate;
let test: TestContext;
let instance: { readonly id: EngineInstanceId; readonly name: string };

/** The test server, as if somebody asked money for it. */
const paidKind = (): EngineKind => ({
  ...fakeEngineKind({ cloud: server }),
  hosted: true,
  estimate: () => estimate,
});
const price = (amountMicros: number): CostEstimate => ({
  ...{ amountMicros, currency: 'USD', basis: 'one picture', isUpperBound: true },
});

beforeAll(async () => {
  test = await testContext({
    connected: createEngineRegistry({ kinds: [paidKind()], http: createEngineHttp() }),
  });
  const made = await connectEngine(
    test.ctx,
    ConnectEngine.parse({ kind: 'fake-kind', name: 'Cloud', address: 'http://cloud:1' }),
  );
  instance = { id: made.id as EngineInstanceId, name: made.name };
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  Object.assign(server, fakeServer());
  server.works.clear();
  estimate = price(40_000);
  test.setNow(undefined);
  await test.app.pool.query('delete from cost_entries; delete from spending_limits; delete from engine_runs');
  await test.app.pool.query('update engine_instances set failures = 0, set_aside_until = null');
});

const limit = (limitMicros: number, unknownPriceMicros: number | null = null) =>
  setLimit(test.ctx, { limitMicros, unknownPriceMicros });
const call = (amountMicros: number, subject: string = newId()) => ({
  ...{ subject, instance, medium: 'image' as const, estimate: price(amountMicros) },
});
const costs = async () => (await listCosts(test.ctx, ListCosts.parse({}))).items;
const only = (): { kind: 'instances'; instanceIds: string[]; fallback: boolean } => ({
  ...{ kind: 'instances', instanceIds: [instance.id], fallback: false },
});
const work = (subject: string = newId()) => ({
  medium: 'image' as const,
  abilities: ['image-from-references'] as const,
  subject,
  choice: only(),
  request: async () => ({
    ...{ look: Look.parse({ apparentAge: 30 }), shot: Shot.parse({}), prompt: '', seed: 1 },
    quality: 'final' as const,
    folder: test.app.config.dataFolder,
  }),
});
const run = (over: Partial<EngineRun> = {}): EngineRun => ({
  ...{ signal: AbortSignal.timeout(30_000), timeoutSeconds: 30 },
  ...over,
});

describe('the limit', () => {
  it('is never passed, whatever runs in parallel', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.array(
          fc.record({
            estimated: fc.integer({ min: 1, max: 200 }),
            share: fc.double({ min: 0, max: 1, noNaN: true }),
            end: fc.constantFrom('made', 'not-charged', 'uncertain', 'running'),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        async (most, calls) => {
          await test.app.pool.query('delete from cost_entries');
          await limit(most);
          const check = async () => {
            const { spentMicros, reservedMicros } = await getSpending(test.ctx, {});
            expect(spentMicros + reservedMicros).toBeLessThanOrEqual(most);
          };
          await Promise.all(
            calls.map(async ({ estimated, share, end }) => {
              const reservation = await reserve(test.ctx, call(estimated)).catch(() => undefined);
              await check();
              if (!reservation || end === 'running') return;
              const cost = { amountMicros: Math.floor(estimated * share), figure: 'as billed' };
              await settle(
                test.ctx,
                reservation,
                end === 'made' ? { kind: 'made', cost } : { kind: end, note: '' },
              );
            }),
          );
          await check();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is 0 until an admin sets it, and the built-in engine does the work by itself meanwhile', async () => {
    await expect(runOnEngine(test.ctx, work(), run())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('may spend nothing yet'),
    });
    const { choice: _, ...automatic } = work();
    expect((await runOnEngine(test.ctx, automatic, run())).engine.manifest.builtIn).toBe(true);
    expect(server.started).toBe(0);
    await expect(
      setLimit(test.as('editor'), { limitMicros: 1, unknownPriceMicros: null }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await limit(40_000);
    expect((await runOnEngine(test.ctx, automatic, run())).engine.name).toBe('Cloud');
    await expect(runOnEngine(test.ctx, work(), run())).rejects.toThrow('limit of $0.04 is reached');
    expect(server.started).toBe(1);
  });

  it('belongs to a month of the workspace’s own time zone, and to one workspace', async () => {
    await limit(100);
    test.setNow(new Date('2026-11-30T22:59:00Z'));
    await settle(test.ctx, await reserve(test.ctx, call(100)), { kind: 'made' });
    await expect(reserve(test.ctx, call(1))).rejects.toThrow('limit');
    // Midnight in Berlin, not yet in London.
    test.setNow(new Date('2026-11-30T23:01:00Z'));
    await reserve(test.ctx, call(100));
    expect(await getSpending(test.ctx, {})).toMatchObject({
      month: '2026-12',
      spentMicros: 0,
      leftMicros: 0,
    });
    expect(await getSpending(test.ctx, { month: '2026-11' })).toMatchObject({
      spentMicros: 100,
      byEngine: [{ name: 'Cloud', micros: 100, pieces: 1 }],
      byCharacter: [{ id: null, micros: 100 }],
    });
    const stranger = await test.stranger();
    expect(await getSpending(stranger, { month: '2026-11' })).toMatchObject({
      spentMicros: 0,
      limitMicros: 0,
    });
    expect((await listCosts(stranger, ListCosts.parse({}))).items).toEqual([]);
  });
});

describe('a paid piece of work', () => {
  beforeEach(async () => {
    await limit(1_000_000);
  });

  it('is reserved while it runs and booked once when it is done', async () => {
    server.pollsNeeded = 1000;
    const going = runOnEngine(test.ctx, work(), run());
    await until(async () => (await costs())[0]?.state === 'reserved');
    expect(await getSpending(test.ctx, {})).toMatchObject({ reservedMicros: 40_000, spentMicros: 0 });
    server.pollsNeeded = 1;
    await going;
    expect(await costs()).toMatchObject([
      {
        state: 'booked',
        estimatedMicros: 40_000,
        bookedMicros: 40_000,
        engineName: 'Cloud',
        isPriceKnown: true,
      },
    ]);
  });

  it('is booked once when a job runs again after a restart of ours', async () => {
    server.pollsNeeded = 1000;
    const subject = newId();
    const stop = new AbortController();
    const first = runOnEngine(test.ctx, work(subject), run({ signal: stop.signal }));
    await until(async () => server.started === 1);
    stop.abort(new Error('the process ends'));
    await expect(first).rejects.toThrow('the process ends');
    server.pollsNeeded = 1;
    await runOnEngine(test.ctx, work(subject), run());
    expect(server.started).toBe(1);
    expect(await costs()).toMatchObject([{ state: 'booked', bookedMicros: 40_000 }]);
  });

  it('is booked once when its end is told twice, and at what the engine says it cost', async () => {
    const reservation = await reserve(test.ctx, call(500));
    const end = { kind: 'made', cost: { amountMicros: 120, figure: '3 units' } } as const;
    await Promise.all([settle(test.ctx, reservation, end), settle(test.ctx, reservation, end)]);
    await settle(test.ctx, reservation, { kind: 'not-charged', note: 'late' });
    expect(await costs()).toMatchObject([{ state: 'booked', bookedMicros: 120, providerFigure: '3 units' }]);
    expect(await getSpending(test.ctx, {})).toMatchObject({ spentMicros: 120, reservedMicros: 0 });
  });

  it('whose answer was lost is told, counted, and never begun again by itself', async () => {
    server.pollsNeeded = 1000;
    const subject = newId();
    const going = runOnEngine(test.ctx, work(subject), run());
    const end = expect(going).rejects.toThrow(/lost the work.*may have been paid for \(about \$0.04\)/);
    await until(async () => server.started === 1);
    server.restart();
    await end;
    expect(server.started).toBe(1);
    expect(await costs()).toMatchObject([{ state: 'uncertain', bookedMicros: 40_000 }]);
    await expect(runOnEngine(test.ctx, work(subject), run())).rejects.toThrow('was asked for this before');
    expect(server.started).toBe(1);
  });

  it('that was begun when our process died is not begun again', async () => {
    const subject = newId();
    await reserve(test.ctx, call(40_000, subject));
    await expect(runOnEngine(test.ctx, work(subject), run())).rejects.toThrow('was asked for this before');
    expect(server.started).toBe(0);
    expect(await costs()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('gives the money back when nothing was reached', async () => {
    server.down = true;
    await expect(runOnEngine(test.ctx, work(), run({ timeoutSeconds: 1 }))).rejects.toThrow();
    expect(await getSpending(test.ctx, {})).toMatchObject({ spentMicros: 0, reservedMicros: 0 });
    expect((await costs())[0]).toMatchObject({ state: 'released' });
  });

  it('that a person cancels counts in full, for it may be paid', async () => {
    server.pollsNeeded = 1000;
    const stop = new AbortController();
    const going = runOnEngine(test.ctx, work(), run({ signal: stop.signal }));
    await until(async () => server.started === 1);
    stop.abort(new AppError('gone', 'Cancelled.'));
    await expect(going).rejects.toThrow('Cancelled.');
    expect(server.cancelled).toBe(1);
    expect(await costs()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('of unknown price waits for an admin’s word', async () => {
    estimate = { unknown: 'there is no price for this model' };
    await expect(runOnEngine(test.ctx, work(), run())).rejects.toThrow('is not known');
    expect(server.started).toBe(0);
    await limit(1_000_000, 250_000);
    await runOnEngine(test.ctx, work(), run());
    expect(await costs()).toMatchObject([{ isPriceKnown: false, bookedMicros: 250_000 }]);
  });

  it('is listed by pages, newest first', async () => {
    for (const at of ['10', '11', '12']) {
      test.setNow(new Date(`2026-11-${at}T12:00:00Z`));
      await reserve(test.ctx, call(Number(at)));
    }
    const first = await listCosts(test.ctx, ListCosts.parse({ limit: 2 }));
    expect(first.items.map(({ estimatedMicros }) => estimatedMicros)).toEqual([12, 11]);
    const second = await listCosts(test.ctx, ListCosts.parse({ limit: 2, cursor: first.nextCursor }));
    expect(second).toMatchObject({ items: [{ estimatedMicros: 10 }], nextCursor: null });
  });
});

describe('a quote', () => {
  it('says what takes would cost, and whether they may begin', async () => {
    const { id: characterId } = await aCharacter(test.ctx, { name: 'Mara' });
    const ask = { medium: 'image', characterId, format: 'portrait', promptLength: 10, takes: 3 } as const;
    expect(await estimateCost(test.ctx, ask)).toMatchObject({
      state: 'free',
      engineName: null,
      blocked: null,
    });
    await limit(100_000);
    expect(await estimateCost(test.ctx, ask)).toMatchObject({
      ...{ state: 'priced', engineName: 'Cloud', totalMicros: 120_000, leftMicros: 100_000 },
      blocked: { reason: expect.stringContaining('is reached') },
    });
    expect(await estimateCost(test.ctx, { ...ask, takes: 2 })).toMatchObject({
      ...{ totalMicros: 80_000, blocked: null },
    });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
