import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { setDelivery } from '#features/publishing/queries.ts';
import type { AccountId, DeliveryId } from '#kernel/ids.ts';
import type { RemoteComment } from '#platforms/engagement.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { type PlatformAdapter, PlatformError } from '#platforms/platform.ts';
import { createPlatformRegistry, registryOf } from '#platforms/registry.ts';
import { aPost } from '#test/makers/a-post.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { findDueReadings } from './find-due-readings.ts';
import { getEcho, listComments } from './get-echo.ts';
import { readJob } from './jobs.ts';
import { readingOfDelivery } from './queries.ts';
import { readNow } from './read-now.ts';
import { receiveWebhook } from './receive-webhook.ts';

let test: TestContext;
let accountNumber = 0;
const signal = AbortSignal.timeout(60_000);
const platform: {
  comments: RemoteComment[];
  likes: number;
  failure: PlatformError | undefined;
  signed: boolean;
  accountRemoteId: string;
} = { comments: [], likes: 0, failure: undefined, signed: true, accountRemoteId: '' };

function aComment(number: number, more: Partial<RemoteComment> = {}): RemoteComment {
  return {
    remoteId: `comment-${number}`,
    postRemoteId: 'post',
    parentRemoteId: null,
    author: { remoteId: `fan-${number}`, handle: `fan${number}`, displayName: `Fan ${number}` },
    mine: false,
    text: `Comment ${number}`,
    createdAt: new Date(Date.UTC(2026, 10, 1, 12, number)),
    url: null,
    likes: 0,
    hidden: false,
    ...more,
  };
}

/** The picture platform's adapter with something to read. */
function reader(): PlatformAdapter {
  const real = createPlatformRegistry(createPlatformHttp({ userAgent: 'test' })).get('instagram');
  return {
    ...real,
    async connect() {
      accountNumber += 1;
      const remoteId = `remote-${accountNumber}`;
      return {
        ...{ remoteId, handle: remoteId, displayName: 'Mia', credentials: {}, tokenExpiresAt: null },
        baseUrl: 'https://example.org',
        warnings: [],
      };
    },
    async check() {
      return {
        ...{ handle: 'mia', displayName: 'Mia', tokenExpiresAt: null, publishesLeft: null },
        profileLabelled: null,
      };
    },
    reading: {
      async comments(_post, cursor) {
        if (platform.failure) throw platform.failure;
        const from = Number(cursor ?? 0);
        const items = platform.comments.slice(from, from + 2);
        return { items, next: from + 2 < platform.comments.length ? String(from + 2) : null };
      },
      async numbers(ids) {
        if (platform.failure) throw platform.failure;
        const nothing = { comments: null, shares: null, saves: null, views: null, reach: null, raw: {} };
        return ids.map((remoteId) => ({ ...nothing, remoteId, likes: platform.likes }));
      },
    },
    webhooks: {
      verify: () => platform.signed,
      events: () => [{ accountRemoteId: platform.accountRemoteId, about: 'comments', remoteId: 'post' }],
    },
  };
}

beforeAll(async () => {
  test = await testContext({ platforms: registryOf([reader()]) });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  test.setNow(undefined);
  Object.assign(platform, { comments: [], likes: 0, failure: undefined, signed: true });
});

async function published() {
  const made = await aPost(test.ctx, { platforms: ['instagram'] });
  const { deliveries } = await (await import('#features/publishing/list-deliveries.ts')).getPost(
    test.ctx,
    made.postId,
  );
  const deliveryId = deliveries[0]!.id as DeliveryId;
  const publishedAt = test.now();
  await setDelivery(test.ctx, deliveryId, { state: 'published', remoteId: 'post', publishedAt });
  await findDueReadings(test.app);
  const reading = await readingOfDelivery(test.ctx, deliveryId);
  return { ...made, deliveryId, readingId: reading!.id };
}

it('reads every comment once over pages, and numbers only when they changed', async () => {
  const { deliveryId, readingId } = await published();
  platform.comments = [1, 2, 3, 4, 5].map((number) => aComment(number));
  platform.likes = 3;
  await readNow(test.ctx, readingId, signal);
  await readNow(test.ctx, readingId, signal);
  platform.likes = 4;
  platform.comments[0] = aComment(1, { text: 'Comment 1, edited', hidden: true });
  await readNow(test.ctx, readingId, signal);

  const first = await listComments(test.ctx, { deliveryId, limit: 3 });
  const rest = await listComments(test.ctx, { deliveryId, limit: 3, cursor: first.nextCursor! });
  expect([...first.items, ...rest.items].map(({ text }) => text)).toEqual([
    'Comment 1, edited',
    ...[2, 3, 4, 5].map((number) => `Comment ${number}`),
  ]);
  expect(first.items[0]).toMatchObject({ hidden: true, author: { handle: 'fan1' } });
  expect(rest.nextCursor).toBeNull();
  expect((await getEcho(test.ctx, deliveryId)).numbers.map(({ likes }) => likes)).toEqual([3, 4]);
});

it('reads a post seldomer as it grows old, later after failures, and at last no more', async () => {
  const { readingId, deliveryId } = await published();
  const nextIn = async () => {
    await readNow(test.ctx, readingId, signal);
    const reading = await readingOfDelivery(test.ctx, deliveryId);
    return reading && Math.round((reading.nextAt.getTime() - test.now().getTime()) / 1000);
  };
  const start = test.now().getTime();
  const ageBy = (days: number) => test.setNow(new Date(start + days * 86_400_000));
  ageBy(0.5);
  expect(await nextIn()).toBe(1800);
  ageBy(3);
  expect(await nextIn()).toBe(14_400);
  platform.failure = new PlatformError('rate_limited', 'Too many calls.', { retryAfterSeconds: 7200 });
  expect(await nextIn()).toBe(7200);
  expect(await getEcho(test.ctx, deliveryId)).toMatchObject({ message: 'Too many calls.' });
  platform.failure = undefined;
  ageBy(100);
  expect(await nextIn()).toBeUndefined();
});

it('takes what is due once, and leaves accounts alone that need a person', async () => {
  const { readingId, accounts } = await published();
  const { markAccount } = await import('#features/accounts/index.ts');
  const jobsFor = () =>
    test.queued.filter(({ job, payload }) => job === readJob.name && payload.readingId === readingId);
  expect(jobsFor()).toHaveLength(1);
  await findDueReadings(test.app);
  expect(jobsFor()).toHaveLength(1);
  await markAccount(test.ctx, accounts[0]!.id as AccountId, { health: 'reauth' });
  test.setNow(new Date(Date.now() + 3600_000));
  await findDueReadings(test.app);
  expect(jobsFor()).toHaveLength(1);
  await markAccount(test.ctx, accounts[0]!.id as AccountId, { health: 'ok' });
  await findDueReadings(test.app);
  expect(jobsFor()).toHaveLength(2);
});

it('believes a webhook only when it is signed, and then only reads sooner', async () => {
  const { readingId, deliveryId, accounts } = await published();
  const { findAccount, markAccount } = await import('#features/accounts/index.ts');
  const account = await findAccount(test.ctx, accounts[0]!.id as AccountId);
  platform.accountRemoteId = account.remoteId;
  await readNow(test.ctx, readingId, signal);
  const request = { headers: {}, query: {}, body: Buffer.from('{}') };
  // Only accounts on the platform itself are told of.
  await expect(receiveWebhook(test.app, 'instagram', request)).rejects.toMatchObject({ code: 'forbidden' });
  await markAccount(test.ctx, account.id, { mode: 'live' });
  platform.signed = false;
  await expect(receiveWebhook(test.app, 'instagram', request)).rejects.toMatchObject({ code: 'forbidden' });
  platform.signed = true;
  const before = await readingOfDelivery(test.ctx, deliveryId);
  expect(before!.nextAt.getTime()).toBeGreaterThan(Date.now() + 60_000);
  await receiveWebhook(test.app, 'instagram', request);
  const after = await readingOfDelivery(test.ctx, deliveryId);
  expect(after!.nextAt.getTime()).toBeLessThanOrEqual(Date.now());
  await expect(receiveWebhook(test.app, 'nowhere', request)).rejects.toMatchObject({ code: 'not_found' });
});

it('shows nothing of another workspace', async () => {
  const { deliveryId, readingId } = await published();
  platform.comments = [aComment(9)];
  await readNow(test.ctx, readingId, signal);
  const stranger = await test.stranger();
  expect((await listComments(stranger, { deliveryId, limit: 10 })).items).toEqual([]);
  await expect(getEcho(stranger, deliveryId)).rejects.toMatchObject({ code: 'not_found' });
});
