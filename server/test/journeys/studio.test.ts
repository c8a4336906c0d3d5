import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import type { Character } from '#features/characters/contract.ts';
import { connectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { generations, takes } from '#features/generation/tables.ts';
import { listLooks } from '#features/looks/list-looks.ts';
import type { GenerationId, TakeId } from '#kernel/ids.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
/** Drawing and looking at pictures, on a slow machine. */
const workMilliseconds = 75 * seconds;
/** Where pictures of the screens are kept, when somebody wants to look at them. */
const shots = processEnvironment.SHOTS;
const fixtures = join(import.meta.dirname, '../fixtures');

describe('the studio in a browser', { timeout: 300 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let comfy: ComfySimulator;
  let mara: Character;
  let generationId = '';

  beforeAll(async () => {
    comfy = stack.use(await simulateComfyui());
    studio = stack.use(await openSeededStudio());
    mara = await aCharacter(studio.ctx, { name: 'Mara' });
    generationId = await aFinishedGeneration();
  }, 300 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  /** One take, as if it had been drawn. */
  async function aFinishedGeneration(): Promise<string> {
    const { ctx } = studio;
    const file = { path: join(fixtures, 'face-mara-plain.jpg'), mime: 'image/jpeg', width: 360, height: 360 };
    const asset = await anAsset(ctx, mara, { file, altText: 'Mara in the snow.' });
    const shot = { scene: 'snow', outfit: 'coat', mood: 'dreamy' };
    const asked = { medium: 'image', characterId: mara.id, shot, takes: 1 };
    const made = await startGeneration(ctx, StartGeneration.parse(asked));
    const done = { state: 'done', assetId: asset.id, score: 80 } as const;
    await ctx.db
      .update(takes)
      .set(done)
      .where(eq(takes.id, made.takes[0]!.id as TakeId));
    const ended = { state: 'done', progress: 1, finishedAt: new Date() } as const;
    await ctx.db
      .update(generations)
      .set(ended)
      .where(eq(generations.id, made.id as GenerationId));
    return made.id;
  }

  async function visit(screen: 'wide' | 'phone', path: string, journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  }
  const keepPicture = async (page: Page, name: string) => {
    if (!shots) return;
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(shots, `${name}-${scheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };
  const choose = async (page: Page, group: string, option: string) => {
    await page
      .getByRole('radiogroup', { name: group, exact: true })
      .getByRole('radio', { name: option })
      .click();
  };

  it('saves a look from a take with its picture, puts it on, renames it, deletes it and brings it back', async () => {
    await visit(
      'wide',
      `/studio?character=${mara.id}&generation=${generationId}`,
      async ({ page, inspect }) => {
        const shown = page.getByRole('region', { name: 'Takes', exact: true });
        await shown.getByRole('button', { name: 'Save this look' }).click();
        const dialog = page.getByRole('dialog', { name: 'Save this look' });
        await dialog.getByLabel('Name').fill('Winter walk');
        await inspect('naming a look');
        await dialog.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByText('“Winter walk” is saved.').waitFor();
        const saved = page.getByRole('region', { name: 'Saved looks' });
        await saved.getByRole('button', { name: 'Winter walk', exact: true }).click();
        await page.getByText('“Winter walk” is on.').waitFor();
        await page.getByRole('radio', { name: 'Snowy hills', checked: true }).waitFor();
        await page.getByRole('radio', { name: 'Dreamy', checked: true }).waitFor();
        await inspect('a saved look');
        await keepPicture(page, 'studio-looks-1440');

        await page.getByRole('button', { name: 'More for Winter walk' }).click();
        await page.getByRole('menuitem', { name: 'Rename' }).click();
        const renaming = page.getByRole('dialog', { name: 'Rename this look' });
        await renaming.getByLabel('Name').fill('Snow day');
        await renaming.getByRole('button', { name: 'Save', exact: true }).click();
        await saved.getByRole('button', { name: 'Snow day', exact: true }).waitFor();
        await page.getByRole('button', { name: 'More for Snow day' }).click();
        await page.getByRole('menuitem', { name: 'Delete' }).click();
        await saved.waitFor({ state: 'detached' });
        await page
          .getByRole('listitem')
          .filter({ hasText: '“Snow day” is deleted.' })
          .getByRole('button', { name: 'Undo' })
          .click();
        await saved.getByRole('button', { name: 'Snow day', exact: true }).waitFor();
      },
    );
    const { items } = await listLooks(studio.ctx, mara.id);
    expect(items).toMatchObject([{ name: 'Snow day', content: { outfit: 'coat', mood: 'dreamy' } }]);
    expect(items[0]?.assetId).not.toBeNull();
  });

  it('composes mood, camera, hair and make-up, and keeps them as a look, on a phone', async () => {
    await visit('phone', `/studio?character=${mara.id}`, async ({ page, inspect }) => {
      await choose(page, 'Mood', 'Moody');
      await inspect('mood');
      await keepPicture(page, 'studio-place-390');
      await page.getByRole('tab', { name: 'Hair' }).tap();
      await page.getByRole('switch', { name: /^Other hair/ }).tap();
      await choose(page, 'Hair', 'Bun');
      await page.getByRole('switch', { name: 'Other make-up' }).tap();
      await page.getByRole('button', { name: 'Plum' }).tap();
      await inspect('hair and make-up');
      await keepPicture(page, 'studio-hair-390');
      await page.getByRole('tab', { name: 'Camera' }).tap();
      await choose(page, 'Lens', 'Tele, 200 mm');
      await choose(page, 'Angle', 'From below');
      await inspect('camera');
      await keepPicture(page, 'studio-camera-390');
      await page.getByRole('button', { name: 'Save this look' }).tap();
      await page.getByRole('dialog').getByLabel('Name').fill('Low and long');
      await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).tap();
      await page.getByText('“Low and long” is saved.').waitFor();
    });
    const look = (await listLooks(studio.ctx, mara.id)).items.find(({ name }) => name === 'Low and long');
    expect(look?.content).toMatchObject({
      mood: 'moody',
      camera: { lens: 'tele', angle: 'low' },
      hair: { style: 'bun' },
      makeUp: { lips: { color: '#5a2430' } },
    });
    expect(look?.content.camera?.distance).toBeUndefined();
  });

  it('takes a pasted picture as a reference, and a dropped one, with the checks of the character’s page', async () => {
    const face = await readFile(join(fixtures, 'face-mara-plain.jpg'));
    await visit('wide', `/studio?character=${mara.id}`, async ({ page, inspect }) => {
      await page.getByRole('button', { name: 'Import a reference' }).waitFor();
      await hand(page, 'paste', { name: 'mara.jpg', bytes: face });
      const sheet = page.getByRole('dialog', { name: 'References' });
      await sheet.getByText('Waits until you have said').waitFor();
      await inspect('importing a reference');
      await keepPicture(page, 'studio-reference-1440');
      await sheet.getByRole('checkbox', { name: /shows nobody real/ }).click();
      await sheet.getByRole('img', { name: 'Face reference of Mara' }).waitFor({ timeout: workMilliseconds });
      await sheet.getByRole('button', { name: 'Close' }).click();
      await sheet.waitFor({ state: 'detached' });
      await hand(page, 'drop', { name: 'half.jpg', bytes: face.subarray(0, face.length / 2) });
      await sheet.getByText('Waits until you have said').waitFor();
      await sheet.getByRole('checkbox', { name: /shows nobody real/ }).click();
      await sheet
        .getByRole('alert')
        .filter({ hasText: 'ends too early' })
        .waitFor({ timeout: workMilliseconds });
    });
  });

  it('asks for company and references only of an engine that takes them', async () => {
    await visit('wide', `/studio?character=${mara.id}`, async ({ page }) => {
      await page.getByRole('button', { name: 'Import a reference' }).waitFor();
      await page.getByText('Made here, by the built-in engine').waitFor();
      expect(await page.getByRole('slider', { name: 'People in the picture' }).count()).toBe(0);
      expect(await page.getByText('References for these takes').count()).toBe(0);
    });
    const address = comfy.address;
    await connectEngine(
      studio.ctx,
      ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address, settings: {} }),
    );
    await visit('wide', `/studio?character=${mara.id}`, async ({ page, inspect }) => {
      const people = page.getByRole('slider', { name: 'People in the picture' });
      await people.focus();
      await page.keyboard.press('ArrowRight');
      const references = page.getByRole('region', { name: 'References for these takes' });
      await references.getByRole('button', { name: 'Choose from the library' }).click();
      await page
        .getByRole('dialog', { name: 'Library' })
        .getByRole('button', { name: 'Mara in the snow.' })
        .click();
      await references.getByRole('img', { name: 'Mara in the snow.' }).waitFor();
      await inspect('company and references');
      await keepPicture(page, 'studio-connected-1440');
      await page.getByRole('button', { name: /^Draw/ }).click();
      await page.waitForURL(/generation=/);
    });
    const [newest] = await studio.ctx.db
      .select()
      .from(generations)
      .where(eq(generations.workspaceId, studio.ctx.workspaceId))
      .orderBy(generations.createdAt)
      .then((rows) => rows.toReversed());
    expect(newest?.request).toMatchObject({ people: 2, referenceAssetIds: [expect.any(String)] });
  });
});

/** The browser's own note of an answer that refuses what the test sent on purpose. */
const isRefusal = (complaint: string) => /status of (413|415|422)/.test(complaint);

/** Pastes a picture into the page, or lets go of it over the page. */
async function hand(page: Page, how: 'paste' | 'drop', file: { name: string; bytes: Buffer }): Promise<void> {
  await page.evaluate(
    ({ how, name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const held = new DataTransfer();
      held.items.add(new File([bytes], name, { type: 'image/jpeg' }));
      const common = { bubbles: true, cancelable: true };
      const event =
        how === 'paste'
          ? new ClipboardEvent('paste', { ...common, clipboardData: held })
          : new DragEvent('drop', { ...common, dataTransfer: held });
      document.body.dispatchEvent(event);
    },
    { how, name: file.name, base64: file.bytes.toString('base64') },
  );
}
