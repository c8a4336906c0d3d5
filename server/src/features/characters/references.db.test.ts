import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { addReference } from './add-reference.ts';
import { GiveConsent, type GiveConsentInput } from './contract.ts';
import { getCharacter } from './get-character.ts';
import { giveConsent } from './give-consent.ts';
import { listDeclarations, openEvidence } from './list-declarations.ts';
import { listReferences } from './list-references.ts';
import { removeUnnamedFile } from './remove-file.ts';
import { removeReference } from './remove-reference.ts';
import { withdrawConsent } from './withdraw-consent.ts';

let test: TestContext;
let ctx: Ctx;

beforeAll(async () => {
  test = await testContext();
  ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
});
afterAll(() => test[Symbol.asyncDispose]());

const upload = async (bytes: Uint8Array) => {
  const path = join(ctx.config.dataFolder, `upload-${randomBytes(4).toString('hex')}`);
  await writeFile(path, bytes);
  return path;
};
const aPhoto = () =>
  sharp(randomBytes(64 * 80 * 3), { raw: { width: 64, height: 80, channels: 3 } })
    .jpeg()
    .toBuffer();
const consent = (input: Partial<GiveConsentInput> = {}): GiveConsent =>
  GiveConsent.parse({
    person: 'Ida Holm',
    covers: ['face'],
    purpose: 'Posts about ceramics.',
    givenOn: '2026-10-01',
    note: 'By e-mail on 1 October, answered the same day.',
    ...input,
  });
/** What the job does that a removal has queued. */
const removeQueuedFiles = async () => {
  for (const { payload } of test.queued.filter(({ job }) => job === 'characters.remove-file'))
    await removeUnnamedFile(test.app, String(payload.sha256));
};
const isStored = (sha256: string) =>
  ctx.files.pathOf(sha256).then(
    () => true,
    () => false,
  );

describe('a face reference', () => {
  it.each([
    [0, /No face/],
    [2, /2 faces/],
  ])('is refused with %i faces, and nothing is kept', async (count, message) => {
    const { id } = await aCharacter(ctx);
    const seen = { ...ctx, media: fakeMedia(test.app.media, { faces: () => count }) };
    const path = await upload(await aPhoto());
    await expect(addReference(seen, { characterId: id, kind: 'face', path })).rejects.toMatchObject({
      code: 'invalid',
      field: 'file',
      message,
    });
    expect((await listReferences(ctx, id)).items).toEqual([]);
  });

  it('is refused when the picture is explicit', async () => {
    const { id } = await aCharacter(ctx);
    const media = fakeMedia(test.app.media, { findings: () => ({ safety: 'fail' }) });
    const path = await upload(await aPhoto());
    await expect(
      addReference({ ...ctx, media }, { characterId: id, kind: 'face', path }),
    ).rejects.toMatchObject({ code: 'invalid', message: /explicit/ });
  });

  it('takes its file along when it is removed', async () => {
    const { id } = await aCharacter(ctx);
    const kept = await addReference(ctx, {
      characterId: id,
      kind: 'face',
      path: await upload(await aPhoto()),
    });
    const { sha256 } = await storedAs(kept.id);
    await removeReference(ctx, id, kept.id);
    await removeQueuedFiles();
    expect(await isStored(sha256)).toBe(false);
  });

  it('leaves its file to another character that has it, until that one lets go', async () => {
    const [one, two] = [await aCharacter(ctx), await aCharacter(ctx)];
    const photo = await aPhoto();
    const first = await addReference(ctx, { characterId: one.id, kind: 'face', path: await upload(photo) });
    const second = await addReference(ctx, { characterId: two.id, kind: 'face', path: await upload(photo) });
    const { sha256 } = await storedAs(first.id);
    await removeReference(ctx, one.id, first.id);
    await removeQueuedFiles();
    expect(await isStored(sha256)).toBe(true);
    await removeReference(ctx, two.id, second.id);
    await removeQueuedFiles();
    expect(await isStored(sha256)).toBe(false);
  });
});

describe('removing a file', () => {
  it('spares what the library has, of any workspace', async () => {
    const character = await aCharacter(ctx);
    const asset = await anAsset(ctx, character);
    await removeUnnamedFile(test.app, asset.sha256);
    expect(await isStored(asset.sha256)).toBe(true);
  });

  it('is no error when the file has gone already', async () => {
    await expect(removeUnnamedFile(test.app, '0'.repeat(64))).resolves.toBeUndefined();
  });
});

describe('the consent of a real person', () => {
  it('is kept with who, what, when and the paper, and a reference stands on it', async () => {
    const { id, name } = await aCharacter(ctx);
    const paper = Buffer.from(`%PDF-1.7 ${randomBytes(8).toString('hex')}`);
    const given = await giveConsent(ctx, id, consent({ covers: ['face', 'voice'] }), await upload(paper));
    expect(given).toMatchObject({
      kind: 'consent',
      signer: 'Ida Holm',
      live: true,
      consent: { covers: ['face', 'voice'], givenOn: '2026-10-01', until: null },
    });
    expect(given.statement).toContain(name);
    expect(await openEvidence(ctx, id, given.id)).toMatchObject({
      mime: 'application/pdf',
      saveAs: 'consent-2026-10-01-Ida Holm.pdf',
    });
    const path = await upload(await aPhoto());
    const kept = await addReference(ctx, { characterId: id, kind: 'face', declarationId: given.id, path });
    expect(kept.declarationId).toBe(given.id);
    expect((await getCharacter(ctx, id)).declaration?.id).toBe(given.id);
  });

  it('is refused without a paper or a note, for a day to come, and when it has ended', async () => {
    const { id } = await aCharacter(ctx);
    await expect(giveConsent(ctx, id, consent({ note: '' }))).rejects.toMatchObject({ field: 'note' });
    await expect(giveConsent(ctx, id, consent({ givenOn: '2099-01-01' }))).rejects.toMatchObject({
      field: 'givenOn',
    });
    await expect(giveConsent(ctx, id, consent({ until: '2026-10-02' }))).rejects.toMatchObject({
      field: 'until',
    });
    const path = await upload(Buffer.from('MZ a program'));
    await expect(giveConsent(ctx, id, consent(), path)).rejects.toMatchObject({
      code: 'unsupported_media',
      field: 'file',
    });
    expect((await listDeclarations(ctx, id)).items).toHaveLength(1);
  });

  it('covers only what the person agreed to', async () => {
    const { id } = await aCharacter(ctx);
    const { id: declarationId } = await giveConsent(ctx, id, consent({ covers: ['voice'] }));
    const path = await upload(await aPhoto());
    await expect(
      addReference(ctx, { characterId: id, kind: 'face', declarationId, path }),
    ).rejects.toMatchObject({ code: 'forbidden', message: /Ida Holm has not agreed/ });
  });

  it('takes its references and their files along when it is withdrawn, and stays on record', async () => {
    const { id } = await aCharacter(ctx);
    const { id: declarationId } = await giveConsent(ctx, id, consent());
    const path = await upload(await aPhoto());
    const kept = await addReference(ctx, { characterId: id, kind: 'face', declarationId, path });
    const { sha256 } = await storedAs(kept.id);
    expect(await withdrawConsent(ctx, id, declarationId)).toMatchObject({ live: false });
    await removeQueuedFiles();
    expect(await isStored(sha256)).toBe(false);
    expect((await listReferences(ctx, id)).items).toEqual([]);
    expect((await listDeclarations(ctx, id)).items[0]).toMatchObject({ id: declarationId, live: false });
    expect((await getCharacter(ctx, id)).declaration?.kind).toBe('synthetic');
    await expect(
      addReference(ctx, { characterId: id, kind: 'face', declarationId, path }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

/** The row of a reference: the wire does not tell where its file lies. */
async function storedAs(referenceId: string): Promise<{ sha256: string }> {
  const { rows } = await test.app.pool.query<{ sha256: string }>(
    'select sha256 from character_references where id = $1',
    [referenceId],
  );
  return rows[0]!;
}
