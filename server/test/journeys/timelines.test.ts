import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { decideReview } from '#features/publishing/decide-review.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import type { PostId } from '#kernel/ids.ts';
import { aClip } from '#test/makers/a-clip.ts';
import { aCharacter, aPicture } from '#test/makers/a-post.ts';
import { readDeliveries } from '#test/makers/read-deliveries.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
const feeds = ['instagram', 'facebook'] as const;
const threads = ['bluesky', 'mastodon', 'telegram'] as const;
type Wish = Partial<Parameters<typeof CreatePost.parse>[0] & object>;

describe('posts in the manner of each platform, in a browser', { timeout: 240 * seconds }, () => {
  let studio: SeededStudio;
  let character: Awaited<ReturnType<typeof aCharacter>>;
  const accounts = new Map<string, Awaited<ReturnType<typeof connectAccount>>>();
  beforeAll(async () => {
    studio = await openSeededStudio();
    character = await aCharacter(studio.ctx, 'Nova');
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  async function accountOn(platform: string) {
    const known = accounts.get(platform);
    if (known) return known;
    const made = await connectAccount(studio.ctx, {
      mode: 'rehearsal',
      characterId: character.id,
      platform,
    });
    accounts.set(platform, made);
    return made;
  }

  async function draft(platforms: readonly string[], wish: Wish) {
    const accountIds = [];
    for (const platform of platforms) accountIds.push((await accountOn(platform)).id);
    const post = await createPost(
      studio.ctx,
      CreatePost.parse({ characterId: character.id, accountIds, ...wish }),
    );
    return post.id as PostId;
  }

  /** @returns the remote ids by platform. */
  async function publish(platforms: readonly string[], wish: Wish) {
    const { ctx } = studio;
    const id = await draft(platforms, wish);
    const { contentHash } = await submitPost(ctx, id);
    await decideReview(ctx, id, { decision: 'approved', contentHash, note: '' });
    await schedulePost(ctx, id, { when: 'now' });
    const told = async () =>
      (await readDeliveries(ctx, id)).map(
        ({ platform, state, failureMessage }) => `${platform} ${state} ${failureMessage}`,
      );
    await expect
      .poll(told, { timeout: 90 * seconds })
      .toEqual(platforms.toSorted().map((platform) => `${platform} published `));
    const deliveries = await readDeliveries(ctx, id);
    return new Map(deliveries.map(({ platform, remoteId }) => [platform, remoteId!]));
  }

  async function visit(screen: 'wide' | 'phone', journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    visitor.page.setDefaultTimeout(30 * seconds);
    await visitor.walk(journey);
    expect(visitor.complaints).toEqual([]);
  }

  /** Opens a timeline on both screens. */
  async function seeTimeline(platform: string, look: (page: Page) => Promise<void>) {
    const { handle } = await accountOn(platform);
    for (const screen of ['phone', 'wide'] as const) {
      await visit(screen, async ({ page, inspect }) => {
        await page.goto(`${studio.url}/timeline/${platform}/${encodeURIComponent(handle)}`);
        await look(page);
        await inspect(`the timeline of ${platform}`);
        await shoot(page, `timeline-${platform}-${screen}`);
      });
    }
  }

  const pictures = async (total: number, size = { width: 640, height: 800 }) => {
    const media = [];
    for (let made = 0; made < total; made += 1) {
      const { id } = await aPicture(studio.ctx, character, size);
      media.push({ assetId: id, altText: `Colour ${made + 1}.` });
    }
    return media;
  };
  const clip = async (size: { width: number; height: number }) => [
    { assetId: (await aClip(studio.ctx, character, size)).id, altText: 'A moving test picture.' },
  ];

  it('shows pictures, stories, first comments and what strangers wrote', async () => {
    await publish(['instagram'], { form: 'story', media: await pictures(1, { width: 720, height: 1280 }) });
    const ids = await publish(feeds, {
      caption: 'First light over the harbour, and nobody about.',
      firstComment: 'Taken from the east pier.',
      media: await pictures(2),
    });
    const leo = { handle: 'leo', displayName: 'Leo Brandt' };
    for (const [platform, postId] of ids) {
      const { crowd } = studio.ctx.rehearsal.get(platform);
      await crowd!.comment({ postId, author: leo, text: 'Which pier is that?' });
      await crowd!.react(postId, { likes: 1234 });
    }
    for (const platform of feeds) {
      await seeTimeline(platform, async (page) => {
        const post = page.getByRole('article').filter({ hasText: 'First light over the harbour' });
        await post.getByText('1,234').waitFor();
        const replies = post.getByRole('list', { name: 'Replies' }).getByRole('listitem');
        await expect.poll(() => replies.count()).toBe(2);
        await replies.filter({ hasText: 'Leo' }).getByText('Which pier is that?').waitFor();
        await replies.filter({ hasText: 'Taken from the east pier.' }).waitFor();
      });
    }
    await seeTimeline('instagram', async (page) => {
      const stories = page.getByRole('region', { name: 'Story' });
      const box = await stories.getByRole('article').boundingBox();
      expect(box!.height).toBeGreaterThan(box!.width);
      await stories.getByText('AI info').waitFor();
    });
  });

  it('joins the parts of a thread, and opens what stands behind a warning', async () => {
    const mastodon = await accountOn('mastodon');
    await publish(threads, {
      form: 'thread',
      caption: 'Three days in Porto.',
      media: await pictures(1),
      parts: [{ text: 'The river first.', media: [] }],
      options: { [mastodon.id]: { contentWarning: 'Bright light' } },
    });
    for (const platform of threads) {
      await seeTimeline(platform, async (page) => {
        const post = page.getByRole('article');
        await post.waitFor();
        const words = post.getByText('Three days in Porto.');
        const second = post.getByText('The river first.');
        if (platform === 'mastodon') {
          await post.getByText('Bright light', { exact: true }).first().waitFor();
          expect(await words.count()).toBe(0);
          expect(await second.count()).toBe(0);
          await post.getByRole('button', { name: 'Show the post' }).first().click();
          await post.getByText('ALT', { exact: true }).waitFor();
          await post.getByRole('button', { name: 'Show the post' }).click();
        }
        await words.waitFor();
        await second.waitFor();
      });
    }
  });

  it('puts a level clip on a page of its own and an upright one over the full height', async () => {
    const youtube = await accountOn('youtube');
    const tiktok = await accountOn('tiktok');
    const options = {
      [youtube.id]: { madeForKids: 'false' },
      [tiktok.id]: { privacyLevel: 'PUBLIC_TO_EVERYONE' },
    };
    const long = Array.from({ length: 9 }, (_, line) => `Line ${line + 1} of what it is about.`).join('\n');
    const level = await clip({ width: 640, height: 360 });
    await publish(['youtube'], { title: 'A walk along the river', caption: long, media: level, options });
    const upright = await clip({ width: 360, height: 640 });
    await publish(['youtube', 'tiktok'], {
      title: 'Ten seconds of rain',
      caption: 'Rain on the roof.',
      media: upright,
      options,
    });
    await seeTimeline('youtube', async (page) => {
      const watch = page.getByRole('article').filter({ hasText: 'A walk along the river' });
      await watch.getByText('Altered or synthetic content').waitFor();
      await watch.getByRole('button', { name: 'more' }).click();
      await watch.getByRole('button', { name: 'less' }).waitFor();
      const short = await page.getByRole('article').filter({ hasText: 'Ten seconds of rain' }).boundingBox();
      expect(short!.height).toBeGreaterThan(short!.width);
    });
    await seeTimeline('tiktok', async (page) => {
      const shown = page.getByRole('article').filter({ hasText: 'Rain on the roof.' });
      await shown.getByText('Creator labeled as AI-generated').waitFor();
      const box = await shown.boundingBox();
      expect(box!.height).toBeGreaterThan(box!.width);
    });
  });

  it('previews a post for each account in the editor and in review', async () => {
    const platforms = [...feeds, ...threads, 'x', 'fanvue'];
    const mastodon = await accountOn('mastodon');
    const id = await draft(platforms, {
      caption: 'The harbour, twice.',
      firstComment: 'Taken from the east pier.',
      media: await pictures(2),
      options: { [mastodon.id]: { contentWarning: 'Bright light', sensitive: 'true' } },
    });
    for (const screen of ['wide', 'phone'] as const) {
      await visit(screen, async ({ page, inspect }) => {
        await studio.signIn(page);
        await page.goto(`${studio.url}/posts/${id}`);
        const preview = page.getByRole('region', { name: 'Preview' });
        for (const platform of platforms) {
          const { platformName } = await accountOn(platform);
          await preview.getByRole('radio', { name: platformName, exact: true }).click();
          const post = preview.getByRole('article');
          if (platform === 'mastodon') {
            await post.getByRole('button', { name: 'Show the post' }).click();
            await post.getByRole('button', { name: 'Sensitive: show it' }).waitFor();
          }
          await post.getByText(/The harbour, twice\./).waitFor();
          await preview.getByText(/\d+ of [\d,]+ /).waitFor();
          await shoot(page, `preview-${platform}-${screen}`, preview);
        }
        await inspect('the post editor');
      });
    }
    const firstComment = 'Taken from the east pier.';
    const media = await pictures(2);
    await submitPost(
      studio.ctx,
      await draft(feeds, { caption: 'The harbour, thrice.', firstComment, media }),
    );
    await visit('phone', async ({ page, inspect }) => {
      await studio.signIn(page);
      await page.goto(`${studio.url}/review`);
      const sent = page.getByRole('region', { name: /^To Facebook/ });
      await sent.getByRole('button', { name: 'As people see it' }).click();
      await sent.getByRole('article').getByText('Taken from the east pier.').waitFor();
      await inspect('review');
      await shoot(page, 'review-preview-phone');
    });
  });

  /** Pictures for whoever looks at them, in both themes, where a folder is named. */
  async function shoot(page: Page, name: string, part?: ReturnType<Page['locator']>): Promise<void> {
    const folder = processEnvironment.JOURNEY_PICTURES;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${name}-${colorScheme}.png`);
      if (part) await part.screenshot({ path });
      else await page.screenshot({ path, fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
});
