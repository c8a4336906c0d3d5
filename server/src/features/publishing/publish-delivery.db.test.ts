import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { RunLater } from '#jobs/handle.ts';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import { clearFaults, type Misbehaviour, planFault } from '#platforms/simulators/misbehave.ts';
import { buildApi } from '#roles/api.ts';
import { aPost } from '#test/makers/a-post.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { CreatePost } from './contract.ts';
import { createPost } from './create-post.ts';
import { decideReview } from './decide-review.ts';
import { editPost } from './edit-post.ts';
import { holdDelivery } from './hold-delivery.ts';
import { getDelivery, getPost } from './list-deliveries.ts';
import { publishDelivery } from './publish-delivery.ts';
import { readBack } from './read-back.ts';
import { schedulePost } from './schedule-delivery.ts';
import { submitPost } from './submit-post.ts';

let test: TestContext;
let stack: AsyncDisposableStack;
const signal = AbortSignal.timeout(120_000);

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { config } = test.app;
  if (config.database.kind !== 'server') throw new Error('Tests use a server.');
  const http = await buildApi(test.app, config.database.url);
  await http.listen({ host: config.host, port: config.port });
  stack.defer(() => http.close());
});
afterAll(() => stack.disposeAsync());
beforeEach(() => test.setNow(undefined));

/** Runs a delivery until it no longer asks to be run again, the clock moved on as it asks. */
async function runToTheEnd(id: string, most = 12): Promise<void> {
  for (let run = 0; run < most; run++) {
    try {
      await publishDelivery(test.ctx, id as DeliveryId, signal);
      return;
    } catch (error) {
      if (!(error instanceof RunLater)) throw error;
      test.setNow(new Date(test.now().getTime() + (error.seconds + 1) * 1000));
    }
  }
}

async function postsOn(platform: string, handle: string): Promise<number> {
  const timeline = await test.app.rehearsal.get(platform).readTimeline(handle);
  return timeline?.posts.length ?? -1;
}

async function scheduled(platform: string) {
  const made = await aPost(test.ctx, { platforms: [platform] });
  const post = await schedulePost(test.ctx, made.postId, { when: 'now' });
  return { ...made, deliveryId: post.deliveries[0]!.id, handle: made.accounts[0]!.handle };
}

it.each(['bluesky', 'instagram'])('publishes once on %s, labelled, and reads it back', async (platform) => {
  const { deliveryId, handle } = await scheduled(platform);

  await runToTheEnd(deliveryId);
  await readBack(test.ctx, { deliveryId: deliveryId as DeliveryId, look: 1 }, signal);
  await runToTheEnd(deliveryId);

  expect(await getDelivery(test.ctx, deliveryId as DeliveryId)).toMatchObject({
    state: 'published',
    disclosed: true,
    attempts: [{ state: 'accepted' }],
  });
  expect(await postsOn(platform, handle)).toBe(1);
});

const faults: [string, Misbehaviour][] = ['bluesky', 'instagram'].flatMap((platform) =>
  (['error_before', 'error_after', 'hang_up_before', 'hang_up_after', 'rate_limited'] as const).map(
    (fault): [string, Misbehaviour] => [platform, fault],
  ),
);
it.each(faults)(
  'ends published once on %s after %s at the publishing call',
  async (platform, misbehaviour) => {
    const { deliveryId, handle } = await scheduled(platform);
    const one = test.app.rehearsal.all.find(({ simulator }) => simulator.platformId === platform)!;
    await clearFaults(one.store);
    await planFault(one.store, { kind: one.simulator.publishKind, misbehaviour });

    await runToTheEnd(deliveryId);

    expect(await getDelivery(test.ctx, deliveryId as DeliveryId)).toMatchObject({ state: 'published' });
    expect(await postsOn(platform, handle)).toBe(1);
  },
);

it('publishes once where the platform has no key against doubles and two workers take it up at once', async () => {
  const { deliveryId, handle } = await scheduled('x');

  await Promise.all([runToTheEnd(deliveryId), runToTheEnd(deliveryId)]);

  expect(await getDelivery(test.ctx, deliveryId as DeliveryId)).toMatchObject({
    state: 'published',
    attempts: [{ state: 'accepted' }],
  });
  expect(await postsOn('x', handle)).toBe(1);
});

it('leaves a delivery alone that another worker is at, and goes on when that one has let go', async () => {
  const { deliveryId, handle } = await scheduled('bluesky');

  await holdDelivery(test.app, deliveryId as DeliveryId, signal, () => runToTheEnd(deliveryId));
  expect(await postsOn('bluesky', handle)).toBe(0);

  await runToTheEnd(deliveryId);
  expect(await postsOn('bluesky', handle)).toBe(1);
});

it('says of a thread that failed on the way that its first part is out', async () => {
  const platform = 'mastodon';
  const { character, accounts } = await aPost(test.ctx, { platforms: [platform], approved: false });
  const post = await createPost(
    test.ctx,
    CreatePost.parse({
      characterId: character.id,
      caption: 'Up early.',
      form: 'thread',
      parts: [{ text: 'And out.' }],
      accountIds: [accounts[0]!.id],
    }),
  );
  const id = post.id as PostId;
  const { contentHash } = await submitPost(test.ctx, id);
  await decideReview(test.ctx, id, { decision: 'approved', contentHash, note: '' });
  const { deliveries } = await schedulePost(test.ctx, id, { when: 'now' });
  const { store, simulator } = test.app.rehearsal.all.find((one) => one.simulator.platformId === platform)!;
  await planFault(store, { kind: simulator.publishKind, misbehaviour: 'expired_token', nth: 2 });

  await runToTheEnd(deliveries[0]!.id);

  const delivery = await getDelivery(test.ctx, deliveries[0]!.id as DeliveryId);
  expect(delivery.state).toBe('failed');
  expect(delivery.failureMessage).toMatch(/first part of the post is out/);
  expect(await postsOn(platform, accounts[0]!.handle)).toBe(1);
});

it('sends nothing when the post was edited after its approval', async () => {
  const { deliveryId, postId, handle } = await scheduled('bluesky');
  const post = await getPost(test.ctx, postId);

  const edited = await editPost(test.ctx, postId, { revision: post.revision, caption: 'Something else.' });
  await runToTheEnd(deliveryId);

  expect(edited).toMatchObject({
    state: 'draft',
    deliveries: [{ state: 'planned' }],
    reviews: [{ decision: 'voided' }, {}],
  });
  expect(await postsOn('bluesky', handle)).toBe(0);
});

it('does not send by itself what its time passed long ago', async () => {
  const { deliveryId, handle } = await scheduled('bluesky');
  test.setNow(new Date(Date.now() + 7 * 3600_000));

  await runToTheEnd(deliveryId);

  expect(await getDelivery(test.ctx, deliveryId as DeliveryId)).toMatchObject({ state: 'missed' });
  expect(await postsOn('bluesky', handle)).toBe(0);
});

it('refuses a second edit made from the same revision, and shows both versions', async () => {
  const { postId } = await aPost(test.ctx, { approved: false });
  const { revision } = await getPost(test.ctx, postId);
  await editPost(test.ctx, postId, { revision, caption: 'From the first browser.' });

  await expect(editPost(test.ctx, postId, { revision, caption: 'From the second.' })).rejects.toMatchObject({
    code: 'conflict',
    facts: { current: { caption: 'From the first browser.' } },
  });
});

it.each([
  ['2001-01-01T10:00', /past/],
  ['2027-03-28T02:30', /does not exist/],
])('refuses %s as a time to publish', async (localTime, message) => {
  const { postId } = await aPost(test.ctx);

  await expect(schedulePost(test.ctx, postId, { when: 'at', localTime })).rejects.toThrow(message);
});
