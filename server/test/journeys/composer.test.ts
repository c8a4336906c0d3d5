import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { aPost } from '#test/makers/a-post.ts';
import { readDeliveries } from '#test/makers/read-deliveries.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;

describe('writing for several platforms in a browser', { timeout: 240 * seconds }, () => {
  let studio: SeededStudio;
  beforeAll(async () => {
    studio = await openSeededStudio();
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', path: string, journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    visitor.page.setDefaultTimeout(30 * seconds);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints).toEqual([]);
  }

  it('writes a thread, publishes it, and reads what came back', async () => {
    const { postId, accounts } = await aPost(studio.ctx, {
      caption: 'Three days in Porto.',
      platforms: ['bluesky'],
      approved: false,
    });
    await visit('wide', `/posts/${postId}`, async ({ page, inspect }) => {
      await page.getByRole('radiogroup', { name: 'Kind' }).getByRole('radio', { name: 'Thread' }).click();
      await page.getByRole('button', { name: 'Add a part' }).click();
      await page.getByRole('textbox', { name: 'Part 2' }).fill('The river first, before anyone is up.');
      await page.getByRole('button', { name: 'Add a part' }).click();
      await page.getByRole('textbox', { name: 'Part 3' }).fill('Then the tiles.');
      await page.getByRole('button', { name: 'Move part 3 up' }).click();
      expect(await page.getByRole('textbox', { name: 'Part 2' }).inputValue()).toBe('Then the tiles.');
      await page.getByRole('button', { name: 'Move part 2 down' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.', { exact: true }).waitFor();
      await inspect('the post editor with a thread');
      await shoot(page, 'composer-thread');
      await page.getByRole('button', { name: 'Send to review' }).click();
      await page.getByRole('link', { name: 'Review it' }).click();
      await page.getByText('1 of 1').waitFor();
      await page.keyboard.press('a');
      await page.goto(`${studio.url}/posts/${postId}`);
    });
    const delivery = await publishNow(postId);
    const timeline = await studio.ctx.rehearsal.get('bluesky').readTimeline(accounts[0]!.handle);
    expect(timeline!.posts.map(({ text }) => text)).toEqual([
      'Then the tiles.',
      'The river first, before anyone is up.',
      expect.stringContaining('Three days in Porto.'),
    ]);

    const { crowd } = studio.ctx.rehearsal.get('bluesky');
    const author = { handle: 'leo', displayName: 'Leo' };
    await crowd!.comment({ postId: delivery.remoteId!, author, text: 'Where is that bridge?' });
    await visit('wide', `/deliveries/${delivery.id}`, async ({ page, inspect }) => {
      const echo = page.getByRole('region', { name: 'What came back' });
      await echo.getByRole('button', { name: 'Ask now' }).click();
      await echo.getByText('Where is that bridge?').waitFor();
      await inspect('a published delivery');
      await shoot(page, 'delivery-echo');
      await page.getByRole('button', { name: 'More for this post' }).click();
      await page.getByRole('menuitem', { name: 'Take it down' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Take it down' }).click();
      await page.getByText('Taken down', { exact: true }).waitFor();
    });
  });

  it('says what is made to fit, and sends other words to one account alone', async () => {
    const long = Array.from({ length: 14 }, (_, day) => `Day ${day + 1} was made of light and stairs.`).join(
      ' ',
    );
    const { postId } = await aPost(studio.ctx, {
      caption: long,
      platforms: ['bluesky', 'x'],
      approved: false,
    });
    await visit('phone', `/posts/${postId}`, async ({ page, inspect }) => {
      await page.getByText('Made to fit').first().waitFor();
      await page
        .getByText(/The text was cut at a sentence/)
        .first()
        .waitFor();
      await page.getByText('Only for X').click();
      await page.getByRole('button', { name: 'Write other words for X' }).click();
      await page.getByRole('textbox', { name: 'Words for X alone' }).fill('Fourteen days of stairs.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.', { exact: true }).waitFor();
      await inspect('the post editor on a phone');
      await shoot(page, 'composer-phone');
    });
    const [bluesky, x] = await readDeliveries(studio.ctx, postId);
    expect(bluesky!.caption).toMatch(/stairs\.\s+#morning/);
    expect(x!.caption).toContain('Fourteen days of stairs.');
    expect(x!.caption).toContain('Made with AI');
  });

  async function publishNow(postId: string) {
    const [delivery] = await readDeliveries(studio.ctx, postId);
    const { scheduleDelivery } = await import('#features/publishing/schedule-delivery.ts');
    await expect
      .poll(async () => (await readDeliveries(studio.ctx, postId))[0]!.postState, { timeout: 30 * seconds })
      .toBe('approved');
    await scheduleDelivery(studio.ctx, delivery!.id, { when: 'now' });
    await expect
      .poll(async () => (await readDeliveries(studio.ctx, postId))[0]!.state, { timeout: 60 * seconds })
      .toBe('published');
    return (await readDeliveries(studio.ctx, postId))[0]!;
  }

  /** Pictures for whoever looks at them, in both themes, where a folder is named. */
  async function shoot(page: Page, name: string): Promise<void> {
    const folder = processEnvironment.JOURNEY_PICTURES;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    }
  }
});
