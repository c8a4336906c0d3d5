import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinRecipes } from '#engines/comfyui/builtin-recipes.ts';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import { connectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { getGeneration } from '#features/generation/get-generation.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { getRelatives } from '#features/library/get-relatives.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
const graphOf = (id: string) => builtinRecipes().find((recipe) => recipe.id === id)!.graph;
const file = (name: string, text: string) => ({
  ...{ name, mimeType: 'application/json', buffer: Buffer.from(text) },
});

describe('own workflows and changed pictures in a browser', { timeout: 420 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let comfy: ComfySimulator;
  let pictureId: string;
  beforeAll(async () => {
    comfy = stack.use(await simulateComfyui({ missingNodes: ['FaceDetailer'] }));
    studio = stack.use(await openSeededStudio('api,generation'));
    const character = await aCharacter(studio.ctx, { name: 'Mara' });
    const asked = { medium: 'image', characterId: character.id, shot: {}, takes: 1, seed: 5 };
    const { id } = await startGeneration(studio.ctx, StartGeneration.parse(asked));
    pictureId = (await ended(id)).takes[0]?.assetId ?? '';
    expect(pictureId).not.toBe('');
  }, 420 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function ended(id: string) {
    const limit = Date.now() + 360 * seconds;
    for (;;) {
      const generation = await getGeneration(studio.ctx, id);
      if (generation.state === 'done' || generation.state === 'failed') return generation;
      if (Date.now() > limit) throw new Error(`It is still ${generation.state}: ${generation.stage}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async function visit(screen: 'wide' | 'phone', journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(studio.url);
      await journey(visitor);
    });
    expect(visitor.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  }

  it('says what to connect for a change, and makes a drawn picture larger with nothing connected', async () => {
    await visit('wide', async ({ page, inspect }) => {
      await page.goto(`${studio.url}/library?asset=${pictureId}`);
      const changes = page.getByRole('region', { name: 'Change it' });
      await changes.getByText('Needs a connected engine').first().waitFor();
      await changes.scrollIntoViewIfNeeded();
      await inspect('a picture, and what can be done with it');
      await changes.getByRole('button', { name: /^Mend the face/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Mend the face' });
      await dialog.getByText('No connected engine can do this yet.').waitFor();
      await dialog.getByRole('link', { name: 'Go to engines' }).waitFor();
      await inspect('a change that nobody can make');
      await page.keyboard.press('Escape');
      await changes.getByRole('button', { name: /^Make larger/ }).click();
      await page.getByRole('dialog', { name: 'Make larger' }).getByText('2160 × 2700 pixels').waitFor();
      await inspect('make larger');
      await page.getByRole('button', { name: 'Make it larger' }).click();
      await page.getByRole('button', { name: 'Before and after' }).click({ timeout: 240 * seconds });
      const compared = page.getByRole('dialog', { name: 'Before and after' });
      await compared.getByText('2160 × 2700').waitFor();
      await compared.getByText('1080 × 1350').waitFor();
      await inspect('before and after');
    });
    const { changes } = await getRelatives(studio.ctx, pictureId);
    expect(changes).toMatchObject([{ change: 'upscale', width: 2160, height: 2700 }]);
  });

  it('brings in a workflow after three that are none, maps it, and draws with it', async () => {
    const { ctx } = studio;
    const input = ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address: comfy.address });
    await connectEngine(ctx, input);
    await visit('wide', async ({ page, goTo, inspect }) => {
      await goTo('Engines');
      await page.getByRole('button', { name: 'Own workflows of Workshop' }).click();
      const sheet = page.getByRole('dialog', { name: 'Own workflows of Workshop' });
      const picker = sheet.getByLabel('Workflow file');
      await sheet.getByText('None yet.').waitFor();
      await inspect('own workflows, none');
      await picker.setInputFiles(file('diary.json', 'Dear diary, today I made a picture.'));
      await sheet.getByText('This file is no JSON, so it is no workflow.').waitFor();
      await picker.setInputFiles(file('drawing.json', '{"nodes":[],"links":[]}'));
      await sheet.getByText('as ComfyUI draws it, not as it runs it').waitFor();
      await sheet.getByText('choose Workflow, Export (API), and import that file').waitFor();
      await inspect('a file that is no workflow');
      await picker.setInputFiles(file('large.json', ' '.repeat(20_000_000)));
      await sheet.getByText('larger than 2 MB').waitFor();
      await picker.setInputFiles(file('night_market.json', JSON.stringify(graphOf('sdxl'))));
      await sheet.getByText('Workshop has everything it needs.').waitFor();
      expect(await sheet.getByLabel('Name').inputValue()).toBe('night market');
      await sheet
        .getByText(/^CLIPTextEncode .*: text$/)
        .first()
        .waitFor();
      await inspect('a workflow, mapped');
      await sheet.locator('summary', { hasText: 'Seed' }).click();
      await sheet.getByRole('checkbox', { name: /seed/ }).click();
      await sheet.getByText('This kind of work needs one.').waitFor();
      await sheet.getByRole('button', { name: 'Keep it' }).click();
      await sheet.getByText('No place is mapped for the seed.').first().waitFor();
      await inspect('a workflow without a seed');
      await sheet.getByRole('checkbox', { name: /seed/ }).click();
      await sheet.getByRole('radio', { name: 'When I choose it' }).click();
      await sheet.getByRole('button', { name: 'Keep it' }).click();
      await page.getByText('night market is kept.').waitFor();
      const list = sheet.getByRole('list', { name: 'Workflows' });
      await list.getByText('When chosen').waitFor();
      await inspect('own workflows, one');
      await list.getByRole('button', { name: 'Try it : night market' }).click();
      const trial = page.getByRole('dialog', { name: 'Try night market' });
      await trial.getByLabel('Words').fill('lanterns');
      await trial.getByRole('button', { name: 'Try it' }).click();
      await trial.getByRole('link', { name: 'See it in the studio' }).waitFor({ timeout: 240 * seconds });
      await inspect('a trial');
    });
    expect(comfy.queued.length).toBeGreaterThan(0);
  });

  it('renames, deletes and brings back a workflow, and names what is missing for another, on a phone', async () => {
    await visit('phone', async ({ page, goTo, inspect }) => {
      await goTo('Engines');
      await page.getByRole('button', { name: 'Own workflows (1) of Workshop' }).click();
      await page.getByRole('button', { name: 'Change night market' }).click();
      const form = page.getByRole('dialog', { name: 'Change night market' });
      await form.getByLabel('Name').fill('Lanterns');
      await form.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Lanterns is changed.').waitFor();
      const sheet = page.getByRole('dialog', { name: 'Own workflows of Workshop' });
      await sheet.getByRole('button', { name: 'Delete Lanterns' }).click();
      await sheet.getByText('None yet.').waitFor();
      await sheet.getByRole('button', { name: 'Undo' }).click();
      await sheet.getByRole('heading', { name: 'Lanterns' }).waitFor();
      await sheet
        .getByLabel('Workflow file')
        .setInputFiles(file('faces.json', JSON.stringify(graphOf('face-detailer-sdxl'))));
      await sheet.getByText('Missing on Workshop').waitFor();
      await sheet.getByText(/node FaceDetailer/).waitFor();
      await inspect('a workflow with a missing node, on a phone');
      await sheet.getByRole('button', { name: 'Back' }).click();
      await sheet.getByRole('heading', { name: 'Lanterns' }).waitFor();
    });
  });

  it('is chosen in the studio, and a picture is changed with words', async () => {
    await visit('wide', async ({ page, inspect }) => {
      await page.goto(`${studio.url}/studio`);
      await page.getByRole('combobox', { name: 'Workflow' }).click();
      await page.getByRole('option', { name: 'Lanterns (Workshop)' }).click();
      await inspect('the studio with a workflow');
      await page.goto(`${studio.url}/library?asset=${pictureId}`);
      await page.getByRole('button', { name: /^Change with words/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Change with words' });
      await dialog.getByLabel('What is to be different').fill('a red coat');
      await dialog.getByText('By Workshop.').waitFor();
      await inspect('change with words');
      await dialog.getByRole('button', { name: 'Change it' }).click();
      await page.getByRole('button', { name: 'Before and after' }).waitFor({ timeout: 240 * seconds });
      await inspect('a changed picture');
      await page.goto(`${studio.url}/library?asset=${pictureId}`);
      const history = page.getByRole('region', { name: 'History' });
      await history.getByText('Changed with words: a red coat').first().waitFor();
      await history.scrollIntoViewIfNeeded();
      await inspect('the history of a picture');
    });
  });
});

/** The browser's own note of an answer that refuses, which the page shows in words. */
const isRefusal = (complaint: string) => /status of (400|409|413|415|422|503)/.test(complaint);
