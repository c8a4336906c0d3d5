import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { createEngineHttp } from '#engines/engine-http.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import type { EngineRun } from '#engines/run-engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type EngineInstanceId, newId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { fakeEngineKind, fakeServer } from '#test/fake-engine-kind.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { listRoutes, setRoute } from './choose-route.ts';
import { connectEngine, disconnectEngine, editEngine } from './connect-engine.ts';
import { ConnectEngine } from './contract.ts';
import { presentInstances } from './present-instance.ts';
import { probeDueInstances, probeInstance, testEngine } from './probe-instance.ts';
import { updateInstance } from './queries.ts';
import { runOnEngine } from './run-on-engine.ts';

const servers = { one: fakeServer(), two: fakeServer() };
let test: TestContext;

beforeAll(async () => {
  test = await testContext({
    connected: createEngineRegistry({ kinds: [fakeEngineKind(servers)], http: createEngineHttp() }),
  });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const server of Object.values(servers)) Object.assign(server, fakeServer());
  for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
});

const connect = (address: string, over: Partial<ConnectEngine> = {}) =>
  connectEngine(
    test.ctx,
    ConnectEngine.parse({ kind: 'fake-kind', name: address, address: `http://${address}:1`, ...over }),
  );

describe('connecting', () => {
  it('keeps what the engine says of itself, and its key out of sight', async () => {
    const made = await connect('one', { key: 'very-secret', settings: { steps: 30 } });
    expect(made).toMatchObject({ name: 'one', hasKey: true, health: 'ok', settings: { steps: 30 } });
    expect(made.probe?.abilities.map(({ id, ready }) => [id, ready])).toEqual([
      ['image-from-references', true],
      ['detail-face', false],
      ['upscale', false],
    ]);
    const { rows } = await test.app.pool.query('select * from engine_instances');
    expect(JSON.stringify([made, rows])).not.toContain('very-secret');
    expect(rows[0].sealed_key.toString('latin1')).not.toContain('very-secret');
  });

  it('refuses what does not answer, unless it is kept all the same', async () => {
    servers.one.down = true;
    await expect(connect('one')).rejects.toMatchObject({ code: 'unavailable', hint: 'Start it.' });
    expect(await presentInstances(test.ctx)).toEqual([]);
    const kept = await connect('one', { evenIfUnreachable: true });
    expect(kept).toMatchObject({ health: 'set_aside', healthMessage: 'Nothing answers at one.' });
    servers.one.down = false;
    expect(await probeInstance(test.ctx, kept.id)).toMatchObject({ health: 'ok', setAsideUntil: null });
  });

  it('refuses bad addresses, settings and a second of the same', async () => {
    const ask = (over: object) =>
      testEngine(test.ctx, { kind: 'fake-kind', address: 'http://one:1', settings: {}, ...over });
    await expect(ask({ address: 'ftp://one' })).rejects.toMatchObject({ field: 'address' });
    await expect(ask({ address: 'http://user:pass@one' })).rejects.toMatchObject({ field: 'address' });
    await expect(ask({ address: 'http://169.254.169.254' })).rejects.toMatchObject({ field: 'address' });
    await expect(ask({ settings: { steps: 0 } })).rejects.toMatchObject({ field: 'settings.steps' });
    await expect(ask({ settings: { unknown: 1 } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(ask({ kind: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
    await connect('one');
    await expect(connect('one')).rejects.toMatchObject({ code: 'conflict', field: 'address' });
  });

  it('is for admins, and for the own workspace', async () => {
    const { id } = await connect('one');
    await expect(editEngine(test.as('editor'), id, { name: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const stranger = await test.stranger();
    expect(await presentInstances(stranger)).toEqual([]);
    await expect(editEngine(stranger, id, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(disconnectEngine(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      setRoute(stranger, {
        medium: 'image',
        choice: { kind: 'instances', instanceIds: [id], fallback: false },
      }),
    ).rejects.toMatchObject({ field: 'choice.instanceIds' });
  });

  it('is asked again by itself when it was in trouble', async () => {
    const { id } = await connect('one');
    const before = new Date(Date.now() - 3600_000);
    await updateInstance(test.ctx, id as EngineInstanceId, { health: 'unreachable', probedAt: before });
    await probeDueInstances(test.app, AbortSignal.timeout(10_000));
    const [after] = await presentInstances(test.ctx);
    expect(after?.health).toBe('ok');
  });
});

const work = (subject: string = newId(), folder = test.app.config.dataFolder) =>
  ({
    medium: 'image',
    abilities: ['image-from-references'],
    subject,
    request: async () => ({
      look: Look.parse({ apparentAge: 30 }),
      shot: Shot.parse({}),
      prompt: '',
      seed: 1,
      quality: 'final' as const,
      folder,
    }),
  }) as const;
const run = (over: Partial<EngineRun> = {}): EngineRun => ({
  signal: AbortSignal.timeout(30_000),
  timeoutSeconds: 30,
  ...over,
});
const runs = async (ctx: Ctx) => {
  const { rows } = await ctx.pool.query<{ state: string; count: number }>(
    'select state, count(*)::integer from engine_runs where workspace_id = $1 group by 1 order by 1',
    [ctx.workspaceId],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};

describe('runOnEngine', () => {
  it('uses the built-in engine while nothing is connected, and the connected one after', async () => {
    expect((await runOnEngine(test.ctx, work(), run())).engine.manifest.builtIn).toBe(true);
    await connect('one');
    const made = await runOnEngine(test.ctx, work(), run());
    expect(made.engine).toMatchObject({ name: 'one', manifest: { builtIn: false } });
    expect(await runs(test.ctx)).toEqual({ done: 1 });
    const [info] = await presentInstances(test.ctx);
    expect(info).toMatchObject({ running: 0, speeds: [{ ability: 'image-from-references', runs: 1 }] });
  });

  it('keeps to the route', async () => {
    await connect('one');
    await setRoute(test.ctx, { medium: 'image', choice: { kind: 'builtin' } });
    expect((await runOnEngine(test.ctx, work(), run())).engine.manifest.builtIn).toBe(true);
    expect((await listRoutes(test.ctx, undefined)).items[0]).toMatchObject({ now: 'Built in' });
    await setRoute(test.ctx, { medium: 'image', choice: { kind: 'automatic' } });
  });

  it('goes to the next engine when one is dead, and sets that one aside', async () => {
    await connect('one');
    await connect('two');
    servers.one.down = true;
    const made = await Promise.all(Array.from({ length: 6 }, () => runOnEngine(test.ctx, work(), run())));
    expect(new Set(made.map(({ engine }) => engine.name))).toEqual(new Set(['two']));
    const infos = await presentInstances(test.ctx);
    expect(infos.find(({ name }) => name === 'one')).toMatchObject({ health: 'set_aside' });
  });

  it('starts again what a restarted engine lost, and gives one result', async () => {
    await connect('one');
    servers.one.pollsNeeded = 40;
    const result = runOnEngine(test.ctx, work(), run());
    await until(() => servers.one.started === 1);
    servers.one.restart();
    servers.one.pollsNeeded = 1;
    expect((await result).engine.name).toBe('one');
    expect(servers.one.started).toBe(2);
    expect(await runs(test.ctx)).toEqual({ done: 1, lost: 1 });
  });

  it('asks for the ticket of before a restart of ours, and starts nothing twice', async () => {
    await connect('one');
    servers.one.pollsNeeded = 1000;
    const subject = newId();
    const stop = new AbortController();
    const first = runOnEngine(test.ctx, work(subject), run({ signal: stop.signal }));
    await until(() => servers.one.started === 1);
    stop.abort(new Error('the process ends'));
    await expect(first).rejects.toThrow('the process ends');
    expect(servers.one).toMatchObject({ started: 1, cancelled: 0 });
    servers.one.pollsNeeded = 1;
    expect((await runOnEngine(test.ctx, work(subject), run())).engine.name).toBe('one');
    expect(servers.one.started).toBe(1);
    expect(await runs(test.ctx)).toEqual({ done: 1 });
  });

  it('cancels at the engine what a person cancels', async () => {
    await connect('one');
    servers.one.pollsNeeded = 1000;
    const stop = new AbortController();
    const first = runOnEngine(test.ctx, work(), run({ signal: stop.signal }));
    await until(() => servers.one.started === 1);
    stop.abort(new AppError('gone', 'Cancelled.'));
    await expect(first).rejects.toThrow('Cancelled.');
    expect(servers.one.cancelled).toBe(1);
    expect(await runs(test.ctx)).toEqual({ failed: 1 });
  });

  it('tells a refusal as it is, and blames the request, not the engine', async () => {
    await connect('one');
    servers.one.refusal = 'The prompt is empty';
    await expect(runOnEngine(test.ctx, work(), run())).rejects.toThrow(
      'one could not do it: The prompt is empty.',
    );
    expect((await presentInstances(test.ctx))[0]).toMatchObject({ health: 'ok', running: 0 });
  });
});

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
