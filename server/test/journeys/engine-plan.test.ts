import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComfySimulator, simulateComfyui } from '#engines/simulators/comfyui.ts';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { connectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor, type Visitor } from './browser/visitor.ts';

const seconds = 1000;
const day = 24 * 3600 * seconds;

describe('the plan of the engines in a browser', { timeout: 240 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let comfy: ComfySimulator;
  beforeAll(async () => {
    comfy = stack.use(await simulateComfyui());
    // Nothing is drawn here: what waits goes on waiting.
    studio = stack.use(await openSeededStudio('api,platform'));
  }, 300 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function visit(
    screen: 'wide' | 'phone',
    path: string,
    journey: (visitor: Visitor) => Promise<void>,
  ): Promise<void> {
    await using visitor = await aVisitor(studio.browser, screen);
    await studio.signIn(visitor.page);
    await visitor.walk(async () => {
      await visitor.page.goto(`${studio.url}${path}`);
      await journey(visitor);
    });
    expect(visitor.complaints).toEqual([]);
  }

  it('plans a draft, draws for it, and says when it is ready on post, calendar and engines page', async () => {
    const { ctx } = studio;
    const character = await aCharacter(ctx, { name: 'Mara', timeZone: 'Europe/Berlin' });
    const account = await connectAccount(ctx, {
      ...{ mode: 'rehearsal', characterId: character.id, platform: 'bluesky' },
    });
    const draft = { characterId: character.id, caption: 'Rain on the roof.', accountIds: [account.id] };
    const post = await createPost(ctx, CreatePost.parse(draft));
    await connectEngine(
      ctx,
      ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address: comfy.address }),
    );
    const tomorrow = new Date(Date.now() + day).toISOString().slice(0, 10);

    await visit('wide', `/posts/${post.id}`, async ({ page, inspect, goTo }) => {
      await page.getByLabel('Planned date and time').fill(`${tomorrow}T18:30`);
      await page.getByRole('button', { name: 'Plan it' }).click();
      await page.getByText(/^Planned for/).waitFor();
      await inspect('a planned draft');
      await page.getByRole('link', { name: 'Draw for this post' }).click();
      await page.getByText(/It is made in time for it/).waitFor();
      await page.getByRole('button', { name: /^Draw 3 takes/ }).click();
      await page.getByRole('region', { name: 'Takes' }).waitFor();
      await inspect('drawing for a post');
      await page.getByRole('link', { name: 'a post by Mara' }).click();
      const work = page.getByRole('region', { name: 'Pictures for this post' });
      await work.getByText(/3 takes are on the way\. Ready by \d\d:\d\d, planned .*18:30/).waitFor();

      await goTo('Calendar');
      await page.getByRole('button', { name: /18:30.*Mara.*planned.*Ready by \d\d:\d\d/i }).waitFor();
      await inspect('a calendar with work in progress');

      await goTo('Engines');
      const plan = page.getByRole('region', { name: 'Now and next' });
      const lane = plan.getByRole('region', { name: 'Workshop' });
      await lane.getByRole('link', { name: /Mara, pictures, take 1.*ready by \d\d:\d\d/ }).waitFor();
      await inspect('the plan');
    });
  });

  it('shows what was dropped and by which rule, and takes it up again, on a phone', async () => {
    const { ctx } = studio;
    const character = await aCharacter(ctx, { name: 'Ilse' });
    const request = { medium: 'image', characterId: character.id, shot: {}, takes: 3 } as const;
    const neededBy = new Date(Date.now() + 60 * seconds).toISOString();
    await startGeneration(ctx, StartGeneration.parse({ ...request, neededBy }));
    await visit('phone', '/engines', async ({ page, inspect }) => {
      const dropped = page.getByRole('region', { name: 'Dropped' });
      await dropped.getByText(/Take 3 of Ilse was dropped/).waitFor();
      await inspect('what was dropped');
      const again = dropped.getByRole('button', { name: 'Make it after all' });
      const before = await again.count();
      await again.first().click();
      await page.getByText('It is back in the queue.').waitFor();
      await expect.poll(() => again.count(), { timeout: 20 * seconds }).toBe(before - 1);
      await page.getByRole('combobox', { name: 'When time is short, drop first' }).click();
      await page.getByRole('option', { name: 'Nothing' }).click();
      await page.getByText('Everything is made.', { exact: false }).waitFor();
    });
  });
});
