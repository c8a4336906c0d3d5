import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { listCharacters } from '#features/characters/list-characters.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { cardV2, cardV3, elizaCharacter, pngWith, tavernData } from '#test/makers/a-card.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { contentOf, differences, exported, imported, kept, packed } from '#test/move-characters.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { ImportFields } from './contract.ts';
import { importCharacter } from './import-character.ts';
import { readPngTexts } from './png-text.ts';
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

describe('a card', () => {
  const cardFile = (json: object) => Buffer.from(JSON.stringify(json), 'utf8');

  it('is shown before it is kept, with what was found in it', async () => {
    const preview = await previewImport(other, await kept(await pngWith({ chara: cardV2() })));
    expect(preview).toMatchObject({
      kind: 'card',
      formatLabel: 'Character Card V2, in a picture',
      name: 'Liora Voss',
      handle: 'liora.voss',
      handleTaken: false,
      age: 29,
      refusal: null,
      counts: { versions: 1, assets: 0, references: 0, history: 0 },
    });
    expect(preview.portrait).toMatch(/^data:image\/jpeg;base64,/);
    expect(preview.findings.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['instruction', 'unused']),
    );
    const { items } = await listCharacters(other, { limit: 100, sort: 'newest', search: 'liora' });
    expect(items).toEqual([]);
  });

  it.each([
    ['card-v2-json', cardV2()],
    ['card-json', cardV3()],
  ] as const)('comes in paused and goes out as %s letter for letter', async (format, json) => {
    const came = await imported(other, cardFile(json), { age: 29 });
    expect(came.character).toMatchObject({ name: 'Liora Voss', age: 29, state: 'paused', declaration: null });
    expect(await exported(other, came.character.id, { format })).toEqual(cardFile(json));
    const bundle = await exported(other, came.character.id);
    const again = await imported(ctx, bundle, { handle: came.character.handle, acceptRecords: 'true' });
    expect(await differences(bundle, await exported(ctx, again.character.id))).toEqual([]);
    expect(await exported(ctx, again.character.id, { format })).toEqual(cardFile(json));
  });

  it('in a picture comes out as that picture until there is a portrait, then inside it and signed', async () => {
    const file = await pngWith({ chara: cardV2(), ccv3: cardV3() });
    const { character } = await imported(other, file, { age: 29, statement });
    expect(character.state).toBe('active');
    expect(await exported(other, character.id, { format: 'card-png' })).toEqual(file);

    const own = await aCharacter(ctx);
    await expect(exported(ctx, own.id, { format: 'card-png' })).rejects.toMatchObject({ code: 'conflict' });
    const portrait = await anAsset(ctx, own);
    await ctx.pool.query('update characters set portrait_asset_id = $1 where id = $2', [portrait.id, own.id]);
    const made = await exported(ctx, own.id, { format: 'card-png' });
    expect([...readPngTexts(made).keys()].sort()).toEqual(['ccv3', 'chara']);
    const marks = await ctx.media.marks.verifyFile(await kept(made), 'image/png');
    expect(marks).toMatchObject({ isOurs: true, sourceType: 'algorithmicMedia' });
    const back = await previewImport(other, await kept(made));
    expect(back).toMatchObject({ name: own.name, age: own.age, handle: own.handle, findings: [] });
  });

  it('in a CHARX archive keeps its files, and takes our portrait as its icon', async () => {
    const card = cardFile(cardV3());
    const data = randomBytes(500);
    const icon = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#335' } })
      .png()
      .toBuffer();
    const files = new Map([
      ['card.json', card],
      ['assets/icon/images/main.png', icon],
      ['assets/other/other/data.bin', data],
      ['x_meta/0.json', Buffer.from('{"a":1}')],
    ]);
    const archive = await packed(files);
    expect((await previewImport(other, await kept(archive))).portrait).toMatch(/^data:image/);
    const { character } = await imported(other, archive, { age: 29 });
    const back = await contentOf(await exported(other, character.id, { format: 'card-charx' }));
    expect(back).toEqual(files);

    const own = await aCharacter(ctx);
    const portrait = await anAsset(ctx, own);
    await ctx.pool.query('update characters set portrait_asset_id = $1 where id = $2', [portrait.id, own.id]);
    const ours = await contentOf(await exported(ctx, own.id, { format: 'card-charx' }));
    expect([...ours.keys()]).toEqual(['card.json', 'assets/icon/images/portrait.png']);
    expect(JSON.parse(String(ours.get('card.json'))).data.assets).toEqual([
      { type: 'icon', uri: 'embeded://assets/icon/images/portrait.png', name: 'main', ext: 'png' },
    ]);
  });

  it('of elizaOS loses its keys and passwords, and nothing else', async () => {
    const file = cardFile(elizaCharacter);
    const preview = await previewImport(other, await kept(file));
    expect(preview.findings).toContainEqual(expect.objectContaining({ what: 'secret', level: 'warning' }));
    const { character } = await imported(other, file);
    const out = await exported(other, character.id, { format: 'eliza' });
    const expected = structuredClone(elizaCharacter) as { settings: { secrets: object } };
    expected.settings.secrets = {};
    expect(JSON.parse(String(out))).toEqual(expected);
    const bundle = await exported(other, character.id);
    expect(bundle.includes('sk-secret')).toBe(false);
  });

  it('needs an adult age, and is refused for a minor', async () => {
    const ageless = cardV2({ ...tavernData, description: 'A glass blower.' });
    await expect(imported(other, cardFile(ageless))).rejects.toMatchObject({ code: 'invalid', field: 'age' });
    expect(ImportFields.safeParse({ sha256: 'a'.repeat(64), handle: 'x', age: '17' }).success).toBe(false);
    const minor = cardV2({ ...tavernData, description: 'Liora is a 16-year-old student.' });
    const preview = await previewImport(other, await kept(cardFile(minor)));
    expect(preview.refusal).toMatch(/under 18/);
    await expect(imported(other, cardFile(minor), { age: 25, statement })).rejects.toMatchObject({
      code: 'invalid',
      message: /under 18/,
    });
  });

  it('is refused for a minor hidden in another program’s part, or in one that looks like ours', async () => {
    const own = await aCharacter(ctx);
    const ours = JSON.parse(String(await exported(ctx, own.id, { format: 'card-json' })));
    ours.data.extensions.ainfluencer.content.persona.bio = 'She is a 15-year-old schoolgirl.';
    for (const card of [ours, cardV2({ ...tavernData, extensions: { 'other-app': { age: 16 } } })]) {
      const preview = await previewImport(other, await kept(cardFile(card)));
      expect(preview.refusal).toMatch(/under 18/);
    }
  });

  it('that is not the one that was shown is refused', async () => {
    const path = await kept(cardFile(cardV2()));
    const fields = ImportFields.parse({ sha256: '0'.repeat(64), handle: 'liora', age: 29 });
    await expect(importCharacter(other, path, fields)).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    ['a text', Buffer.from('hello'), 'unsupported_media'],
    ['an archive of something else', null, 'unsupported_media'],
    ['nothing', Buffer.alloc(0), 'unsupported_media'],
  ])('is refused as %s', async (_, bytes, code) => {
    const file = bytes ?? (await packed(new Map([['a.txt', Buffer.from('x')]])));
    await expect(previewImport(other, await kept(file))).rejects.toMatchObject({
      code,
      hint: expect.any(String),
    });
  });
});
