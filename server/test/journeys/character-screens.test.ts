import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EditCharacter } from '#features/characters/contract.ts';
import { editCharacter } from '#features/characters/edit-character.ts';
import { getCharacter } from '#features/characters/get-character.ts';
import { Look } from '#kernel/look.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
/** Drawing and looking at pictures, on a slow machine. */
const workMilliseconds = 75 * seconds;

describe('a character’s screens in a browser', { timeout: 300 * seconds }, () => {
  let studio: SeededStudio;
  beforeAll(async () => {
    studio = await openSeededStudio();
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', path: string, journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  }

  it('shows two versions beside each other, in words and swatches, and brings one back and undoes that', async () => {
    const look = Look.parse({ hair: { style: 'bob', color: '#3b2417' } });
    const made = await aCharacter(studio.ctx, { name: 'Mara', look });
    const copper = { ...look, hair: { ...look.hair, color: '#c2582a' } };
    await editCharacter(studio.ctx, made.id, EditCharacter.parse({ version: 1, look: copper }));

    await visit('wide', `/characters/${made.id}`, async ({ page, inspect }) => {
      await page.getByRole('tab', { name: 'Versions' }).click();
      const comparison = page.getByRole('region', { name: 'Comparison' });
      for (const version of [1, 2])
        await comparison
          .getByRole('img', { name: `Mara in version ${version}` })
          .waitFor({ timeout: workMilliseconds });
      await comparison.getByText('Drawing', { exact: true }).waitFor({ state: 'hidden' });
      await comparison.getByText('Hair colour').waitFor();
      await comparison.getByText('Dark brown').first().waitFor();
      await comparison.getByText('Copper').first().waitFor();
      await inspect('versions');

      await comparison.getByRole('button', { name: 'Bring back' }).click();
      await page.getByText('Version 1 is back, as version 3.').waitFor();
      expect((await getCharacter(studio.ctx, made.id)).look.hair.color).toBe('#3b2417');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Version 2 is back, as version 4.').waitFor();
      const now = await getCharacter(studio.ctx, made.id);
      expect([now.version, now.look.hair.color]).toEqual([4, '#c2582a']);
    });
  });

  it('takes references by picker and by drop, says what is wrong with each, and loses nothing', async () => {
    const made = await aCharacter(studio.ctx, { name: 'Ines' });
    const face = await fixture('face-mara-plain.jpg');
    const other = await fixture('face-dayo-plain.jpg');

    await visit('wide', `/characters/${made.id}`, async ({ page, inspect }) => {
      await page.getByRole('tab', { name: 'References' }).click();
      const adding = page.getByRole('region', { name: 'Add a reference' });
      await adding
        .getByLabel('Face picture')
        .setInputFiles([
          aFile('mara.jpg', face),
          aFile('notes.png', Buffer.from('%PDF-1.7 not a picture')),
          aFile('half.jpg', face.subarray(0, face.length / 2)),
          aFile('wall.png', await aWall()),
          aFile('friends.png', await beside(face, other)),
        ]);
      await adding.getByLabel('Face picture').setInputFiles(await aHugeFile(studio.ctx.config.dataFolder));
      await expectWaiting(adding, 5);
      await inspect('references, files waiting');
      await adding.getByRole('checkbox', { name: /shows nobody real/ }).click();
      const references = page.getByRole('region', { name: 'References' });
      await references
        .getByRole('img', { name: 'Face reference of Ines' })
        .waitFor({ timeout: workMilliseconds });
      for (const said of [
        'This file is a PDF document, not a picture we can use.',
        '“holiday.jpg” has 100 MB; up to 25 MB is allowed.',
        'This picture is incomplete: the file ends too early.',
        'No face was found in this picture.',
        'There are 2 faces in this picture.',
      ])
        await adding.getByRole('alert').filter({ hasText: said }).waitFor({ timeout: workMilliseconds });
      await inspect('references, refusals');

      await adding.getByRole('button', { name: 'Take wall.png away' }).click();
      await expectPending(adding, 4);
      await drop(page, { name: 'dayo.jpg', mime: 'image/jpeg', bytes: other });
      await references
        .getByRole('img', { name: 'Face reference of Ines' })
        .nth(1)
        .waitFor({ timeout: workMilliseconds });

      await references.getByRole('button', { name: 'Remove this reference' }).first().click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Reference removed.').waitFor();
      await references
        .getByRole('button', { name: 'Remove this reference' })
        .nth(1)
        .waitFor({ state: 'detached' });
    });
  });

  it('records a real person’s consent, puts a reference under it, and withdraws it', async () => {
    const made = await aCharacter(studio.ctx, { name: 'Noor' });
    const face = await fixture('face-mara-post.jpg');

    await visit('phone', `/characters/${made.id}`, async ({ page, inspect }) => {
      await page.getByRole('tab', { name: 'References' }).tap();
      const adding = page.getByRole('region', { name: 'Add a reference' });
      await adding.getByRole('button', { name: 'A real person’s, with consent' }).tap();
      const dialog = page.getByRole('dialog', { name: 'A real person’s consent' });
      await dialog.getByLabel('Who gives it').fill('Ida Holm');
      await dialog.getByLabel('For what').fill('Posts about ceramics.');
      await dialog.getByRole('button', { name: 'Record the consent' }).tap();
      await dialog.getByText('Nothing shows this consent yet.').first().waitFor();
      await inspect('consent');
      await dialog
        .getByLabel('Consent file')
        .setInputFiles(aFile('signed.pdf', Buffer.from('%PDF-1.7 signed')));
      await dialog.getByRole('button', { name: 'Record the consent' }).tap();
      await page.getByText('The consent of Ida Holm is recorded.').waitFor();
      await adding.getByRole('checkbox', { name: 'What I add shows Ida Holm, as agreed' }).tap();
      await adding.getByLabel('Face picture').setInputFiles(aFile('ida.jpg', face));
      const references = page.getByRole('region', { name: 'References' });
      await references.getByText('Ida Holm').waitFor({ timeout: workMilliseconds });
      await inspect('references');

      await page.getByRole('region', { name: 'On record' }).getByRole('button', { name: 'Withdraw' }).tap();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw it' }).tap();
      await page.getByText('The consent of Ida Holm is withdrawn.').waitFor();
      await page.getByText('No references yet').waitFor();
      await page.getByText('Withdrawn', { exact: true }).waitFor();
    });
  });
});

/** The browser's own note of an answer that refuses what the test sent on purpose. */
const isRefusal = (complaint: string) => /status of (413|415|422)/.test(complaint);

const fixture = (name: string) => readFile(join(import.meta.dirname, '../fixtures', name));
const aFile = (name: string, buffer: Buffer) => ({
  name,
  mimeType: name.endsWith('.jpg') ? 'image/jpeg' : name.endsWith('.pdf') ? 'application/pdf' : 'image/png',
  buffer,
});

/** 100 MB that take no room on the disk. */
async function aHugeFile(folder: string): Promise<string> {
  const path = join(folder, 'holiday.jpg');
  await writeFile(path, '');
  await truncate(path, 100 * 1024 * 1024);
  return path;
}

/** A picture of nobody. */
const aWall = () =>
  sharp({ create: { width: 400, height: 500, channels: 3, background: '#b8a692' } })
    .png()
    .toBuffer();

/** Two pictures side by side in one. */
async function beside(left: Buffer, right: Buffer): Promise<Buffer> {
  const [one, two] = await Promise.all(
    [left, right].map((bytes) => sharp(bytes).resize(500, 500, { fit: 'cover' }).png().toBuffer()),
  );
  const canvas = sharp({ create: { width: 1000, height: 500, channels: 3, background: '#fff' } });
  return canvas
    .composite([
      { input: one!, left: 0, top: 0 },
      { input: two!, left: 500, top: 0 },
    ])
    .png()
    .toBuffer();
}

type Part = ReturnType<Page['getByRole']>;
const expectPending = (adding: Part, count: number) =>
  expect
    .poll(() => adding.getByRole('list', { name: 'Files on their way' }).getByRole('listitem').count())
    .toBe(count);
const expectWaiting = (adding: Part, count: number) =>
  expect.poll(() => adding.getByText('Waits until you have said').count()).toBe(count);

/** Lets go of a file over the place for it, as a person would with the mouse. */
async function drop(page: Page, file: { name: string; mime: string; bytes: Buffer }): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, mime, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const held = new DataTransfer();
      held.items.add(new File([bytes], name, { type: mime }));
      return held;
    },
    { name: file.name, mime: file.mime, base64: file.bytes.toString('base64') },
  );
  const zone = page.locator('[data-drop-zone]');
  for (const type of ['dragenter', 'dragover', 'drop'])
    await zone.dispatchEvent(type, { dataTransfer: transfer });
}
