import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDelivery } from '#features/publishing/list-deliveries.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import { clearFaults, planFault } from '#platforms/simulators/misbehave.ts';
import { aPost } from '#test/makers/a-post.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
const stepMilliseconds = 25 * seconds;
/** How long a reviewer's decision can be taken back. */
const undoMilliseconds = 10 * seconds;

describe('review, calendar and deliveries in a browser', { timeout: 180 * seconds }, () => {
  let studio: SeededStudio;
  beforeAll(async () => {
    studio = await openSeededStudio();
  }, 300 * seconds);
  afterAll(() => studio[Symbol.asyncDispose](), 120 * seconds);

  async function visit(screen: 'wide' | 'phone', path: string, journey: (visitor: Visitor) => Promise<void>) {
    await using visitor = await aVisitor(studio.browser, screen);
    visitor.page.setDefaultTimeout(stepMilliseconds);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints).toEqual([]);
  }

  /** Posts that wait for review, the last caption first in the queue. */
  async function inReview(captions: readonly string[]) {
    const made = [];
    for (const caption of captions) {
      const post = await aPost(studio.ctx, { caption, approved: false });
      await submitPost(studio.ctx, post.postId);
      made.push(post);
    }
    return made;
  }
  const stateOf = async (postId: string) => {
    const { rows } = await studio.ctx.pool.query<{ state: string }>('select state from posts where id = $1', [
      postId,
    ]);
    return rows[0]?.state;
  };

  it('reviews by key: moves, approves, takes back, sends back, rejects, shows every key', async () => {
    const posts = await inReview(['First words.', 'Second words.', 'Third words.']);

    await visit('wide', '/review', async ({ page, inspect }) => {
      const shown = async () => (await page.getByRole('article').innerText()).match(/(\w+) words\./)?.[1];
      await page.getByText('1 of 3').waitFor();
      await inspect('review');
      const before = await shown();
      await page.keyboard.press('j');
      await page.getByText('2 of 3').waitFor();
      await page.keyboard.press('k');
      await page.getByText('1 of 3').waitFor();
      expect(await shown()).toBe(before);

      await page.keyboard.press('a');
      await page.getByText('1 of 2').waitFor();
      await page.getByText(/^Approved: /).waitFor();
      await page.keyboard.press('z');
      await page.getByText('1 of 3').waitFor();
      expect(await shown()).toBe(before);
      for (const { postId } of posts) expect(await stateOf(postId)).toBe('in_review');

      await page.keyboard.press('a');
      await page.getByText('1 of 2').waitFor();
      await page.keyboard.press('r');
      await page
        .getByRole('dialog', { name: 'Reject this post?' })
        .getByRole('button', { name: 'Reject' })
        .click();
      await page.getByText('1 of 1').waitFor();
      await page.keyboard.press('?');
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await help.getByText('Undo the last decision').waitFor();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'hidden' });
      await page.keyboard.press('e');
      await page.getByRole('heading', { level: 1, name: /^Post by/ }).waitFor();
      // Leaving the page has sent the decision that could still be taken back.
      await expect
        .poll(async () => (await Promise.all(posts.map(({ postId }) => stateOf(postId)))).toSorted())
        .toEqual(['approved', 'in_review', 'rejected']);
    });
    for (const { postId } of posts)
      await studio.ctx.pool.query("update posts set state = 'draft' where id = $1", [postId]);
  });

  it('reviews by swipe on a phone, and takes a swipe back', async () => {
    const [one, two] = await inReview(['One by hand.', 'Two by hand.']);
    const states = () => Promise.all([one!, two!].map(({ postId }) => stateOf(postId)));

    await visit('phone', '/review', async ({ page, inspect }) => {
      await page.getByText('1 of 2').waitFor();
      await page.getByText('Swipe to approve').waitFor();
      await inspect('review');
      await swipe(page, 60);
      await page.getByText('1 of 2').waitFor();
      await swipe(page, 190);
      await page.getByText('1 of 1').waitFor();
      // A busy browser may take the first tap after a swipe for a part of the swipe.
      const isBack = () => page.getByText('1 of 2').isVisible();
      for (let tries = 0; tries < 4 && !(await isBack()); tries += 1) {
        await page
          .getByRole('button', { name: 'Undo' })
          .tap({ timeout: 2 * seconds })
          .catch(() => undefined);
        await page.waitForTimeout(700);
      }
      await page.getByText('1 of 2').waitFor();
      expect(await states()).toEqual(['in_review', 'in_review']);

      await swipe(page, 190);
      await page.getByText('1 of 1').waitFor();
      await swipe(page, -190);
      const dialog = page.getByRole('dialog', { name: 'What should change?' });
      await dialog.getByRole('textbox', { name: 'Note' }).fill('Softer light, please.');
      await dialog.getByRole('button', { name: 'Request changes' }).tap();
      await page.getByText('All reviewed').waitFor();
      await expect
        .poll(async () => (await states()).toSorted(), { timeout: undoMilliseconds * 3 })
        .toEqual(['approved', 'changes_requested']);
    });
  });

  it('moves deliveries on the calendar by mouse and by key, and undoes that', async () => {
    const caption = 'On the calendar.';
    const { postId, character } = await aPost(studio.ctx, { caption });
    const at = calendarDay(3);
    await schedulePost(studio.ctx, postId, {
      when: 'at',
      localTime: `${at}T18:30`,
      timeZone: 'Europe/Berlin',
    });
    const dayOf = (page: Page, day: string) =>
      page
        .getByRole('region', { name: longDay(day) })
        .getByRole('button', { name: new RegExp(character.name) });

    await visit('wide', '/calendar', async ({ page, inspect }) => {
      const chip = dayOf(page, at);
      if (at.slice(0, 7) !== calendarDay(0).slice(0, 7))
        await page.getByRole('button', { name: 'Later' }).click();
      await chip.waitFor();
      await inspect('calendar');
      const target = calendarDay(5);
      await dragTo(page, chip, page.getByRole('region', { name: longDay(target) }));
      await dayOf(page, target).waitFor();
      await page.getByText('Moved.').waitFor();
      expect(await localTimeOf(postId)).toBe(`${target} 18:30`);
      await page.getByRole('button', { name: 'Undo' }).click();
      await dayOf(page, at).waitFor();
      await expect.poll(() => localTimeOf(postId)).toBe(`${at} 18:30`);

      await dragTo(page, dayOf(page, at), page.getByRole('region', { name: 'Approved, without a time' }));
      await page.getByText('Taken off the calendar.').waitFor();
      await expect.poll(() => localTimeOf(postId)).toBe(null);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await expect.poll(() => localTimeOf(postId)).toBe(`${at} 18:30`);

      await dayOf(page, at).focus();
      await page.keyboard.press('Space');
      await page
        .getByText(/^Picked up|^Over /)
        .first()
        .waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowRight');
      await page.getByText(`Over ${longDay(calendarDay(4))}`).waitFor({ state: 'attached' });
      await page.keyboard.press('Space');
      await dayOf(page, calendarDay(4)).waitFor();
      await expect.poll(() => localTimeOf(postId)).toBe(`${calendarDay(4)} 18:30`);
    });

    async function localTimeOf(id: string): Promise<string | null> {
      const { rows } = await studio.ctx.pool.query<{ at: string | null }>(
        `select to_char(publish_at at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') as at
         from deliveries where post_id = $1`,
        [id],
      );
      return rows[0]?.at ?? null;
    }
  });

  /** Publishes, with a platform that loses its answer and then answers nothing about it. */
  async function anUnknownDelivery(misbehaviour: 'hang_up_after' | 'hang_up_before') {
    const { ctx } = studio;
    const store = ctx.rehearsal.all.find(({ simulator }) => simulator.platformId === 'instagram')!.store;
    await clearFaults(store);
    await planFault(store, { kind: 'publish', misbehaviour });
    for (let nth = 2; nth <= 9; nth += 1)
      await planFault(store, { kind: 'read_container', misbehaviour: 'error_before', nth });
    const made = await aPost(ctx, { platforms: ['instagram'], caption: `Is it there? ${misbehaviour}` });
    const { deliveries } = await schedulePost(ctx, made.postId, { when: 'now' });
    const { id } = deliveries[0]!;
    await expect
      .poll(async () => (await getDelivery(ctx, id as never)).state, { timeout: 60 * seconds })
      .toBe('unknown');
    return { ...made, deliveryId: id, store };
  }

  it('lets a person settle an unknown outcome: it is there', async () => {
    const { deliveryId } = await anUnknownDelivery('hang_up_after');

    await visit('wide', `/deliveries/${deliveryId}`, async ({ page, inspect }) => {
      const decide = page.getByRole('region', { name: 'Decide' });
      await decide.getByText('What happened').waitFor();
      await decide.getByText('Is it there? hang_up_after').waitFor();
      await inspect('unknown delivery');
      const opening = page.context().waitForEvent('page');
      await decide.getByRole('link', { name: /^Look at @/ }).click();
      const timeline = await opening;
      const there = timeline.getByRole('article').filter({ hasText: 'Is it there? hang_up_after' });
      const url = `${timeline.url().split('#')[0]}#${await there.evaluate((article) => article.parentElement?.id)}`;
      await timeline.close();
      await decide.getByRole('radio', { name: /^It is there/ }).check();
      await decide.getByLabel('Address of the post').fill(url);
      await decide.getByRole('button', { name: 'Settle it' }).click();
      await page.getByRole('heading', { level: 1, name: /Published/ }).waitFor();
      expect(await page.getByRole('link', { name: 'See it there' }).getAttribute('href')).toBe(url);
    });
  });

  it('lets a person settle an unknown outcome: it is not there, and sends it again, once', async () => {
    const { deliveryId, accounts, store } = await anUnknownDelivery('hang_up_before');

    await visit('phone', `/deliveries/${deliveryId}`, async ({ page, inspect }) => {
      const decide = page.getByRole('region', { name: 'Decide' });
      await decide.getByRole('radio', { name: /^It is not there/ }).check();
      await inspect('unknown delivery');
      await decide.getByRole('button', { name: 'Settle it' }).tap();
      await page.getByRole('heading', { level: 1, name: /Failed/ }).waitFor();
      await clearFaults(store);
      await page.getByRole('button', { name: 'Try again' }).tap();
      await page.getByRole('heading', { level: 1, name: /Published/ }).waitFor();
    });
    const timeline = await studio.ctx.rehearsal.get('instagram').readTimeline(accounts[0]!.handle);
    expect(timeline?.posts).toHaveLength(1);
  });
});

/** A day from today in Berlin, as `2026-11-23`. */
function calendarDay(after: number): string {
  return new Date(Date.now() + after * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });
}

/** As the dashboard names it, in British English: "Monday 23 November". */
function longDay(day: string): string {
  const words = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', words).format(new Date(`${day}T12:00:00Z`));
}

/** As a person does: carries it there, and follows when the page scrolls meanwhile. */
async function dragTo(page: Page, chip: Locator, target: Locator): Promise<void> {
  const middleOf = async (part: Locator) => {
    const box = await part.boundingBox();
    if (!box) throw new Error('There is nothing to drag, or nowhere to drag it.');
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  await page.mouse.move(...(await middleOf(chip)));
  await page.mouse.down();
  await page.mouse.move(...(await middleOf(target)), { steps: 12 });
  for (let look = 0; look < 6; look += 1) {
    await page.waitForTimeout(120);
    await page.mouse.move(...(await middleOf(target)), { steps: 2 });
  }
  await page.mouse.up();
}

/** A finger over the picture, sideways by so many pixels. */
async function swipe(page: Page, pixels: number): Promise<void> {
  await page.locator('[data-swipe] img').first().waitFor();
  const box = await page.locator('[data-swipe]').boundingBox();
  if (!box) throw new Error('There is nothing to swipe.');
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 200)];
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x: at, y }] });
  await send('touchStart', x);
  for (let step = 1; step <= 8; step += 1) await send('touchMove', x + (pixels * step) / 8);
  await send('touchEnd');
  // The browser takes a touch that follows at once for a part of the same gesture.
  await page.waitForTimeout(500);
}
