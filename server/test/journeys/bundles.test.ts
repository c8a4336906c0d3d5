import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getCharacter } from '#features/characters/get-character.ts';
import { listCharacters } from '#features/characters/list-characters.ts';
import { cardV2, pngWith, tavernData } from '#test/makers/a-card.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;

describe('moving characters in a browser', { timeout: 240 * seconds }, () => {
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

  it('shows who a card brings and what was found, keeps it paused, and wakes it when it is declared', async () => {
    await visit('wide', '/characters', async ({ page, inspect }) => {
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Import a character' });
      const input = dialog.getByLabel('Character file');
      await input.setInputFiles(aFile('notes.json', Buffer.from('{"hello":1}'), 'application/json'));
      await dialog.getByText('This JSON holds no character that is known here.').waitFor();
      await dialog.getByRole('button', { name: 'Another file' }).click();
      const young = cardV2({ ...tavernData, description: 'Liora is a 15-year-old student.' });
      await input.setInputFiles(aFile('young.json', Buffer.from(JSON.stringify(young)), 'application/json'));
      await dialog.getByText('This character cannot be imported.').waitFor();
      expect(await dialog.getByRole('button', { name: /^Import / }).count()).toBe(0);
      await inspect('a minor');
      await dialog.getByRole('button', { name: 'Another file' }).click();

      const card = cardV2({ ...tavernData, description: '{{char}} is a glass blower from Bremen.' });
      await dialog.locator('[data-drop-zone]').waitFor();
      await drop(page, await pngWith({ chara: card }));
      await dialog.getByRole('heading', { name: 'Liora Voss' }).waitFor();
      await dialog.getByText('This gives orders to the program').waitFor();
      await inspect('the preview');
      const bring = dialog.getByRole('button', { name: 'Import Liora Voss' });
      expect(await bring.isDisabled()).toBe(true);
      await dialog.getByLabel('Age').fill('17');
      await dialog.getByText('A character must be an adult').waitFor();
      await dialog.getByLabel('Age').fill('34');
      await dialog.getByLabel('Handle here').fill('liora');
      await bring.click();

      await page.getByRole('heading', { level: 1, name: 'Liora Voss' }).waitFor();
      await page.getByText('Paused', { exact: true }).waitFor();
      await page.getByText('The face is not learnt yet').waitFor();
      await inspect('a character without a declaration');
      await page.getByRole('checkbox', { name: /I declare this/ }).click();
      await page.getByRole('button', { name: /Declare it and make Liora Voss active/ }).click();
      await page.getByText('Liora Voss is active.').waitFor();
      await page.getByText('Paused', { exact: true }).waitFor({ state: 'hidden' });
    });
    const { items } = await listCharacters(studio.ctx, { limit: 10, sort: 'newest', search: 'liora' });
    expect(items).toMatchObject([{ handle: 'liora', age: 34, state: 'active' }]);
  });

  it('exports a bundle on a phone, and takes it in again', async () => {
    const made = await aCharacter(studio.ctx, { name: 'Noor', handle: 'noor' });
    await visit('phone', `/characters/${made.id}`, async ({ page, inspect }) => {
      await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).tap();
      await page.getByRole('menuitem', { name: 'Export' }).tap();
      const dialog = page.getByRole('dialog', { name: 'Export Noor' });
      await dialog.getByText('Not yet: its portrait is still to be drawn.').waitFor();
      await dialog.getByText(/Always inside: 1 version/).waitFor();
      await inspect('the export');
      const saving = page.waitForEvent('download');
      await dialog.getByRole('button', { name: /^Download, about/ }).tap();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe('noor.character.zip');
      const bundle = await readFile(await saved.path());

      await page.goto(`${studio.url}/characters`);
      await page.getByRole('button', { name: 'Import', exact: true }).tap();
      const importing = page.getByRole('dialog', { name: 'Import a character' });
      await importing
        .getByLabel('Character file')
        .setInputFiles(aFile('noor.zip', bundle, 'application/zip'));
      await importing.getByText('Declared as made up by').waitFor();
      await importing.getByText('Somebody here has this handle.').waitFor();
      await inspect('the bundle');
      await importing.getByRole('checkbox', { name: /I stand by the declarations/ }).tap();
      await importing.getByRole('button', { name: 'Import Noor' }).tap();
      await importing.getByText('already has the handle').first().waitFor();
      await importing.getByLabel('Handle here').fill('noor.two');
      await importing.getByRole('button', { name: 'Import Noor' }).tap();
      await page.getByText('@noor.two', { exact: false }).waitFor();
      await page.waitForURL(/\/characters\/[0-9a-f-]{36}$/);
      const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      expect(await getCharacter(studio.ctx, id)).toMatchObject({ name: 'Noor', state: 'active' });
    });
  });
});

/** The browser's own note of an answer that refuses what the test sent on purpose. */
const isRefusal = (complaint: string) => /status of (400|409|413|415|422)/.test(complaint);

const aFile = (name: string, buffer: Buffer, mimeType: string) => ({ name, mimeType, buffer });

/** Lets go of a picture over the place for it, as a person would with the mouse. */
async function drop(page: Page, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], 'liora.png', { type: 'image/png' }));
    return held;
  }, bytes.toString('base64'));
  const zone = page.locator('[data-drop-zone]');
  for (const type of ['dragenter', 'dragover', 'drop'])
    await zone.dispatchEvent(type, { dataTransfer: transfer });
}
