import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import { type OllamaSimulator, simulateOllama } from '#engines/simulators/ollama.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { getGeneration } from '#features/generation/get-generation.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;

describe('engines in a browser', { timeout: 240 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let comfy: ComfySimulator;
  let ollama: OllamaSimulator;
  beforeAll(async () => {
    comfy = stack.use(await simulateComfyui());
    ollama = stack.use(await simulateOllama());
    studio = stack.use(await openSeededStudio('api,generation'));
  }, 300 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(studio.url);
      await visitor.goTo('Engines');
      await journey(visitor);
    });
    expect(visitor.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  }

  it('connects an engine after a wrong address, tests it, and gives it work', async () => {
    await visit('wide', async ({ page, inspect }) => {
      await page.getByRole('heading', { name: 'Nothing connected' }).waitFor();
      await inspect('engines, none');
      await page.getByRole('button', { name: 'Connect an engine' }).click();
      const sheet = page.getByRole('dialog', { name: 'Connect an engine' });
      await inspect('kinds of engines');
      await sheet
        .getByRole('list', { name: 'Kinds of engines' })
        .getByRole('button', { name: /^Ollama/ })
        .click();
      const form = page.getByRole('dialog', { name: 'Connect Ollama' });
      await form.getByLabel('Name').fill('Writer in the cellar');
      await form.getByLabel('Address').fill('http://127.0.0.1:9');
      await form.getByRole('button', { name: 'Connect', exact: true }).click();
      await form.getByText('Nothing answers at 127.0.0.1:9').waitFor();
      await form.getByRole('button', { name: 'Keep it all the same' }).waitFor();
      await form.getByLabel('Address').fill(ollama.address);
      await form.getByRole('button', { name: 'Test', exact: true }).click();
      await form.getByRole('region', { name: 'What it says' }).waitFor();
      await inspect('an engine, tested');
      expect(await form.getByLabel('Name').inputValue()).toBe('Writer in the cellar');
      await form.getByRole('button', { name: 'Connect', exact: true }).click();
      const card = page.getByRole('listitem').filter({ hasText: 'Writer in the cellar' }).first();
      await card.getByText('Works', { exact: true }).waitFor();
      await page.getByText('Now: Writer in the cellar').waitFor();
      await inspect('engines, one');
    });
    const character = await aCharacter(studio.ctx, { name: 'Mara' });
    const { id } = await startGeneration(
      studio.ctx,
      StartGeneration.parse({ medium: 'text', characterId: character.id, topic: 'rain', takes: 2 }),
    );
    const generation = await ended(id);
    expect(generation).toMatchObject({ state: 'done' });
    expect(new Set(generation.takes.map(({ madeBy }) => madeBy?.engineName))).toEqual(
      new Set(['Writer in the cellar']),
    );
  });

  it('keeps an engine that is away, shows so, and takes it up again, on a phone', async () => {
    await comfy.kill();
    await visit('phone', async ({ page, inspect }) => {
      await page.getByRole('button', { name: 'Connect an engine' }).click();
      await page
        .getByRole('list', { name: 'Kinds of engines' })
        .getByRole('button', { name: /^ComfyUI/ })
        .click();
      const form = page.getByRole('dialog', { name: 'Connect ComfyUI' });
      await form.getByLabel('Name').fill('Workshop');
      await form.getByLabel('Address').fill(comfy.address);
      await form.getByRole('button', { name: 'Connect', exact: true }).click();
      await form.getByRole('button', { name: 'Keep it all the same' }).click();
      const card = page.getByRole('listitem').filter({ hasText: 'Workshop' }).first();
      await card.getByText(/Set aside|Does not answer/).waitFor();
      await inspect('an engine that is away');
      await comfy.revive();
      await page.getByRole('button', { name: 'More for Workshop' }).click();
      await page.getByRole('menuitem', { name: 'Ask it again' }).click();
      await card.getByText('Works', { exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'Who makes pictures' }).click();
      await page.getByRole('option', { name: 'Only Workshop' }).click();
      await page.getByRole('switch', { name: /Let the built-in one do it/ }).waitFor();
      await inspect('routes');
      await page.getByRole('button', { name: 'More for Workshop' }).click();
      await page.getByRole('menuitem', { name: 'Disconnect' }).click();
      await page.getByRole('button', { name: 'Disconnect' }).click();
      await page.getByText('Workshop is disconnected.').waitFor();
    });
  });

  async function ended(id: string) {
    const limit = Date.now() + 60 * seconds;
    for (;;) {
      const generation = await getGeneration(studio.ctx, id);
      if (generation.state === 'done' || generation.state === 'failed') return generation;
      if (Date.now() > limit) throw new Error(`It is still ${generation.state}: ${generation.stage}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});

/** The browser's own note of an answer that refuses, which the page shows in words. */
const isRefusal = (complaint: string) => /status of (400|422|503)/.test(complaint);
