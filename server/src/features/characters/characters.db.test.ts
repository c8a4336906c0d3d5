import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { fakeEngines } from '#test/fake-engines.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter, declaration } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { addReference } from './add-reference.ts';
import { CreateCharacter, EditCharacter, ListCharacters } from './contract.ts';
import { createCharacter } from './create-character.ts';
import { drawPortrait } from './draw-portrait.ts';
import { editCharacter } from './edit-character.ts';
import { FileCache } from './file-cache.ts';
import { getCharacter } from './get-character.ts';
import { learnIdentity } from './learn-identity.ts';
import { listCharacters } from './list-characters.ts';
import { listReferences } from './list-references.ts';
import { listVersions } from './list-versions.ts';
import { LookPreviews } from './preview-look.ts';
import { removeReference } from './remove-reference.ts';
import { requireDeclaration } from './require-declaration.ts';
import { restoreVersion } from './restore-version.ts';
import { setCharacterState } from './set-character-state.ts';
import { declarations } from './tables.ts';

const signal = new AbortController().signal;
let test: TestContext;
let ctx: Ctx;

beforeAll(async () => {
  test = await testContext();
  ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
});
afterAll(() => test[Symbol.asyncDispose]());

describe('making a character', () => {
  it('starts learning its face and drawing its portrait, and tells the feed', async () => {
    const before = test.queued.length;
    const character = await aCharacter(ctx);
    expect(character).toMatchObject({ version: 1, state: 'active', identityReady: false, portraitUrl: null });
    expect(test.queued.slice(before).map(({ job }) => job)).toEqual([
      'characters.learn-identity',
      'characters.draw-portrait',
    ]);
    expect(test.told).toContainEqual({ type: 'changed', topic: 'characters', id: character.id });
  });

  it('refuses whoever is, or looks, under 18', async () => {
    const input = { name: 'Kid', handle: 'kid', declaration };
    expect(CreateCharacter.safeParse({ ...input, age: 17 }).success).toBe(false);
    expect(CreateCharacter.safeParse({ ...input, age: 20, look: { apparentAge: 15 } }).success).toBe(false);
    const look = { apparentAge: 20 };
    await expect(aCharacter(ctx, { age: 60, look })).rejects.toMatchObject({
      code: 'invalid',
      field: 'look.apparentAge',
    });
  });

  it('refuses a handle in use, a made-up time zone, and a viewer', async () => {
    const { handle } = await aCharacter(ctx);
    await expect(aCharacter(ctx, { handle })).rejects.toMatchObject({ code: 'conflict', field: 'handle' });
    await expect(aCharacter(ctx, { timeZone: 'Mars/Base' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(aCharacter(test.as('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('lets another workspace have the same handle, and see nothing', async () => {
    const { id, handle } = await aCharacter(ctx);
    const stranger = await test.stranger();
    await expect(getCharacter(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(listVersions(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listCharacters(stranger, ListCharacters.parse({}))).items).toEqual([]);
    await expect(
      createCharacter(stranger, CreateCharacter.parse({ name: 'Twin', age: 30, handle, declaration })),
    ).resolves.toMatchObject({ handle });
  });
});

describe('changing a character', () => {
  const edit = (id: string, changes: Record<string, unknown>) =>
    editCharacter(ctx, id, EditCharacter.parse(changes));

  it('makes a version each time, and shows the other one to whoever comes late', async () => {
    const { id } = await aCharacter(ctx);
    const edited = await edit(id, { version: 1, name: 'Mara L.', note: 'Surname' });
    expect(edited).toMatchObject({ version: 2, name: 'Mara L.' });
    await expect(edit(id, { version: 1, name: 'Somebody else' })).rejects.toMatchObject({
      code: 'conflict',
      facts: { current: { version: 2, name: 'Mara L.' } },
    });
    const { items } = await listVersions(ctx, id);
    expect(items.map(({ version, note }) => [version, note])).toEqual([
      [2, 'Surname'],
      [1, 'Created'],
    ]);
  });

  it('makes no version when nothing is different', async () => {
    const { id } = await aCharacter(ctx);
    expect(await edit(id, { version: 1, name: 'Mara' })).toMatchObject({ version: 1 });
  });

  it('forgets the face when the look changes, and only then', async () => {
    const { id, look } = await aCharacter(ctx);
    await learnIdentity(ctx, await requireDeclaration(ctx, id), signal);
    expect(await edit(id, { version: 1, tagline: 'New words' })).toMatchObject({ identityReady: true });
    const queued = test.queued.length;
    const changed = await edit(id, { version: 2, look: { ...look, face: { ...look.face, noseWidth: 0.5 } } });
    expect(changed).toMatchObject({ version: 3, identityReady: false });
    expect(test.queued).toHaveLength(queued + 2);
  });

  it('restores a version as a new one', async () => {
    const { id } = await aCharacter(ctx);
    await edit(id, { version: 1, name: 'Nora' });
    const back = await restoreVersion(ctx, { characterId: id, version: 1, currentVersion: 2 });
    expect(back).toMatchObject({ version: 3, name: 'Mara' });
    await expect(
      restoreVersion(ctx, { characterId: id, version: 1, currentVersion: 2 }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      restoreVersion(ctx, { characterId: id, version: 9, currentVersion: 3 }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('listing characters', () => {
  it('gives every character once over pages, by time and by name, and finds by words', async () => {
    const own = await test.stranger();
    const names = ['Zoe', 'adam', 'Ben', 'Adam', '100% real_one', 'Ben'];
    for (const [index, name] of names.entries()) {
      await createCharacter(
        own,
        CreateCharacter.parse({ name, age: 30, handle: `h${index}`, declaration, look: { apparentAge: 30 } }),
      );
    }
    for (const sort of ['newest', 'name'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listCharacters(own, ListCharacters.parse({ limit: 2, sort, cursor }));
        seen.push(...page.items.map(({ handle }) => handle));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect([...seen].sort()).toEqual(['h0', 'h1', 'h2', 'h3', 'h4', 'h5']);
    }
    const find = async (search: string) =>
      (await listCharacters(own, ListCharacters.parse({ search }))).items.map(({ name }) => name);
    expect(await find('ADAM')).toEqual(['Adam', 'adam']);
    expect(await find('0%')).toEqual(['100% real_one']);
    expect(await find('l_o')).toEqual(['100% real_one']);
    expect(await find('%')).toEqual(['100% real_one']);
  });
});

describe('what must be there before anything is generated', () => {
  it('is an active character with a live declaration', async () => {
    const { id } = await aCharacter(ctx);
    await setCharacterState(ctx, id, { state: 'paused' });
    await expect(requireDeclaration(ctx, id)).rejects.toMatchObject({
      code: 'conflict',
      message: /is paused/,
    });
    await setCharacterState(ctx, id, { state: 'active' });
    await expect(requireDeclaration(ctx, id)).resolves.toMatchObject({ version: 1 });
    await ctx.db
      .update(declarations)
      .set({ withdrawnAt: ctx.now() })
      .where(eq(declarations.characterId, id as never));
    await expect(requireDeclaration(ctx, id)).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.any(String),
    });
    await expect(
      addReference(ctx, { characterId: id, kind: 'face', path: '/nowhere' }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('drawing a character', () => {
  it('learns the face, then shows the portrait', async () => {
    const { id } = await aCharacter(ctx);
    await drawPortrait(ctx, await requireDeclaration(ctx, id), signal);
    await learnIdentity(ctx, await requireDeclaration(ctx, id), signal);
    const drawn = await getCharacter(ctx, id);
    expect(drawn.identityReady).toBe(true);
    expect(drawn.portraitUrl).toMatch(/^\/api\/v1\/assets\/.+\/thumbnail/);
  });

  it('says so when the face is not seen clearly', async () => {
    const { id } = await aCharacter(ctx);
    const blurred = { ...ctx, media: fakeMedia(test.app.media, { faces: () => 0 }) };
    await expect(learnIdentity(blurred, await requireDeclaration(ctx, id), signal)).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('sliders'),
    });
  });

  it('gives previews of the newest look only at each place, and a known one from the cache', async () => {
    const { look } = await aCharacter(ctx);
    let drawn = 0;
    const slow = fakeEngines({
      onImage: async (_request, { signal }) => {
        drawn += 1;
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, 400);
          signal.addEventListener('abort', () => [clearTimeout(timer), resolve(undefined)]);
        });
      },
    });
    const previews = new LookPreviews(new FileCache(join(ctx.config.dataFolder, 'cache', 'test'), 10));
    const slowCtx = { ...ctx, engines: slow };
    const small = { shot: {}, pixels: 160, place: '' };
    const older = previews.preview(slowCtx, { ...small, look });
    const newer = previews.preview(slowCtx, { ...small, look: { ...look, femininity: 0 } });
    const beside = previews.preview(slowCtx, { ...small, place: 'right', look: { ...look, glasses: true } });
    await expect(older).rejects.toMatchObject({ code: 'gone' });
    const bytes = await newer;
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
    await expect(beside).resolves.toBeInstanceOf(Buffer);
    const before = drawn;
    expect(await previews.preview(slowCtx, { ...small, look: { ...look, femininity: 0 } })).toEqual(bytes);
    expect(drawn).toBe(before);
  });
});

describe('references', () => {
  const fileOf = async (bytes: Uint8Array) => {
    const path = join(ctx.config.dataFolder, `upload-${randomBytes(4).toString('hex')}`);
    await writeFile(path, bytes);
    return path;
  };

  it('keeps a picture once, without its private metadata, and lets go of it', async () => {
    const { id } = await aCharacter(ctx);
    const photo = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#a67' } })
      .withExif({ IFD0: { Artist: 'Private Person' } })
      .jpeg()
      .toBuffer();
    const path = await fileOf(photo);
    const kept = await addReference(ctx, { characterId: id, kind: 'face', path });
    expect(kept).toMatchObject({ kind: 'face', mime: 'image/jpeg', width: 300, height: 400 });
    expect((await addReference(ctx, { characterId: id, kind: 'face', path })).id).toBe(kept.id);
    const { items } = await listReferences(ctx, id);
    expect(items).toHaveLength(1);
    await removeReference(ctx, id, kept.id);
    expect((await listReferences(ctx, id)).items).toEqual([]);
  });

  it.each([
    ['text', Buffer.from('not a picture at all'), 'unsupported_media'],
    ['a PDF', Buffer.from('%PDF-1.7 and so on'), 'unsupported_media'],
    ['half a JPEG', 'half', 'unsupported_media'],
    ['nothing', Buffer.alloc(0), 'invalid'],
  ] as const)('refuses %s and keeps nothing', async (_what, content, code) => {
    const { id } = await aCharacter(ctx);
    const whole = await sharp(randomBytes(300 * 300 * 3), { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg()
      .toBuffer();
    const path = await fileOf(content === 'half' ? whole.subarray(0, whole.length / 2) : content);
    await expect(addReference(ctx, { characterId: id, kind: 'face', path })).rejects.toMatchObject({ code });
    expect((await listReferences(ctx, id)).items).toEqual([]);
  });

  it('refuses a voice file that is no sound', async () => {
    const { id } = await aCharacter(ctx);
    const path = await fileOf(randomBytes(2000));
    await expect(addReference(ctx, { characterId: id, kind: 'voice', path })).rejects.toMatchObject({
      code: 'unsupported_media',
    });
  });
});
