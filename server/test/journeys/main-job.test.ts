import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { createTestDatabase } from '#test/postgres.ts';
import {
  checkLibrary,
  connectAccounts,
  drawAndChoose,
  enter,
  makeCharacter,
  publishNow,
  schedule,
  seeItPublished,
  sendToReviewAndApprove,
  signOutEverywhere,
  writeCaption,
} from './browser/main-job.ts';
import { openBrowser } from './browser/open-browser.ts';
import { openScratchStudio, type ScratchStudio } from './browser/open-scratch-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const minutes = 60_000;

/** The real server, engines and rehearsal network, seen only through the dashboard. */
describe('the main job in a browser', { timeout: 15 * minutes }, () => {
  const stack = new AsyncDisposableStack();
  let studio: ScratchStudio;
  let browser: Browser;

  beforeAll(async () => {
    const database = stack.use(await createTestDatabase());
    studio = stack.use(await openScratchStudio(database.connectionString));
    browser = await openBrowser(studio.chromiumFolder, processEnvironment.CHROME_PATH);
    stack.defer(() => browser.close());
  }, 5 * minutes);
  afterAll(() => stack.disposeAsync(), 2 * minutes);

  async function mainJob(visitor: Visitor, template: number): Promise<void> {
    await enter(visitor, studio.url);
    await visitor.inspect('home');
    const name = await makeCharacter(visitor, template);
    await drawAndChoose(visitor, name);
    const altText = await writeCaption(visitor);
    await connectAccounts(visitor, name);
    await sendToReviewAndApprove(visitor, name);
    if (visitor.screen === 'phone') await schedule(visitor, name);
    await publishNow(visitor);
    await seeItPublished(visitor, name);
    await checkLibrary(visitor, altText);
  }

  it('goes from an empty studio to a labelled, published post on a wide screen', async () => {
    await using visitor = await aVisitor(browser, 'wide');
    await visitor.walk(async () => {
      await mainJob(visitor, 0);
      await signOutEverywhere(visitor);
      await visitor.goTo('Settings');
      await visitor.inspect('settings');
    });
    expect(visitor.complaints).toEqual([]);
  });

  it('goes the same way by touch on a phone', async () => {
    await using visitor = await aVisitor(browser, 'phone');
    await visitor.walk(() => mainJob(visitor, 1));
    expect(visitor.complaints).toEqual([]);
  });
});
