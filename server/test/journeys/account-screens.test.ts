import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFailure } from '#features/accounts/account-health.ts';
import { connectAccount } from '#features/accounts/connect-account.ts';
import type { AccountId } from '#kernel/ids.ts';
import { PlatformError } from '#platforms/platform.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor } from './browser/visitor.ts';

const seconds = 1000;
const stepMilliseconds = 45 * seconds;
const expected = /status of (4\d\d|503)/;

describe('accounts in a browser', { timeout: 240 * seconds }, () => {
  let studio: SeededStudio;
  let characterId: string;
  beforeAll(async () => {
    studio = await openSeededStudio();
    characterId = (await aCharacter(studio.ctx, { name: 'Mara' })).id;
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  it.each(['wide', 'phone'] as const)('says what is wrong and keeps what was typed (%s)', async (screen) => {
    await using visitor = await aVisitor(studio.browser, screen);
    const { page } = visitor;
    page.setDefaultTimeout(stepMilliseconds);
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(`${studio.url}/accounts/connect`);
      await visitor.inspect('choose a platform');
      await page.getByRole('button', { name: /^Bluesky/ }).click();
      await page.getByRole('radio', { name: 'Real account' }).click();
      const live = page.getByRole('region', { name: 'Live' });
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

      await page.getByRole('button', { name: 'Another platform' }).click();
      await page.getByRole('button', { name: /^Bluesky/ }).click();
      await page.getByRole('radio', { name: 'Real account' }).click();
      expect(await live.getByLabel('Handle').inputValue()).toBe('mara.example.com');
    });
    expect(visitor.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  });

  it.each(['wide', 'phone'] as const)(
    'rehearses signing in, checks the account, pauses and leaves (%s)',
    async (screen) => {
      await using visitor = await aVisitor(studio.browser, screen);
      const { page } = visitor;
      page.setDefaultTimeout(stepMilliseconds);
      await studio.signIn(page);
      await visitor.walk(async () => {
        const begin = async () => {
          await page.goto(`${studio.url}/accounts/connect?platform=threads`);
          await page.getByRole('button', { name: 'Rehearse signing in' }).click();
          await page.getByRole('heading', { name: 'Threads, rehearsal' }).waitFor();
        };
        await begin();
        await page.getByRole('link', { name: 'Do not allow it' }).click();
        await page.getByText('You did not allow it at Threads.').waitFor();
        await visitor.inspect('sign-in denied');
        await page.goto(`${studio.url}/api/v1/oauth/callback?state=made-up&code=1`);
        await page.getByText('This studio did not begin this sign-in.').waitFor();

        await begin();
        await page
          .getByRole('link', { name: /^Continue as/ })
          .last()
          .click();
        await page.getByRole('region', { name: 'Connected' }).waitFor();
        await visitor.inspect('connected');

        const check = page.getByRole('region', { name: 'Check' });
        await check.getByRole('button', { name: 'Start the check' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Start the check' }).click();
        await check.getByRole('button', { name: 'Copy a report' }).waitFor({ timeout: 90 * seconds });
        expect(await check.getByText('Worked', { exact: true }).count()).toBeGreaterThan(3);
        expect(await check.getByText('Failed', { exact: true }).count()).toBe(0);
        await visitor.inspect('checked');

        await page.getByRole('button', { name: 'Pause' }).click();
        await page.getByText(/Nothing goes out until it is resumed/).waitFor();
        await page.getByRole('button', { name: 'Resume' }).click();
        await page.getByText('Healthy').waitFor();
        await page.getByRole('button', { name: /^More for/ }).click();
        await page.getByRole('menuitem', { name: 'Disconnect' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
        await page.waitForURL(({ pathname }) => pathname === '/accounts');
      });
      expect(visitor.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
    },
  );

  it('says what an account in trouble needs, connects by hand, and shows what platforms can', async () => {
    const { id } = await connectAccount(studio.ctx, { mode: 'rehearsal', characterId, platform: 'bluesky' });
    const refusal = new PlatformError('restricted', 'The account is limited for a day.', { remoteCode: '7' });
    await noteFailure(studio.ctx, id as AccountId, refusal);
    await using visitor = await aVisitor(studio.browser, 'wide');
    const { page } = visitor;
    page.setDefaultTimeout(stepMilliseconds);
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(`${studio.url}/accounts/${id}`);
      const health = page.getByRole('region', { name: 'Health' });
      await health.getByText('Restricted').waitFor();
      await health.getByText('Look at the account’s status in the platform’s own app.').waitFor();
      await visitor.inspect('an account in trouble');

      await page.goto(`${studio.url}/accounts/connect?platform=instagram`);
      await page.getByRole('radio', { name: 'By hand' }).click();
      await page.getByLabel('Handle').fill('mara by hand');
      await page.getByRole('button', { name: 'Connect by hand' }).click();
      await page.getByText('That is not a handle.').first().waitFor();
      await page.getByLabel('Handle').fill('@mara.hand');
      await page.getByRole('button', { name: 'Connect by hand' }).click();
      await page.getByText('Posts for it are prepared here, and a person posts them.').waitFor();
      await visitor.inspect('posted by hand');

      await page.goto(`${studio.url}/accounts/platforms`);
      await page.getByRole('columnheader', { name: 'Bluesky' }).waitFor();
      await visitor.inspect('platforms');
    });
    expect(visitor.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  });
});
