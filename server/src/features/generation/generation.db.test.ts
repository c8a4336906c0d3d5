import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { Character } from '#features/characters/contract.ts';
import { setCharacterState } from '#features/characters/set-character-state.ts';
import { declarations } from '#features/characters/tables.ts';
import { listEngines } from '#features/engines/list-engines.ts';
import { ListAssets } from '#features/library/contract.ts';
import { getAsset } from '#features/library/get-asset.ts';
import { listAssets } from '#features/library/list-assets.ts';
import type { GenerationId } from '#kernel/ids.ts';
import type { CheckOptions, MediaChecks } from '#media/checks/media-checks.ts';
import { type FakeBehaviour, fakeEngines } from '#test/fake-engines.ts';
import { type FakeFindings, fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { chooseTake } from './choose-take.ts';
import { ListGenerations, StartGeneration, type StartGenerationInput } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { listGenerations } from './list-generations.ts';
import { resumeGenerations } from './resume-generations.ts';
import { runGeneration } from './run-generation.ts';
import { startGeneration } from './start-generation.ts';
import { generations } from './tables.ts';

const never = new AbortController().signal;
let test: TestContext;
let character: Character;

const withFakes = (behaviour: FakeBehaviour = {}, findings: FakeFindings = {}): Ctx => ({
  ...test.ctx,
  engines: fakeEngines(behaviour),
  media: fakeMedia(test.app.media, findings),
});

async function start(ctx: Ctx, input: Record<string, unknown> = {}) {
  const shot = ['text', 'speech'].includes(String(input.medium)) ? {} : { shot: {} };
  const request = { medium: 'image', characterId: character.id, ...shot, seed: 11, ...input };
  const { id } = await startGeneration(ctx, StartGeneration.parse(request as StartGenerationInput));
  return id as GenerationId;
}

async function run(ctx: Ctx, input: Record<string, unknown> = {}) {
  const id = await start(ctx, input);
  await runGeneration(ctx, id, never);
  return getGeneration(ctx, id);
}

beforeAll(async () => {
  test = await testContext();
  character = await aCharacter(withFakes());
});
afterAll(() => test[Symbol.asyncDispose]());

describe('starting', () => {
  it('writes down the takes and queues one job, for the machine that generates', async () => {
    const before = test.queued.length;
    const id = await start(withFakes(), { takes: 3 });
    const generation = await getGeneration(withFakes(), id);
    expect(generation).toMatchObject({
      state: 'queued',
      progress: 0,
      characterName: 'Mara',
      characterVersion: 1,
    });
    expect(generation.takes.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(new Set(generation.takes.map(({ seed }) => seed)).size).toBe(3);
    expect(test.queued.slice(before)).toMatchObject([
      { job: 'generation.run-generation', payload: { generationId: id } },
    ]);
  });

  it('needs a live declaration and an active character', async () => {
    const ctx = withFakes();
    const other = await aCharacter(ctx);
    await setCharacterState(ctx, other.id, { state: 'archived' });
    await expect(start(ctx, { characterId: other.id })).rejects.toMatchObject({ code: 'conflict' });
    await setCharacterState(ctx, other.id, { state: 'active' });
    await ctx.db
      .update(declarations)
      .set({ withdrawnAt: ctx.now() })
      .where(eq(declarations.characterId, other.id as never));
    await expect(start(ctx, { characterId: other.id })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('refuses a viewer, a reviewer and another workspace', async () => {
    for (const role of ['viewer', 'reviewer'] as const) {
      await expect(start(test.as(role))).rejects.toMatchObject({ code: 'forbidden' });
    }
    const stranger = await test.stranger();
    await expect(start(stranger)).rejects.toMatchObject({ code: 'not_found' });
    const id = await start(withFakes());
    await expect(getGeneration(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(cancelGeneration(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listGenerations(stranger, ListGenerations.parse({}))).items).toEqual([]);
  });

  it('refuses a talking clip without words and a moving still without a picture', async () => {
    const video = { medium: 'video', characterId: character.id, shot: {} };
    await expect(start(withFakes(), { ...video, kind: 'talking' })).rejects.toMatchObject({
      field: 'script',
    });
    await expect(start(withFakes(), { ...video, kind: 'moving-still' })).rejects.toMatchObject({
      field: 'assetId',
    });
  });
});

describe('making pictures', () => {
  it('learns the face first, keeps every take with where it came from, and offers the best first', async () => {
    let call = 0;
    const ctx = withFakes({}, { findings: () => ({ sharpness: call++ === 0 ? 'review' : 'pass' }) });
    const generation = await run(ctx, { takes: 2, prompt: 'rain' });
    expect(generation).toMatchObject({ state: 'done', progress: 1, failure: null });
    const [best, other] = generation.takes;
    expect(best!.score).toBeGreaterThanOrEqual(other!.score!);
    const asset = await getAsset(ctx, best!.assetId!);
    expect(asset).toMatchObject({
      kind: 'image',
      engine: 'fake-image',
      model: 'fake-1',
      seed: best!.seed,
      prompt: 'rain',
      characterId: character.id,
      characterVersion: 1,
      sourceType: 'algorithmicMedia',
      identityDistance: expect.closeTo(0.2),
    });
    expect(asset.checks.map(({ name }) => name)).toContain('identity');
    expect(test.told.some((event) => event.type === 'progress' && event.generationId === generation.id)).toBe(
      true,
    );
  });

  it('gives the same bytes for the same seed', async () => {
    const ctx = withFakes();
    const [first, second] = [await run(ctx, { seed: 77 }), await run(ctx, { seed: 77 })];
    expect(first.takes.map(({ assetId }) => assetId)).toEqual(second.takes.map(({ assetId }) => assetId));
  });

  it('sets aside an unsafe or foreign face with its reason: kept, not offered, not to be chosen', async () => {
    const verdicts = [{ safety: 'fail' }, { identity: 'fail' }, {}] as const;
    let call = 0;
    // Five of the calls teach the face when it is not known yet; this character's is.
    const ctx = withFakes({}, { findings: () => verdicts[call++ % 3]! });
    const generation = await run(ctx, { takes: 3, seed: 301 });
    expect(generation.takes.map(({ state }) => state)).toEqual(['done', 'set_aside', 'set_aside']);
    const [good, foreign, unsafe] = generation.takes;
    expect(unsafe).toMatchObject({ failure: 'safety: Not good.', thumbnailUrl: null, fileUrl: null });
    expect(foreign!.failure).toBe('identity: Not good.');
    expect(await getAsset(ctx, foreign!.assetId!)).toMatchObject({ archivedAt: expect.any(String) });
    const offered = (await listAssets(ctx, ListAssets.parse({ limit: 100 }))).items.map(({ id }) => id);
    expect(offered).not.toContain(foreign!.assetId);
    await expect(chooseTake(ctx, generation.id, foreign!.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await chooseTake(ctx, generation.id, good!.id)).toMatchObject({ chosenTakeId: good!.id });
  });

  it('tries two more seeds when every take was set aside, and says so', async () => {
    let call = 0;
    const ctx = withFakes({}, { findings: () => (call++ < 2 ? { identity: 'fail' } : {}) });
    const generation = await run(ctx, { takes: 1, seed: 400 });
    expect(generation.state).toBe('done');
    expect(generation.takes.map(({ state }) => state)).toEqual(['done', 'set_aside', 'set_aside']);
    expect(generation.takes[0]!.warnings.join(' ')).toContain('extra take');

    const hopeless = await run(withFakes({}, { findings: () => ({ identity: 'fail' }) }), {
      takes: 1,
      seed: 401,
    });
    expect(hopeless).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('All 3 takes were set aside'),
    });
  });

  it('tries as many further seeds as the request allows, and none at 0', async () => {
    const never = () => withFakes({}, { findings: () => ({ identity: 'fail' }) });
    const strict = await run(never(), { takes: 2, seed: 402, extraTakes: 0 });
    expect(strict.takes).toHaveLength(2);
    const patient = await run(never(), { takes: 1, seed: 403, extraTakes: 4 });
    expect(patient.takes).toHaveLength(5);
    expect(new Set(patient.takes.map(({ seed }) => seed)).size).toBe(5);
  });

  it('checks a picture by lines, people and the nearest one of an earlier request, and keeps what it gave', async () => {
    const faked = withFakes();
    const asked: CheckOptions[] = [];
    const checkImage: MediaChecks['checkImage'] = (source, options = {}) => {
      asked.push(options);
      return faked.media.checks.checkImage(source, options);
    };
    const checks = { ...faked.media.checks, checkImage };
    const ctx = { ...faked, media: { ...faked.media, checks } };
    const generation = await run(ctx, { takes: 2, seed: 404, people: 2 });
    const taken = asked.filter(({ people }) => people === 2);
    expect(taken).toHaveLength(2);
    expect(taken[0]).toMatchObject({ lines: { from: 'the line for pictures of the built-in engine' } });
    const own = generation.takes.map(({ assetId }) => assetId);
    expect(own).not.toContain(taken[1]!.nearest?.assetId);
    const [best] = generation.takes;
    const points = best!.scoreParts.reduce((sum, part) => sum + part.points, 0);
    expect(Math.round(points)).toBe(best!.score);
    await run(ctx, { takes: 1, seed: 404, people: 3 });
    expect(asked.find(({ people }) => people === 3)?.nearest).toMatchObject({ assetId: expect.any(String) });
  });

  it('explains an engine that fails, and keeps the takes that were done', async () => {
    let drawn = 0;
    const ctx = withFakes({
      onImage: () => {
        drawn += 1;
        if (drawn > 1) throw new Error('the brush broke');
      },
    });
    const mixed = await run(ctx, { takes: 2, seed: 500 });
    expect(mixed.takes.map(({ state }) => state)).toEqual(['done', 'failed']);
    expect(mixed.state).toBe('done');
    const failed = await run(ctx, { takes: 1, seed: 501 });
    expect(failed).toMatchObject({ state: 'failed', failure: expect.stringContaining('the brush broke') });
    expect(failed.failure).toContain('Try again');
  });
});

describe('stopping and going on', () => {
  const gated = () => {
    const reached = Promise.withResolvers<void>();
    let drawn = 0;
    const behaviour: FakeBehaviour = {
      onImage: async ({ quality }, { signal }) => {
        // Pictures that the face is learnt from are previews; only takes are held up.
        if (quality !== 'final') return;
        drawn += 1;
        if (drawn < 2) return;
        reached.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    };
    return { behaviour, reached: reached.promise };
  };

  it('cancels while it runs: what is done stays, the rest ends, no half files are left', async () => {
    const { behaviour, reached } = gated();
    const ctx = withFakes(behaviour);
    const id = await start(ctx, { takes: 3, seed: 600 });
    const running = runGeneration(ctx, id, never);
    await reached;
    const cancelled = await cancelGeneration(ctx, id);
    expect(cancelled.state).toBe('cancelled');
    await running;
    const after = await getGeneration(ctx, id);
    expect(after.takes.map(({ state }) => state)).toEqual(['done', 'cancelled', 'cancelled']);
    expect(after.finishedAt).not.toBeNull();
    const scratch = join(ctx.config.dataFolder, 'files', 'scratch', String(process.pid));
    expect(await readdir(scratch)).toEqual([]);
  });

  it('hears of a cancellation in another process, which tells only the database', async () => {
    const { behaviour, reached } = gated();
    const ctx = withFakes(behaviour);
    const id = await start(ctx, { takes: 2, seed: 610 });
    const running = runGeneration(ctx, id, never);
    await reached;
    await ctx.db.update(generations).set({ state: 'cancelled' }).where(eq(generations.id, id));
    await running;
    expect((await getGeneration(ctx, id)).state).toBe('cancelled');
  });

  it('goes on after a crash with the same seeds, keeping the takes that were done', async () => {
    const { behaviour, reached } = gated();
    const crash = new AbortController();
    const ctx = withFakes(behaviour);
    const id = await start(ctx, { takes: 3, seed: 620 });
    const running = runGeneration(ctx, id, crash.signal);
    await reached;
    const before = await getGeneration(ctx, id);
    crash.abort(new Error('killed'));
    await expect(running).rejects.toThrow();
    expect((await getGeneration(ctx, id)).state).toBe('running');

    const healthy = withFakes();
    await runGeneration(healthy, id, never);
    const after = await getGeneration(healthy, id);
    expect(after.state).toBe('done');
    expect(after.takes.every(({ state }) => state === 'done')).toBe(true);
    const byNumber = (one: typeof after) => one.takes.toSorted((a, b) => a.number - b.number);
    expect(byNumber(after).map(({ seed }) => seed)).toEqual(byNumber(before).map(({ seed }) => seed));
    expect(byNumber(after)[0]!.assetId).toBe(byNumber(before)[0]!.assetId);
  });

  it('is done by one worker at a time', async () => {
    const { behaviour, reached } = gated();
    const ctx = withFakes(behaviour);
    const id = await start(ctx, { takes: 2, seed: 630 });
    const running = runGeneration(ctx, id, never);
    await reached;
    await expect(runGeneration(ctx, id, never)).rejects.toMatchObject({ name: 'RunLater' });
    await cancelGeneration(ctx, id);
    await running;
    await expect(runGeneration(ctx, id, never)).resolves.toBeUndefined();
  });

  it('queues again what a dead worker left and no queue remembers', async () => {
    const ctx = withFakes();
    const id = await start(ctx, { seed: 640 });
    const longAgo = new Date(Date.now() - 5 * 60_000);
    await ctx.db
      .update(generations)
      .set({ state: 'running', createdAt: longAgo, workedAt: longAgo })
      .where(eq(generations.id, id));
    const before = test.queued.length;
    await resumeGenerations(ctx);
    expect(test.queued.slice(before).map(({ payload }) => payload.generationId)).toContain(id);
    await runGeneration(ctx, id, never);
    expect((await getGeneration(ctx, id)).state).toBe('done');
  });
});

describe('other media', () => {
  it('writes captions, and sets aside one that crosses a line of the persona', async () => {
    const own = await aCharacter(withFakes(), { persona: { avoid: ['politics'] } });
    let call = 0;
    const ctx = withFakes({ onText: () => (call++ === 0 ? { caption: 'Let us talk politics.' } : {}) });
    const generation = await run(ctx, {
      medium: 'text',
      characterId: own.id,
      topic: 'tea',
      takes: 2,
    });
    expect(generation.state).toBe('done');
    expect(generation.takes[0]).toMatchObject({
      state: 'done',
      caption: expect.stringContaining('tea'),
      hashtags: ['test'],
    });
    expect(generation.takes[1]).toMatchObject({
      state: 'set_aside',
      failure: expect.stringContaining('politics'),
    });
    expect(test.queued.some(({ job }) => job === 'generation.write-text')).toBe(true);
  });

  it('speaks, listens to it and measures its loudness', async () => {
    const ctx = withFakes();
    const generation = await run(ctx, { medium: 'speech', script: 'Good morning.' });
    expect(generation).toMatchObject({ state: 'done' });
    expect(generation.takes[0]!.checks.map(({ name }) => name)).toEqual([
      'speech-matches-script',
      'loudness',
    ]);
    expect(generation.takes[0]).toMatchObject({ kind: 'audio', fileUrl: expect.stringContaining('/file') });
  });

  it('films a talking clip with its voice, and a moving still from the library', async () => {
    const ctx = withFakes();
    const talking = await run(ctx, { medium: 'video', kind: 'talking', script: 'Hello there.', seed: 710 });
    expect(talking).toMatchObject({ state: 'done' });
    expect(talking.takes[0]!.checks.map(({ name }) => name)).toContain('loudness');
    const asset = await getAsset(ctx, talking.takes[0]!.assetId!);
    expect(asset).toMatchObject({ kind: 'video', durationSeconds: 1, coverUrl: expect.any(String) });

    const picture = await run(ctx, { takes: 1, seed: 711 });
    const assetId = picture.takes[0]!.assetId!;
    const moving = await run(ctx, { medium: 'video', kind: 'moving-still', assetId, seed: 712 });
    expect(moving).toMatchObject({ state: 'done' });
  });
});

describe('reading', () => {
  it('gives every generation once over pages, newest first, and the state of the engines', async () => {
    const ctx = withFakes();
    const own = await aCharacter(ctx);
    for (let index = 0; index < 5; index += 1) await start(ctx, { characterId: own.id });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listGenerations(
        ctx,
        ListGenerations.parse({ limit: 2, characterId: own.id, cursor }),
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual(seen.toSorted().reverse());
    const engines = await listEngines(ctx);
    expect(engines.items.map(({ medium, ok }) => [medium, ok])).toEqual([
      ['image', true],
      ['text', true],
      ['speech', true],
      ['video', true],
    ]);
  });
});
