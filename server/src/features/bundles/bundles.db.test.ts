import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { addReference } from '#features/characters/add-reference.ts';
import { CreateCharacter, EditCharacter, GiveConsent } from '#features/characters/contract.ts';
import { createCharacter } from '#features/characters/create-character.ts';
import { editCharacter } from '#features/characters/edit-character.ts';
import { giveConsent } from '#features/characters/give-consent.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { SaveLook } from '#features/looks/contract.ts';
import { listLooks } from '#features/looks/list-looks.ts';
import { saveLook } from '#features/looks/save-look.ts';
import { bodyBuilds, hairStyles, Look } from '#kernel/look.ts';
import { Canon, Persona } from '#kernel/persona.ts';
import { Shot, ShotLook } from '#kernel/shot.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { cardV2, pngWith } from '#test/makers/a-card.ts';
import { aCharacter, declaration } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { contentOf, differences, exported, imported, kept, packed } from '#test/move-characters.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { fileNameOf, manifestName, recordBytes, recordNames } from './bundle-format.ts';
import { ExportCharacter } from './contract.ts';
import { declareSynthetic } from './declare-synthetic.ts';
import { estimateExport } from './estimate-export.ts';
import { exportCharacter } from './export-character.ts';
import { previewImport } from './preview-import.ts';

let test: TestContext;
let ctx: Ctx;
let other: Ctx;

beforeAll(async () => {
  test = await testContext();
  const media = fakeMedia(test.app.media);
  ctx = { ...test.ctx, media };
  other = { ...(await test.stranger()), media };
});
afterAll(() => test[Symbol.asyncDispose]());

const statement = 'This character is made up and shows nobody who lives or has lived.';

const aPhoto = () =>
  sharp(randomBytes(64 * 80 * 3), { raw: { width: 64, height: 80, channels: 3 } })
    .jpeg()
    .toBuffer();

/** A character with everything a bundle carries. */
async function aFullCharacter(by: Ctx) {
  const made = await aCharacter(by, { name: 'Mara', persona: Persona.parse({ bio: 'Bakes bread.' }) });
  const consent = await giveConsent(
    by,
    made.id,
    GiveConsent.parse({
      person: 'Ida Holm',
      covers: ['face'],
      purpose: 'Posts about bread.',
      givenOn: '2026-10-01',
    }),
    await kept(Buffer.from(`%PDF-1.7 ${made.id}`)),
  );
  for (const declarationId of [consent.id, undefined])
    await addReference(by, {
      characterId: made.id,
      kind: 'face',
      declarationId,
      path: await kept(await aPhoto()),
    });
  const recipe = { engine: 'fake', workflow: { nodes: [1, { steps: 20.5 }] } };
  const baked = await anAsset(by, made, { recipe, prompt: 'bread, morning light', tags: ['bread'] });
  const content = ShotLook.parse({ ...Shot.parse({ mood: 'cosy' }), hair: { style: 'bun' } });
  await saveLook(by, made.id, SaveLook.parse({ name: 'Bakery', content, assetId: baked.id }));
  await saveLook(by, made.id, SaveLook.parse({ name: 'Market', content: { ...content, scene: 'market' } }));
  await anAsset(by, made, { archived: true, score: 12.25, identityDistance: null });
  return made;
}

const colour = fc.stringMatching(/^#[0-9a-f]{6}$/);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const line = (maxLength: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength })
    .filter((text) => text.trim() === text && !text.includes('\u0000') && text.isWellFormed());
const aPersona = fc.record({
  bio: line(60),
  tone: line(20),
  topics: fc.array(line(20), { maxLength: 4 }),
  avoid: fc.array(line(20), { maxLength: 4 }),
  samplePosts: fc.array(line(80), { maxLength: 3 }),
  emoji: unit,
  traits: fc.record({ warmth: unit, humour: unit }),
});
const aCanon = fc.array(fc.record({ fact: line(60) }), { maxLength: 5 });
const aLook = fc.record({
  femininity: unit,
  hair: fc.record({ style: fc.constantFrom(...hairStyles), color: colour }),
  body: fc.record({ build: fc.constantFrom(...bodyBuilds), weight: unit }),
  face: fc.record({ jawWidth: fc.double({ min: -1, max: 1, noNaN: true }) }),
  notes: line(40),
});

describe('a bundle', () => {
  it('gives back every record and every file byte for byte, whoever the character is', async () => {
    await fc.assert(
      fc.asyncProperty(aPersona, aCanon, aLook, async (persona, canon, look) => {
        const handle = `rt.${randomBytes(5).toString('hex')}`;
        const content = {
          persona: Persona.parse(persona),
          canon: Canon.parse(canon),
          look: Look.parse(look),
        };
        const made = await createCharacter(
          ctx,
          CreateCharacter.parse({
            name: 'Mara',
            age: 30,
            handle,
            declaration,
            timeZone: 'Asia/Tokyo',
            ...content,
          }),
        );
        await editCharacter(
          ctx,
          made.id,
          EditCharacter.parse({ version: 1, note: 'More', tagline: 'Changed' }),
        );
        const first = await exported(ctx, made.id, { assets: 'all' });
        const came = await imported(other, first, { handle, acceptRecords: 'true' });
        const second = await exported(other, came.character.id, { assets: 'all' });
        expect(await differences(first, second)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('carries references, papers, pictures, recipes and history', async () => {
    const made = await aFullCharacter(ctx);
    const first = await exported(ctx, made.id, { assets: 'all' });
    const files = await contentOf(first);
    expect([...files.keys()].filter((name) => name.startsWith('files/'))).toHaveLength(5);
    const came = await imported(other, first, { handle: made.handle, acceptRecords: 'true' });
    expect(came).toMatchObject({
      assetsAdded: 2,
      assetsKnown: 0,
      character: { state: 'active', version: 1 },
    });
    expect(came.character.declaration?.live).toBe(true);
    expect(test.queued.find(({ job }) => job === 'identity.measure-assets')?.payload).toMatchObject({
      characterId: came.character.id,
      assetIds: { length: 2 },
    });
    const looks = (await listLooks(other, came.character.id)).items;
    expect(looks.map(({ name, assetId }) => [name, assetId !== null])).toEqual([
      ['Market', false],
      ['Bakery', true],
    ]);
    const second = await exported(other, came.character.id, { assets: 'all' });
    expect(await differences(first, second)).toEqual([]);
    const third = await imported(ctx, second, { acceptRecords: 'true' });
    expect(third).toMatchObject({ assetsAdded: 0, assetsKnown: 2 });
    const estimate = await estimateExport(ctx, made.id);
    const all = estimate.bundles.find(({ assets }) => assets === 'all');
    expect(Math.abs((all?.bytes ?? 0) - first.length)).toBeLessThan(first.length * 0.2);
  });

  it('says that it is a backup, and of each picture how it was made', async () => {
    const made = await aFullCharacter(ctx);
    const files = await contentOf(await exported(ctx, made.id, { assets: 'all' }));
    const manifest = JSON.parse(String(files.get(manifestName)));
    expect(manifest.purpose).toMatch(/backup and not a publication/);
    expect(String(files.get('README.txt'))).toContain(manifest.purpose);
    const told = manifest.files.flatMap(
      (file: { digitalSourceType?: string }) => file.digitalSourceType ?? [],
    );
    const type = 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia';
    expect(told).toEqual([type, type]);
  });

  it('of a release without saved looks is read as before', async () => {
    const made = await aCharacter(ctx);
    const files = await contentOf(await exported(ctx, made.id));
    const { purpose: _, ...manifest } = JSON.parse(String(files.get(manifestName)));
    const listed = manifest.files.filter(({ path }: { path: string }) => path !== recordNames.looks);
    files.delete(recordNames.looks);
    files.set(manifestName, recordBytes({ ...manifest, files: listed }));
    const { character } = await imported(other, await packed(files), { acceptRecords: 'true' });
    expect((await listLooks(other, character.id)).items).toEqual([]);
  });

  it('leaves out what stands on declarations nobody here stands by, and arrives paused', async () => {
    const made = await aFullCharacter(ctx);
    const came = await imported(other, await exported(ctx, made.id, { assets: 'all' }));
    expect(came.character).toMatchObject({ state: 'paused', declaration: null });
    const again = await contentOf(await exported(other, came.character.id, { assets: 'all' }));
    expect([
      JSON.parse(String(again.get(recordNames.references))),
      JSON.parse(String(again.get(recordNames.assets))),
    ]).toEqual([[], []]);
    await expect(requireDeclaration(other, came.character.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(declareSynthetic(other, came.character.id, { statement })).rejects.toMatchObject({
      code: 'invalid',
      message: /real person/,
    });
    await expect(imported(other, await exported(ctx, made.id), { statement })).rejects.toMatchObject({
      code: 'invalid',
      message: /real person/,
    });
  });

  it('of somebody made up waits for a declaration, and wakes with it', async () => {
    const made = await aCharacter(ctx);
    const { character } = await imported(other, await exported(ctx, made.id));
    expect(character).toMatchObject({ state: 'paused', declaration: null });
    await expect(
      declareSynthetic({ ...other, role: 'viewer' }, character.id, { statement }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    const declared = await declareSynthetic(other, character.id, { statement });
    expect(declared).toMatchObject({ state: 'active', declaration: { kind: 'synthetic', live: true } });
    await requireDeclaration(other, character.id);
    await expect(declareSynthetic(other, character.id, { statement })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('carries what was said and written, with where it appeared', async () => {
    const made = await aCharacter(ctx);
    const at = '2026-05-01T10:00:00Z';
    await ctx.pool.query(
      `insert into posts (id, workspace_id, character_id, state, caption, hashtags, actor, created_at)
        values (gen_random_uuid(), $1, $2, 'approved', 'First light 🌅', '{dawn}', '{"kind":"system","job":"x"}', $3)`,
      [ctx.workspaceId, made.id, at],
    );
    const bundle = await exported(ctx, made.id);
    const said = {
      kind: 'post',
      caption: 'First light 🌅',
      hashtags: ['dawn'],
      state: 'approved',
      published: [],
    };
    expect(JSON.parse(String((await contentOf(bundle)).get(recordNames.history)))).toMatchObject([said]);
    const { character } = await imported(other, bundle, { handle: made.handle, acceptRecords: 'true' });
    expect(await differences(bundle, await exported(other, character.id))).toEqual([]);
  });
});

describe('a bundle that is not what it says', () => {
  let whole: Map<string, Buffer>;
  let made: Awaited<ReturnType<typeof aFullCharacter>>;
  beforeAll(async () => {
    made = await aFullCharacter(ctx);
    whole = await contentOf(await exported(ctx, made.id, { assets: 'all' }));
  });

  /** A bundle with one record changed, and its list telling the truth about it. */
  function changed(key: keyof typeof recordNames, change: (record: never) => unknown): Map<string, Buffer> {
    const name = recordNames[key];
    const bytes = recordBytes(change(JSON.parse(String(whole.get(name))) as never));
    return withFile(name, bytes);
  }
  function withFile(name: string, bytes: Buffer): Map<string, Buffer> {
    const manifest = JSON.parse(String(whole.get(manifestName)));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = manifest.files.map((file: { path: string }) =>
      file.path === name ? { path: name, sha256, bytes: bytes.length } : file,
    );
    return new Map([...whole, [name, bytes], [manifestName, recordBytes({ ...manifest, files })]]);
  }
  async function refused(files: ReadonlyMap<string, Uint8Array>, error: object) {
    const before = await stateOf(other);
    await expect(imported(other, await packed(files), { acceptRecords: 'true' })).rejects.toMatchObject(
      error,
    );
    expect(await stateOf(other)).toEqual(before);
  }
  const without = (name: string) => new Map([...whole].filter(([other]) => other !== name));
  const aFile = () => [...whole.keys()].find((name) => name.startsWith('files/')) ?? '';

  it('is refused when a record or a file was changed, is missing or came in addition', async () => {
    const versions = Buffer.from(String(whole.get(recordNames.versions)).replace('Bakes', 'Makes'));
    await refused(new Map([...whole, [recordNames.versions, versions]]), {
      code: 'invalid',
      message: /hash says/,
    });
    const file = Buffer.from(whole.get(aFile()) ?? '');
    file[file.length - 1] = (file.at(-1) ?? 0) ^ 1;
    await refused(new Map([...whole, [aFile(), file]]), { code: 'invalid', message: /hash says/ });
    await refused(without(aFile()), { code: 'invalid', message: /missing/ });
    await refused(new Map([...whole, ['files/extra', Buffer.from('x')]]), { message: /does not name/ });
    await refused(without(manifestName), { code: 'unsupported_media' });
  });

  it('is refused from a newer version, with what to do', async () => {
    const manifest = { ...JSON.parse(String(whole.get(manifestName))), formatVersion: 2 };
    await refused(new Map([...whole, [manifestName, recordBytes(manifest)]]), {
      code: 'invalid',
      message: /newer version/,
      hint: /Update/,
    });
  });

  it('is refused when the records contradict each other, or a version is of a minor', async () => {
    type Version = { age: number; version: number };
    const young = changed('versions', (list: Version[]) => list.map((one) => ({ ...one, age: 17 })));
    await refused(young, { code: 'invalid', message: /18/ });
    const twice = changed('versions', (list: Version[]) => [...list, ...list]);
    await refused(twice, { message: /version twice/ });
    const named = changed('looks', (list: object[]) => list.map((one) => ({ ...one, name: 'Same' })));
    await refused(named, { message: /two looks of one name/ });
    const loose = changed('references', (list: object[]) => list.map((one) => ({ ...one, declaration: 9 })));
    await refused(loose, { message: /no declaration/ });
    type Stored = { file: { mime: string } };
    const disguised = changed('assets', (list: Stored[]) =>
      list.map((one) => ({ ...one, kind: 'video', file: { ...one.file, mime: 'video/mp4' } })),
    );
    await refused(disguised, { message: /says that it is video/ });
    const told = changed('versions', (list: { persona: object }[]) =>
      list.map((one) => ({ ...one, persona: { ...one.persona, bio: 'She is a 15-year-old schoolgirl.' } })),
    );
    await refused(told, { code: 'invalid', message: /under 18/ });
  });

  it('keeps no file and no row when the handle is in use', async () => {
    const taken = await aCharacter(other);
    const before = await stateOf(other);
    const fresh = await exported(ctx, (await aFullCharacter(ctx)).id, { assets: 'all' });
    const names = [...(await contentOf(fresh)).keys()].filter((name) => name.startsWith('files/'));
    await expect(
      imported(other, fresh, { handle: taken.handle, acceptRecords: 'true' }),
    ).rejects.toMatchObject({ code: 'conflict', field: 'handle' });
    expect(await stateOf(other)).toEqual(before);
    // They are stored once for all workspaces, and the one they come from still names them.
    for (const name of names) await other.files.pathOf(name.slice(fileNameOf('').length));
    const card = await pngWith({ chara: cardV2() }, '#123456');
    await expect(imported(other, card, { handle: taken.handle, age: 29 })).rejects.toMatchObject({
      code: 'conflict',
    });
    const sha256 = createHash('sha256').update(card).digest('hex');
    await expect(other.files.pathOf(sha256)).rejects.toMatchObject({ code: 'gone' });
  });

  it('is refused from people who may not, and where the character is another workspace’s', async () => {
    await expect(
      exportCharacter(test.as('viewer'), made.id, ExportCharacter.parse({})),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(previewImport(test.as('reviewer'), await kept(Buffer.from('{}')))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(exportCharacter(other, made.id, ExportCharacter.parse({}))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(estimateExport(other, made.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is not exported while one of its files is damaged', async () => {
    const own = await aFullCharacter(ctx);
    const name = [...(await contentOf(await exported(ctx, own.id, { assets: 'all' }))).keys()].find((path) =>
      path.startsWith('files/'),
    );
    await writeFile(await ctx.files.pathOf(String(name).slice(fileNameOf('').length)), 'spoilt');
    await expect(exported(ctx, own.id, { assets: 'all' })).rejects.toMatchObject({ code: 'gone' });
  });
});

/** How much a workspace holds. */
async function stateOf({ pool, workspaceId }: Ctx) {
  const { rows } = await pool.query<Record<string, number>>(
    `select (select count(*) from characters where workspace_id = $1)::int as characters,
      (select count(*) from character_versions where workspace_id = $1)::int as versions,
      (select count(*) from declarations where workspace_id = $1)::int as declarations,
      (select count(*) from assets where workspace_id = $1)::int as assets,
      (select count(*) from character_references where workspace_id = $1)::int as "references"`,
    [workspaceId],
  );
  return rows;
}
