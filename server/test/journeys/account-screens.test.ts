import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor } from './browser/visitor.ts';

const seconds = 1000;
const stepMilliseconds = 45 * seconds;

describe('connecting a real account in a browser', { timeout: 180 * seconds }, () => {
  let studio: SeededStudio;
  beforeAll(async () => {
    studio = await openSeededStudio();
    await aCharacter(studio.ctx, { name: 'Mara' });
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  it.each(['wide', 'phone'] as const)('says what is wrong and keeps what was typed (%s)', async (screen) => {
    await using visitor = await aVisitor(studio.browser, screen);
    const { page } = visitor;
    page.setDefaultTimeout(stepMilliseconds);
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(`${studio.url}/accounts`);
      await page.getByRole('button', { name: 'Connect an account' }).click();
      const sheet = page.getByRole('dialog', { name: /^Connect/ });
      await sheet.getByRole('button', { name: 'Bluesky' }).click();
      const live = sheet.getByRole('region', { name: 'Live' });
      const connect = live.getByRole('button', { name: 'Connect Bluesky' });
      expect(await connect.isDisabled()).toBe(true);
      await live.getByLabel('Handle').fill('mara at home');
      await live.getByLabel('App password').fill('wrong-pass-word-here');
      await connect.click();
      await live.getByText('Bluesky: That is not a Bluesky handle.').waitFor();
      await live.getByText('Write it like mia.bsky.social.').waitFor();
      await visitor.inspect('connect, refused');

      await live.getByLabel('Handle').fill('mara.example.com');
      await live.getByLabel('Server (optional)').fill('http://192.168.1.5');
      await connect.click();
      await live.getByText('192.168.1.5 is not a public https address.').waitFor();

      await live.getByLabel('Server (optional)').fill(`${studio.ctx.config.localUrl}/rehearsal/bluesky`);
      await connect.click();
      await live.getByText(/Invalid identifier or password/).waitFor();
      expect(await live.getByLabel('Handle').inputValue()).toBe('mara.example.com');
      expect(await live.getByLabel('App password').inputValue()).toBe('wrong-pass-word-here');

      await sheet.getByRole('button', { name: 'Close' }).click();
      await sheet.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Connect an account' }).click();
      await sheet.getByRole('button', { name: 'Bluesky' }).click();
      expect(await live.getByLabel('Handle').inputValue()).toBe('mara.example.com');

      await sheet.getByRole('button', { name: 'Another platform' }).click();
      await sheet.getByRole('button', { name: 'Instagram' }).click();
      await live.getByLabel('Access token').fill('not-a-token');
      await live.getByRole('button', { name: 'Connect Instagram' }).click();
      const refusal = live.getByRole('alert');
      await refusal.getByText(/^Instagram: /).waitFor();
      expect(await refusal.innerText()).toMatch(/Nothing was saved|token/i);
      expect(await live.getByLabel('Access token').inputValue()).toBe('not-a-token');
    });
    expect(visitor.complaints.filter((complaint) => !/status of (4\d\d|503)/.test(complaint))).toEqual([]);
  });
});
