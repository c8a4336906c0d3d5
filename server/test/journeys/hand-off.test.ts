import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { prepareHandOff } from '#features/hand-off/prepare-hand-off.ts';
import { getHandOff } from '#features/hand-off/present-hand-off.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { decideReview } from '#features/publishing/decide-review.ts';
import { getDelivery } from '#features/publishing/list-deliveries.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import { aCharacter, aPicture } from '#test/makers/a-post.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor } from './browser/visitor.ts';

const seconds = 1000;

describe('posting by hand in a browser', { timeout: 180 * seconds }, () => {
  let studio: SeededStudio;
  beforeAll(async () => {
    studio = await openSeededStudio();
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  /** A post that waits for a person, and its link. */
  async function aPackage() {
    const { ctx } = studio;
    const character = await aCharacter(ctx, 'Mara');
    const picture = await aPicture(ctx, character);
    const account = await connectAccount(ctx, {
      mode: 'hand_off',
      characterId: character.id,
      platform: 'instagram',
      handle: character.handle,
    });
    const media = [{ assetId: picture.id, altText: 'A plain colour.' }];
    const draft = { characterId: character.id, caption: 'Rain on the roof tonight.', media };
    const post = await createPost(ctx, CreatePost.parse({ ...draft, accountIds: [account.id] }));
    const { contentHash } = await submitPost(ctx, post.id as PostId);
    await decideReview(ctx, post.id as PostId, { decision: 'approved', contentHash, note: '' });
    const { deliveries } = await schedulePost(ctx, post.id as PostId, { when: 'now' });
    const deliveryId = deliveries[0]!.id as DeliveryId;
    await prepareHandOff(ctx, deliveryId, AbortSignal.timeout(60 * seconds));
    return { deliveryId, character, link: (await getHandOff(ctx, deliveryId)).link };
  }

  it('is done on a phone that is not signed in: files, words, steps, address, and back', async () => {
    const { deliveryId, link } = await aPackage();
    const path = new URL(link).pathname;
    await using visitor = await aVisitor(studio.browser, 'phone');
    await visitor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visitor.walk(async ({ page, inspect }) => {
      await page.goto(`${studio.url}${path}`);
      await page.getByRole('heading', { level: 1, name: 'Mara: post by hand' }).waitFor();
      await page.getByRole('img', { name: 'A plain colour.' }).waitFor();
      await inspect('the package');

      await page.getByRole('button', { name: 'Copy: Caption' }).tap();
      await page.getByText('Copied', { exact: true }).waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain('Rain on the roof tonight.');
      expect(copied).toContain('Made with AI');

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Save' }).tap(),
      ]);
      expect(download.suggestedFilename()).toMatch(/-1\.jpg$/);

      const label = page.getByRole('checkbox').first();
      await label.tap();
      await expect.poll(() => label.isChecked()).toBe(true);
      await page.reload();
      await expect.poll(() => page.getByRole('checkbox').first().isChecked()).toBe(true);

      const address = page.getByRole('textbox', { name: 'Address of the post' });
      await address.fill('https://example.org/p/1');
      await page.getByRole('button', { name: 'It is posted' }).tap();
      await page.getByText('example.org is not an address of Instagram.').waitFor();
      await address.fill('https://www.instagram.com/p/Cabc/?igsh=1');
      await page.getByRole('button', { name: 'It is posted' }).tap();
      await page.getByText('It is posted. Thank you.').waitFor();
      await inspect('the thanks');
      await page.getByRole('button', { name: 'The address is wrong' }).tap();
      await address.fill('https://www.instagram.com/p/Cxyz/');
      await page.getByRole('button', { name: 'It is posted' }).tap();
      await page.getByRole('link', { name: 'https://www.instagram.com/p/Cxyz/' }).waitFor();
    });
    expect(visitor.complaints.filter((one) => !one.includes('status of 422'))).toEqual([]);
    const delivery = await getDelivery(studio.ctx, deliveryId);
    expect(delivery).toMatchObject({ state: 'published', remoteUrl: 'https://www.instagram.com/p/Cxyz/' });
  });

  it('says what became of a link that no longer works', async () => {
    await using visitor = await aVisitor(studio.browser, 'phone');
    await visitor.walk(async ({ page }) => {
      await page.goto(`${studio.url}/hand-off/made-up`);
      await page.getByText('This link leads to nothing.').waitFor();
    });
  });

  it.each(['wide', 'phone'] as const)(
    'is listed at home and on the page of the delivery (%s)',
    async (screen) => {
      const { deliveryId, link } = await aPackage();
      await using visitor = await aVisitor(studio.browser, screen);
      await studio.signIn(visitor.page);
      await visitor.walk(async ({ page, inspect }) => {
        await page.goto(studio.url);
        const list = page.getByRole('region', { name: 'To post by hand' });
        await list.getByText('Mara on Instagram').first().waitFor();
        await page.goto(`${studio.url}/deliveries/${deliveryId}`);
        const card = page.getByRole('region', { name: 'Post by hand' });
        await card.getByRole('link', { name: 'Open the package' }).waitFor();
        expect(await card.getByRole('link', { name: 'Open the package' }).getAttribute('href')).toBe(link);
        await inspect('the delivery');
        await card.getByRole('button', { name: 'New link' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'New link' }).click();
        await page.getByText('New link made.').waitFor();
        await page.goto(`${studio.url}/settings`);
        const settings = page.getByRole('region', { name: 'Posting by hand' });
        await settings.getByRole('spinbutton', { name: 'Minutes before its time' }).fill('15');
        await settings.getByRole('switch', { name: /Send the link by Telegram/ }).click();
        await settings.getByRole('textbox', { name: 'Chat' }).waitFor();
        await inspect('the settings');
        await settings.getByRole('switch', { name: /Send the link by Telegram/ }).click();
        await settings.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Saved.').waitFor();
      });
      expect(visitor.complaints).toEqual([]);
    },
  );
});
