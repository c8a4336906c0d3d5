import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishDelivery } from '#features/publishing/publish-delivery.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { RunLater } from '#jobs/handle.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { buildApi } from '#roles/api.ts';
import { aPost } from '#test/makers/a-post.ts';
import { readDeliveries } from '#test/makers/read-deliveries.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { Timeline } from './contract.ts';

let test: TestContext;
let url: string;
let stack: AsyncDisposableStack;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { config } = test.app;
  if (config.database.kind !== 'server') throw new Error('Tests use a server.');
  const http = await buildApi(test.app, config.database.url);
  url = await http.listen({ host: config.host, port: config.port });
  stack.defer(() => http.close());
});
afterAll(() => stack.disposeAsync());

async function runToTheEnd(id: DeliveryId): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (let run = 0; run < 12; run += 1) {
    try {
      return await publishDelivery(test.ctx, id, signal);
    } catch (error) {
      if (!(error instanceof RunLater)) throw error;
      test.setNow(new Date(test.now().getTime() + (error.seconds + 1) * 1000));
    }
  }
}

it('shows anyone a post, and under it what a stranger wrote, with its author', async () => {
  const { postId, accounts } = await aPost(test.ctx, { platforms: ['instagram'] });
  await schedulePost(test.ctx, postId, { when: 'now' });
  const [delivery] = await readDeliveries(test.ctx, postId);
  await runToTheEnd(delivery!.id);
  const remoteId = (await readDeliveries(test.ctx, postId))[0]!.remoteId!;
  const { crowd } = test.app.rehearsal.get('instagram');
  const author = { handle: 'leo', displayName: 'Leo' };
  await crowd!.comment({ postId: remoteId, author, text: 'Which pier?' });
  await crowd!.react(remoteId, { likes: 5 });

  const answer = await fetch(`${url}/api/v1/public/timelines/instagram/${accounts[0]!.handle}`);
  const { posts, pictureFirst } = Timeline.parse(await answer.json());
  expect(pictureFirst).toBe(true);
  expect(posts.find(({ kind }) => kind === 'post')).toMatchObject({
    repliesTo: null,
    author: null,
    title: null,
    likes: 5,
  });
  expect(posts.find(({ kind }) => kind === 'reply')).toMatchObject({
    text: 'Which pier?',
    repliesTo: posts.find(({ kind }) => kind === 'post')!.id,
    author: { handle: 'leo' },
  });
});

it('knows nobody by a name that was never connected', async () => {
  const answer = await fetch(`${url}/api/v1/public/timelines/bluesky/nobody.example`);
  expect(answer.status).toBe(404);
});
