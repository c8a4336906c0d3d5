import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { type OllamaSimulator, simulateOllama } from '#engines/simulators/ollama.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { aPost } from '#test/makers/a-post.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
const workMilliseconds = 40 * seconds;
/** Where pictures of the screens are kept, when somebody wants to look at them. */
const shots = processEnvironment.SHOTS;

describe('writing in a browser', { timeout: 180 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let ollama: OllamaSimulator;
  beforeAll(async () => {
    ollama = stack.use(await simulateOllama());
    studio = stack.use(await openSeededStudio('api,platform,generation'));
  }, 300 * seconds);
  afterEach(async () => {
    for (const { id } of await presentInstances(studio.ctx)) await disconnectEngine(studio.ctx, id);
  });
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', path: string, journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints).toEqual([]);
  }
  async function keepPicture(page: Page, name: string) {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  /** Waits for the proposals of a writer and takes the first. */
  const takeFirst = (writer: Locator, name: string) =>
    writer.getByRole('button', { name }).first().click({ timeout: workMilliseconds });
  const connect = () =>
    connectEngine(
      studio.ctx,
      ConnectEngine.parse({ kind: 'ollama', name: 'Writer', address: ollama.address }),
    );

  it('says plainly what the built-in writer cannot do', async () => {
    const { postId, character } = await aPost(studio.ctx, { approved: false });
    await visit('phone', `/posts/${postId}`, async ({ page, inspect }) => {
      const writer = page.getByRole('region', { name: 'Writer' });
      await writer.getByRole('radio', { name: 'Thread' }).click();
      await writer.getByText('Threads need a language model').waitFor();
      expect(await writer.getByRole('button', { name: 'Write', exact: true }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Describe it' }).click();
      await page.getByText('Nothing here can look at pictures').waitFor();
      await inspect('post, built-in writer');
      await keepPicture(page, 'post-builtin');
      await page.goto(`${studio.url}/characters/${character.id}`);
      await page.getByText('Replies need a language model').waitFor();
      await inspect('character, built-in writer');
    });
  });

  it('writes an opening line, a thread and a description for a post, each with a way back', async () => {
    await connect();
    const { postId } = await aPost(studio.ctx, { approved: false, caption: 'First light.' });
    await visit('wide', `/posts/${postId}`, async ({ page, inspect }) => {
      const writer = page.getByRole('region', { name: 'Writer' });
      const caption = page.getByRole('textbox', { name: 'Caption' });
      await writer.getByRole('radio', { name: 'Opening line' }).click();
      await writer.getByRole('button', { name: 'Write', exact: true }).click();
      await takeFirst(writer, 'Put before the caption');
      expect(await caption.inputValue()).toMatch(/^.+\n\nFirst light\.$/s);
      // The way back stands for eight seconds: it is taken before anything is looked at.
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await caption.inputValue()).toBe('First light.');
      await inspect('post, opening lines');
      await keepPicture(page, 'post-hooks');

      await writer.getByRole('radio', { name: 'Thread' }).click();
      await writer.getByLabel('What about?').fill('the harbour in the morning');
      await writer.getByRole('button', { name: 'Write', exact: true }).click();
      await writer
        .getByRole('button', { name: 'Copy part 1' })
        .first()
        .waitFor({ timeout: workMilliseconds });
      await inspect('post, threads');
      await keepPicture(page, 'post-thread');
      await takeFirst(writer, 'Use the thread');
      for (const part of ['First part', 'Part 2']) {
        expect(await page.getByRole('textbox', { name: part }).inputValue()).not.toBe('');
      }

      await page.getByRole('button', { name: 'Describe it' }).click();
      const descriptions = page.getByRole('list', { name: 'Proposed descriptions' });
      await descriptions.waitFor({ timeout: workMilliseconds });
      await keepPicture(page, 'post-describe');
      await takeFirst(descriptions, 'Use this one');
      expect(await page.getByRole('textbox', { name: 'Alt text' }).inputValue()).not.toBe('A plain colour.');
      await inspect('post, described');
    });
  });

  it('answers a comment in the voice of the character, and writes what is said in the studio', async () => {
    await connect();
    const { character } = await aPost(studio.ctx, { approved: false });
    await visit('phone', `/characters/${character.id}`, async ({ page, inspect }) => {
      const tool = page.getByRole('region', { name: 'Answer a comment' });
      await tool.getByLabel('The comment').fill('Where did you find that bookshop?');
      await tool.getByRole('button', { name: 'Write replies' }).click();
      await takeFirst(tool, 'Copy');
      await page.getByText('Copied.').waitFor();
      await inspect('character, replies');
      await keepPicture(page, 'replies');
      await page.goto(`${studio.url}/studio?character=${character.id}`);
      await page.getByRole('radio', { name: 'Voice' }).click();
      await page.getByRole('button', { name: 'Write the words' }).click();
      const writer = page.getByRole('region', { name: 'Script writer' });
      await writer.getByLabel('What is it about?').fill('a bookshop');
      await writer.getByRole('button', { name: 'Write', exact: true }).click();
      await writer
        .getByRole('button', { name: 'Use these words' })
        .first()
        .waitFor({ timeout: workMilliseconds });
      await inspect('studio, scripts');
      await keepPicture(page, 'studio-script');
      await takeFirst(writer, 'Use these words');
      expect(await page.getByLabel('What is said').inputValue()).not.toBe('');
    });
  });

  it('writes the spoken words of a scene in a film', async () => {
    await connect();
    await aPost(studio.ctx, { approved: false });
    await visit('wide', '/films', async ({ page, inspect }) => {
      await page.getByRole('button', { name: 'New film' }).click();
      const dialog = page.getByRole('dialog', { name: 'New film' });
      await dialog.getByLabel('Name', { exact: true }).fill('The harbour');
      await dialog.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('button', { name: 'Add a scene' }).click();
      const library = page.getByRole('dialog', { name: 'Library' });
      await library.getByRole('button', { name: 'A plain colour.' }).first().click();
      const scene = page.getByRole('region', { name: 'Scene', exact: true });
      await scene.getByRole('button', { name: 'Write the words' }).click();
      const writer = scene.getByRole('region', { name: 'Script writer' });
      await writer.getByRole('button', { name: 'Write', exact: true }).click();
      const use = writer.getByRole('button', { name: 'Use these words' }).first();
      await use.waitFor({ timeout: workMilliseconds });
      await inspect('film, scripts');
      await keepPicture(page, 'film-scripts');
      await use.click();
      expect(await scene.getByLabel('Words', { exact: true }).inputValue()).not.toBe('');
    });
  });
});
