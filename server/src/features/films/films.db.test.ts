import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { Character } from '#features/characters/contract.ts';
import { exportFor, readAsset } from '#features/library/index.ts';
import { FilmDraft } from '#kernel/film.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { addMusic } from './add-music.ts';
import { cancelRender } from './cancel-render.ts';
import { CreateFilm, type Film, ListFilms, RenderFilm } from './contract.ts';
import { createFilm } from './create-film.ts';
import { deleteMusic, removeMusic, restoreMusic } from './delete-music.ts';
import { editFilm } from './edit-film.ts';
import { listFilmVersions, restoreFilmVersion } from './film-versions.ts';
import { getFilm } from './get-film.ts';
import { listFilms } from './list-films.ts';
import { listMusic } from './list-music.ts';
import { renderFilm } from './render-film.ts';
import { resumeRenders } from './resume-renders.ts';
import { runRender } from './run-render.ts';

const minutes = 60_000;
let test: TestContext;
let ctx: Ctx;
let character: Character;
const never = new AbortController().signal;
const path = (name: string) => join(ctx.config.dataFolder, name);
const lavfi = (source: string, name: string) =>
  runFfmpeg(['-v', 'error', '-y', '-f', 'lavfi', '-i', source, path(name)], {
    signal: never,
    timeoutSeconds: 60,
  });

beforeAll(async () => {
  test = await testContext();
  ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
  character = await aCharacter(ctx);
  await lavfi('aevalsrc=0.3*sin(2*PI*180*t):s=48000:d=1', 'voice.wav');
  await lavfi('sine=frequency=660:duration=3', 'music.wav');
}, minutes);
afterAll(() => test[Symbol.asyncDispose]());

async function picture() {
  const file = path(`picture-${Math.random()}.png`);
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  await sharp({ create: { width: 200, height: 250, channels: 3, background: '#7a5', noise } })
    .png()
    .toFile(file);
  return anAsset(ctx, character, { file: { path: file, mime: 'image/png', width: 200, height: 250 } });
}

async function voice(seconds = 1) {
  const file = path(`voice-${Math.random()}.wav`);
  // A few bytes after the sound make it a file of its own.
  await writeFile(
    file,
    Buffer.concat([await readFile(path('voice.wav')), Buffer.from(String(Math.random()))]),
  );
  return anAsset(ctx, character, { file: { path: file, mime: 'audio/wav', durationSeconds: seconds } });
}

const aFilm = (draft: unknown): Promise<Film> =>
  createFilm(ctx, CreateFilm.parse({ characterId: character.id, title: 'A day in rain', draft }));
const scene = (assetId: string, more: object = {}) => ({
  id: crypto.randomUUID(),
  kind: 'picture',
  assetId,
  seconds: 1,
  ...more,
});
const wanted = (version: number, ...outputs: object[]) => RenderFilm.parse({ version, outputs });

describe('editing', () => {
  it('keeps every version, and nothing of a change made from an older one', async () => {
    const { id, version } = await aFilm({ scenes: [scene((await picture()).id)] });
    const changed = await editFilm(ctx, id, { version, title: 'Another name' });
    expect(changed).toMatchObject({ version: 2, title: 'Another name' });
    await expect(editFilm(ctx, id, { version, title: 'Too late' })).rejects.toMatchObject({
      code: 'conflict',
      facts: { version: 2 },
    });
    expect((await getFilm(ctx, id)).title).toBe('Another name');
    const listed = await listFilms(ctx, ListFilms.parse({}));
    expect(listed.items.find((film) => film.id === id)).toMatchObject({
      seconds: 1,
      scenes: 1,
      render: null,
    });
  });

  it('lists its versions and brings one back as a new one', async () => {
    const [one, two] = [await picture(), await picture()];
    const { id, version } = await aFilm({ scenes: [scene(one.id)] });
    const draft = FilmDraft.parse({ scenes: [scene(one.id), scene(two.id)] });
    await editFilm(ctx, id, { version, draft, title: 'Longer' });
    const { items } = await listFilmVersions(ctx, id);
    expect(items).toMatchObject([
      { version: 2, title: 'Longer', scenes: 2, actorName: 'Ada', isRendered: false },
      { version: 1, title: 'A day in rain', scenes: 1 },
    ]);
    const back = { version: 1, currentVersion: 2 };
    expect(await restoreFilmVersion(ctx, id, back)).toMatchObject({
      version: 3,
      title: 'A day in rain',
      scenes: 1,
    });
    expect((await listFilmVersions(ctx, id)).items).toHaveLength(3);
    await expect(restoreFilmVersion(ctx, id, back)).rejects.toMatchObject({ code: 'conflict' });
    await expect(restoreFilmVersion(ctx, id, { version: 9, currentVersion: 3 })).rejects.toMatchObject({
      code: 'not_found',
    });
    const stranger = await test.stranger();
    await expect(listFilmVersions(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows films to their own workspace only, and lets viewers change nothing', async () => {
    const { id, version } = await aFilm({});
    const stranger = await test.stranger();
    await expect(getFilm(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(editFilm(stranger, id, { version, title: 'Mine' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(renderFilm(stranger, id, wanted(version, { shape: 'square' }))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(editFilm(test.as('viewer'), id, { version, title: 'No' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('music', () => {
  it('is kept once, with what was stated, and not without', async () => {
    const input = { name: 'Rain.wav', path: path('music.wav') };
    await expect(addMusic(ctx, { ...input, hasRights: false })).rejects.toMatchObject({ code: 'forbidden' });
    const first = await addMusic(ctx, { ...input, hasRights: true });
    expect(first).toMatchObject({ name: 'Rain.wav', statedBy: 'Ada' });
    expect(first.durationSeconds).toBeCloseTo(3, 1);
    expect((await addMusic(ctx, { ...input, hasRights: true })).id).toBe(first.id);
    expect((await listMusic(ctx)).items).toHaveLength(1);
  });

  it('that was deleted comes back for a day, and is gone for good after it', async () => {
    await lavfi('sine=frequency=330:duration=2', 'other.wav');
    const upload = () => addMusic(ctx, { name: 'Other', path: path('other.wav'), hasRights: true });
    const music = await upload();
    const film = await aFilm({ scenes: [scene((await picture()).id)], music: { musicId: music.id } });
    expect(await deleteMusic(ctx, music.id)).toEqual({ films: 1 });
    expect(await deleteMusic(ctx, music.id)).toEqual({ films: 1 });
    const job = test.queued.filter((one) => one.job === 'films.remove-music');
    expect(job).toHaveLength(1);
    const ids = async () => (await listMusic(ctx)).items.map(({ id }) => id);
    expect(await ids()).not.toContain(music.id);
    expect((await getFilm(ctx, film.id)).parts.find(({ kind }) => kind === 'music')?.missing).toBe(true);
    expect(await restoreMusic(ctx, music.id)).toMatchObject({ id: music.id, name: 'Other' });
    expect(await ids()).toContain(music.id);

    await deleteMusic(ctx, music.id);
    expect((await upload()).id).toBe(music.id);
    await removeMusic(ctx, music.id);
    expect(await ids()).toContain(music.id);
    await deleteMusic(ctx, music.id);
    await removeMusic({ ...ctx, now: () => new Date(Date.now() + 25 * 3600 * 1000) }, music.id);
    await removeMusic(ctx, music.id);
    const gone = { code: 'not_found' };
    await expect(restoreMusic(ctx, music.id)).rejects.toMatchObject(gone);
    await expect(deleteMusic(test.as('viewer'), music.id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('that is no sound is refused in words, and nothing of it is kept', async () => {
    await writeFile(path('words.mp3'), 'These are words and no music at all.');
    await lavfi('anullsrc=d=2', 'silence.wav');
    await lavfi('testsrc2=size=64x64:d=1', 'mute.mp4');
    for (const [name, code] of [
      ['words.mp3', 'unsupported_media'],
      ['mute.mp4', 'unsupported_media'],
      ['silence.wav', 'invalid'],
    ] as const) {
      const refused = addMusic(ctx, { name, path: path(name), hasRights: true });
      await expect(refused).rejects.toMatchObject({
        code,
        hint: expect.stringContaining('Nothing was kept'),
      });
    }
    expect((await listMusic(ctx)).items).toHaveLength(1);
  });
});

describe('what cannot be rendered', () => {
  const refuse = async (draft: unknown, output: object, message: RegExp) => {
    const { id, version } = await aFilm(draft);
    const before = test.queued.length;
    await expect(renderFilm(ctx, id, wanted(version, output))).rejects.toThrow(message);
    expect(test.queued).toHaveLength(before);
    // Nothing of the film is lost.
    expect((await getFilm(ctx, id)).version).toBe(version);
  };

  it('is said in words: no scenes, a missing picture, a voice of 40 minutes, a film over the limit', async () => {
    const { id } = await picture();
    await refuse({}, { shape: 'square' }, /no scenes/);
    await refuse({ scenes: [scene(crypto.randomUUID())] }, { shape: 'square' }, /not in the library/);
    await refuse({ scenes: [scene((await voice()).id)] }, { shape: 'square' }, /not a picture/);
    const long = await voice(2400);
    await refuse(
      { scenes: [scene(id)], voice: { assetId: long.id } },
      { shape: 'square' },
      /lasts 40:00; up to 10:00/,
    );
    const scenes = Array.from({ length: 4 }, () => scene(id, { seconds: 50 }));
    await refuse(
      { scenes },
      { shape: 'vertical', platform: 'bluesky' },
      /lasts 3:20; Bluesky takes up to 3:00/,
    );
    await refuse({ scenes: [scene(id)] }, { shape: 'vertical', platform: 'instagram' }, /takes 3 or more/);
  });

  it('is a film of a character for whom nobody has declared anything', async () => {
    const { id, version } = await aFilm({ scenes: [scene((await picture()).id)] });
    const { pool } = test.app;
    await pool.query('update characters set state = $1 where id = $2', ['paused', character.id]);
    await expect(renderFilm(ctx, id, wanted(version, { shape: 'square' }))).rejects.toThrow(/paused/);
    await pool.query('update characters set state = $1 where id = $2', ['active', character.id]);
  });
});

describe('rendering', () => {
  it(
    'stores a marked film with its whole recipe; a second run makes nothing twice',
    async () => {
      const [one, two, said] = [await picture(), await picture(), await voice()];
      const music = (await listMusic(ctx)).items[0]!;
      const film = await aFilm({
        scenes: [
          scene(one.id, { text: 'Rain again.', voiceAssetId: said.id }),
          scene(two.id, { transition: 'dissolve', seconds: 1.5 }),
        ],
        music: { musicId: music.id },
      });
      const render = await renderFilm(ctx, film.id, wanted(film.version, { shape: 'square' }));
      expect(test.queued.at(-1)).toMatchObject({
        job: 'films.render-film',
        payload: { renderId: render.id },
      });
      await expect(renderFilm(ctx, film.id, wanted(film.version, { shape: 'square' }))).rejects.toThrow(
        /already/,
      );
      await runRender(ctx, render.id, never);
      const [done] = (await getFilm(ctx, film.id)).renders;
      expect(done).toMatchObject({ state: 'done', failure: null, progress: 1 });
      const [result] = done!.results;
      expect(Math.abs(result!.lufs! + 16)).toBeLessThanOrEqual(1);
      expect(result!.truePeakDb).toBeLessThanOrEqual(-1);
      const { asset } = await readAsset(ctx, result!.assetId);
      expect(asset).toMatchObject({
        sourceType: 'algorithmicMedia',
        width: 1080,
        height: 1080,
        kind: 'video',
      });
      expect(asset.recipe).toMatchObject({ film: { version: 1 }, music: { sha256: expect.any(String) } });
      expect(asset.recipe.parts).toHaveLength(3);
      expect([asset.coverSha256, asset.captionsSha256]).not.toContain(null);
      const exported = await exportFor(ctx, asset.id);
      expect(exported.verification).toMatchObject({ isOurs: true, sourceType: 'algorithmicMedia' });
      const facts = await probeMedia(exported.path, { signal: never });
      expect(facts.durationSeconds).toBeCloseTo(result!.seconds, 1);
      await runRender(ctx, render.id, never);
      expect((await getFilm(ctx, film.id)).renders[0]?.results).toHaveLength(1);
      const told = test.told.filter((event) => event.type === 'progress' && event.generationId === render.id);
      expect(told.length).toBeGreaterThan(2);
    },
    3 * minutes,
  );

  it(
    'that was cut off goes on with what is missing, and leaves no half files',
    async () => {
      const film = await aFilm({ scenes: [scene((await picture()).id, { movement: 'none' })] });
      const { id } = await renderFilm(
        ctx,
        film.id,
        wanted(film.version, { shape: 'square' }, { shape: 'vertical' }),
      );
      const stop = new AbortController();
      let shots = 0;
      const dying: Ctx = {
        ...ctx,
        emit: (event) => {
          ctx.emit(event);
          if (event.type === 'changed' && event.topic === 'films' && ++shots === 1) {
            stop.abort(new Error('The process ends.'));
          }
        },
      };
      await expect(runRender(dying, id, stop.signal)).rejects.toThrow();
      const [cut] = (await getFilm(ctx, film.id)).renders;
      expect(cut).toMatchObject({ state: 'running', results: [{ output: 0 }] });
      await runRender(ctx, id, never);
      const [whole] = (await getFilm(ctx, film.id)).renders;
      expect(whole).toMatchObject({ state: 'done', results: [cut!.results[0], { output: 1 }] });
    },
    3 * minutes,
  );

  it(
    'is finished after its worker was killed in the middle, and nothing is made twice',
    async () => {
      const film = await aFilm({ scenes: [scene((await picture()).id, { seconds: 3 })] });
      const both = wanted(film.version, { shape: 'square' }, { shape: 'vertical' });
      const { id } = await renderFilm(ctx, film.id, both);
      const { database, dataFolder } = ctx.config;
      if (database.kind !== 'server') throw new Error('The test has a database of its own.');
      const script = join(import.meta.dirname, '../../../test/run-render.ts');
      const worker = spawn(process.execPath, [script, database.url, dataFolder, ctx.workspaceId, id], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = once(worker, 'exit');
      const readRender = async () => (await getFilm(ctx, film.id)).renders[0]!;
      await expect
        .poll(async () => (await readRender()).progress, { timeout: minutes, interval: 50 })
        .toBeGreaterThan(0.05);
      worker.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(await readRender()).toMatchObject({ state: 'running' });

      // As if two minutes had passed: somebody who says nothing is taken as dead, and the render is queued again.
      await test.app.pool.query(
        `update film_renders set worked_at = now() - interval '2 minutes',
          created_at = created_at - interval '2 minutes' where id = $1`,
        [id],
      );
      const before = test.queued.length;
      await resumeRenders(test.app);
      expect(test.queued.slice(before).map(({ payload }) => payload.renderId)).toContain(id);
      await runRender(ctx, id, never);
      const done = await readRender();
      expect(done).toMatchObject({ state: 'done', failure: null });
      expect(done.results.map(({ output }) => output)).toEqual([0, 1]);
      expect(new Set(done.results.map(({ assetId }) => assetId)).size).toBe(2);
    },
    3 * minutes,
  );

  it(
    'stops when it is cancelled, and what was asked for stays as it was',
    async () => {
      const film = await aFilm({ scenes: [scene((await picture()).id, { seconds: 20 })] });
      const { id } = await renderFilm(ctx, film.id, wanted(film.version, { shape: 'landscape' }));
      const running = runRender(ctx, id, never);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await cancelRender(ctx, film.id, id)).toMatchObject({ state: 'cancelled' });
      await running;
      const [render] = (await getFilm(ctx, film.id)).renders;
      expect(render).toMatchObject({ state: 'cancelled', results: [] });
    },
    minutes,
  );
});
