import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { createEngineHttp } from '#engines/engine-http.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import { accounts } from '#features/accounts/tables.ts';
import type { Character } from '#features/characters/contract.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine, type DropRule } from '#features/engines/contract.ts';
import { getPlan, setPlanSettings } from '#features/engines/get-plan.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { runOnEngine } from '#features/engines/run-on-engine.ts';
import { announceWorks } from '#features/engines/work-queue.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { getPost, listDeliveries } from '#features/publishing/list-deliveries.ts';
import { planPost } from '#features/publishing/plan-post.ts';
import { type AccountId, type CharacterId, type GenerationId, newId, type PostId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { fakeEngineKind, fakeServer } from '#test/fake-engine-kind.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { chooseTake } from './choose-take.ts';
import { StartGeneration } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { keepPlan } from './keep-plan.ts';
import { requeueTake } from './requeue-take.ts';
import { runGeneration } from './run-generation.ts';
import { startGeneration } from './start-generation.ts';

const server = fakeServer();
const signal = AbortSignal.timeout(60_000);
const hour = 3600_000;
const inTime = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
let test: TestContext;
let ctx: Ctx;
let character: Character;

beforeAll(async () => {
  test = await testContext({
    connected: createEngineRegistry({
      kinds: [fakeEngineKind({ one: server })],
      http: createEngineHttp(),
    }),
  });
  ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
  character = await aCharacter(ctx);
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  Object.assign(server, fakeServer(), { faces: true });
  await test.app.pool.query('delete from generations');
  for (const { id } of await presentInstances(ctx)) await disconnectEngine(ctx, id);
  await rule('spare_takes_first');
  await connectEngine(
    ctx,
    ConnectEngine.parse({ kind: 'fake-kind', name: 'Workshop', address: 'http://one:1' }),
  );
});

const rule = (dropRule: DropRule) => setPlanSettings(ctx, { dropRule, reviewLeadMinutes: 60 });

async function start(over: object = {}): Promise<GenerationId> {
  const asked = { medium: 'image', characterId: character.id, shot: {}, takes: 1, seed: 3, vary: false };
  const { id } = await startGeneration(ctx, StartGeneration.parse({ ...asked, ...over }));
  return id as GenerationId;
}
const statesOf = async (id: GenerationId) =>
  (await getGeneration(ctx, id)).takes
    .toSorted((left, right) => left.number - right.number)
    .map(({ state, dropped }) => (dropped ? 'dropped' : state));

/** A draft on one account. */
async function aDraft(): Promise<PostId> {
  const accountId = newId<AccountId>();
  await test.app.db.insert(accounts).values({
    ...{ id: accountId, workspaceId: ctx.workspaceId, characterId: character.id as CharacterId },
    ...{ platform: 'bluesky', mode: 'rehearsal', remoteId: newId(), handle: newId().slice(-8) },
    credentials: Buffer.from('nothing'),
  });
  const draft = CreatePost.parse({ characterId: character.id, accountIds: [accountId] });
  return (await createPost(ctx, draft)).id as PostId;
}
const wall = (at: Date) => at.toISOString().slice(0, 19);

describe('the order of work', () => {
  it('takes requests by their time, not by when they came', async () => {
    server.pollsNeeded = 1_000_000;
    const going = [await start({ prompt: 'first', neededBy: inTime(9 * hour) })];
    const runs = going.map((id) => runGeneration(ctx, id, signal));
    await until(async () => server.order.length === 1);
    const later = await start({ prompt: 'later', neededBy: inTime(8 * hour) });
    const sooner = await start({ prompt: 'sooner', neededBy: inTime(5 * hour) });
    runs.push(runGeneration(ctx, later, signal), runGeneration(ctx, sooner, signal));
    await until(async () => (await liveWaiting()) === 2);
    expect(server.started).toBe(1);
    server.pollsNeeded = 1;
    await Promise.all(runs);
    expect(server.order).toEqual(['first', 'sooner', 'later']);
  });

  it('keeps one model in memory while nothing becomes late, and learns what a change costs', async () => {
    const draw = (task: 'create' | 'detail-face', prompt: string) =>
      runOnEngine(ctx, workOf(task, prompt), { signal, timeoutSeconds: 30 });
    await measured('image-from-references', 'tile');
    await measured('detail-face', 'face');
    server.pollsNeeded = 1_000_000;
    const runs = [draw('detail-face', 'face 1')];
    await until(async () => server.order.length === 1);
    for (const [task, prompt] of [
      ['create', 'tile 1'],
      ['detail-face', 'face 2'],
      ['create', 'tile 2'],
      ['detail-face', 'face 3'],
    ] as const) {
      await announceTake(prompt);
      runs.push(draw(task, prompt));
    }
    await until(async () => (await liveWaiting()) === 4);
    server.pollsNeeded = 1;
    await Promise.all(runs);
    expect(server.order).toEqual(['face 1', 'face 2', 'face 3', 'tile 1', 'tile 2']);
    const [info] = await presentInstances(ctx);
    expect(info?.loadedModel).toBe('tile');
    const learnt = info?.swaps.map(({ model, seconds }) => [model, Math.round(seconds)]);
    expect(learnt?.toSorted()).toEqual([
      ['face', 30],
      ['tile', 30],
    ]);
  });
});

describe('what would be late', () => {
  it('drops spare takes by the rule, says why, and takes them up again when asked', async () => {
    const id = await start({ takes: 3, neededBy: inTime(50_000) });
    expect(await statesOf(id)).toEqual(['waiting', 'dropped', 'dropped']);
    const { takes } = await getGeneration(ctx, id);
    const dropped = takes.find(({ number }) => number === 3);
    expect(dropped?.failure).toContain('after the time it is needed');
    expect((await getPlan(ctx)).dropped.map(({ takeNumber }) => takeNumber).toSorted()).toEqual([2, 3]);
    expect(await activities('generation.take_dropped')).toBe(2);

    await requeueTake(ctx, id, dropped?.id ?? '');
    await keepPlan(ctx);
    expect(await statesOf(id)).toEqual(['waiting', 'dropped', 'waiting']);
    await runGeneration(ctx, id, signal);
    expect(await statesOf(id)).toEqual(['done', 'dropped', 'done']);
    const second = takes.find(({ number }) => number === 2);
    expect((await requeueTake(ctx, id, second?.id ?? '')).state).toBe('queued');
    await runGeneration(ctx, id, signal);
    expect(await statesOf(id)).toEqual(['done', 'done', 'done']);
    await expect(requeueTake(ctx, id, second?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('drops nothing where the workspace says so, and what a person keeps', async () => {
    const kept = await start({ takes: 3, neededBy: inTime(50_000), mayBeDropped: false });
    expect(await statesOf(kept)).toEqual(['waiting', 'waiting', 'waiting']);
    await cancelGeneration(ctx, kept);
    await rule('never_drop');
    const all = await start({ takes: 3, neededBy: inTime(50_000) });
    expect(await statesOf(all)).toEqual(['waiting', 'waiting', 'waiting']);
    const [lane] = (await getPlan(ctx)).lanes;
    expect(lane?.bars.map(({ late }) => late)).toEqual([false, true, true]);
    await expect(setPlanSettings(test.as('editor'), { dropRule: 'never_drop', reviewLeadMinutes: 5 }))
      .rejects //
      .toMatchObject({ code: 'forbidden' });
  });
});

describe('a request for a post', () => {
  it('goes by the planned time, tells when it will be ready, and puts the chosen take in', async () => {
    const postId = await aDraft();
    const planned = new Date(Date.now() + 6 * hour);
    await planPost(ctx, postId, { localTime: wall(planned), timeZone: 'UTC' });
    const id = await start({ forPostId: postId });
    const post = await getPost(ctx, postId);
    expect(post.work).toMatchObject({ late: false, takes: 1 });
    expect(Date.parse(post.work?.neededBy ?? '')).toBe(Date.parse(`${wall(planned)}Z`) - hour);
    const range = { from: inTime(0), to: inTime(24 * hour), limit: 10, unscheduled: 'false' } as const;
    const [delivery] = (await listDeliveries(ctx, range)).items;
    expect(delivery).toMatchObject({ state: 'planned', work: { late: false, takes: 1 } });
    expect(Date.parse(delivery?.work?.readyAt ?? '')).toBeGreaterThan(Date.now());

    await runGeneration(ctx, id, signal);
    const { takes } = await getGeneration(ctx, id);
    const chosen = await chooseTake(ctx, id, takes[0]?.id ?? '');
    expect(chosen).toMatchObject({ forPostId: postId, inPost: true });
    const after = await getPost(ctx, postId);
    expect(after.media.map(({ asset }) => asset.id)).toEqual([takes[0]?.assetId]);
    expect(after.work).toBeNull();
  });

  it('follows a plan that is moved, and leaves people half of what is left when it is near', async () => {
    const postId = await aDraft();
    const plan = (at: Date) => planPost(ctx, postId, { localTime: wall(at), timeZone: 'UTC' });
    await plan(new Date(Date.now() + 6 * hour));
    await start({ forPostId: postId });
    const near = new Date(Date.now() + hour);
    await plan(near);
    const { work } = await getPost(ctx, postId);
    expect(Math.abs(Date.parse(work?.neededBy ?? '') - (near.getTime() - hour / 2))).toBeLessThan(60_000);
    await expect(plan(new Date(Date.now() - hour))).rejects.toMatchObject({ field: 'localTime' });
  });

  it('refuses a post of another character, and one of another workspace', async () => {
    const postId = await aDraft();
    const other = await aCharacter(ctx);
    await expect(start({ forPostId: postId, characterId: other.id })).rejects.toMatchObject({
      field: 'forPostId',
    });
    const stranger = await test.stranger();
    await expect(planPost(stranger, postId, { localTime: null })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await getPlan(stranger)).toMatchObject({ lanes: [], stuck: [], dropped: [] });
  });
});

const workOf = (task: 'create' | 'detail-face', prompt: string) =>
  ({
    medium: 'image',
    abilities: [task === 'create' ? 'image-from-references' : 'detail-face'],
    subject: prompt,
    request: async () => ({
      ...{ look: Look.parse({ apparentAge: 30 }), shot: Shot.parse({}), prompt, seed: 1 },
      ...{ quality: 'final' as const, folder: test.app.config.dataFolder },
      task: task === 'create' ? { kind: task } : { kind: task, source: '' },
    }),
  }) as const;

/** Five runs in which the model was loaded first, 40 seconds each, and five in which it was there, 10 seconds. */
async function measured(ability: string, model: string): Promise<void> {
  const [engine] = await presentInstances(ctx);
  for (const [swapped, seconds] of [true, false].flatMap((first) =>
    Array.from({ length: 5 }, () => [first, first ? 40 : 10] as const),
  )) {
    await test.app.pool.query(
      `insert into engine_runs (id, workspace_id, instance_id, subject, medium, ability, ticket, state, model, swapped, started_at, ended_at)
       values (gen_random_uuid(), $1, $2, gen_random_uuid()::text, 'image', $3, 't', 'done', $4, $5,
         now() - interval '1 hour', now() - interval '1 hour' + make_interval(secs => $6))`,
      [ctx.workspaceId, engine?.id, ability, model, swapped, seconds],
    );
  }
}

/** Makes a piece of work known as a take of a request without a time. */
async function announceTake(subject: string): Promise<void> {
  const id = await start();
  const { takes } = await getGeneration(ctx, id);
  await test.app.pool.query('delete from engine_works where generation_id = $1', [id]);
  const takeId = takes[0]?.id as Parameters<typeof announceWorks>[1][number]['takeId'];
  const work = { subject, medium: 'image', abilities: [], takeId, generationId: id } as const;
  await announceWorks(ctx, [work]);
}

async function liveWaiting(): Promise<number> {
  const { rows } = await test.app.pool.query<{ count: number }>(
    `select count(*)::integer as count from engine_works where state = 'waiting' and worker is not null`,
  );
  return rows[0]?.count ?? 0;
}

async function activities(verb: string): Promise<number> {
  const { rows } = await test.app.pool.query('select id from activities where verb = $1', [verb]);
  return rows.length;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
