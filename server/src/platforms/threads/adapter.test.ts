import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { PublishPayload } from '#platforms/platform.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { threads } from './adapter.ts';
import { containerRefusal, failureOf } from './errors.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.3] };
const dayMilliseconds = 86_400_000;

describePlatform('threads against its simulator', {
  start: () => createHarness('threads'),
  adapterOf: ({ http }) => threads(http, quick),
  expiredToken: 'needs_reconnect',
  repliesOnce: false,
});

async function aProfile(harness: Harness) {
  const adapter = threads(harness.http, quick);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const payload = (more: Partial<PublishPayload> = {}): PublishPayload => ({
    operationKey: 'o',
    caption: 'Made with AI',
    language: 'en',
    media: [],
    disclosure: 'ai_generated',
    account,
    ...more,
  });
  const publish = (more: Partial<PublishPayload>, ledger = new TestLedger()) =>
    adapter.publish(payload(more), ledger, testCall());
  return { adapter, account, payload, publish };
}

describe('threads', () => {
  it('sends the topic and who may reply with the first part only', async () => {
    await using harness = await createHarness('threads');
    const { publish } = await aProfile(harness);
    const ledger = new TestLedger();
    const options = { topicTag: 'Coffee', replyControl: 'mentioned_only' };
    const parts = [{ text: 'And more', media: [] }];
    await publish({ form: 'thread', parts, options }, ledger);
    const topicOf = async (name: string) =>
      z
        .object({ topic: z.string().nullable() })
        .parse(await harness.store.get('containers', ledger.handles[name]!)).topic;
    expect(await topicOf('container.0')).toBe('Coffee');
    expect(await topicOf('container.1')).toBeNull();
    await expect(publish({ options: { topicTag: 'Q&A' } })).rejects.toMatchObject({ failure: 'rejected' });
  });

  it('describes pictures and clips, also side by side', async () => {
    await using harness = await createHarness('threads');
    const { account, publish } = await aProfile(harness);
    const media = [await harness.media.image(640, 800, '#884422'), await harness.media.video(4)];
    await publish({ media });
    const [post] = await harness.stage.ownPosts(account.remoteId);
    const stored = z
      .object({ files: z.array(z.object({ kind: z.string(), altText: z.string() })) })
      .parse(await harness.store.get('posts', post!.id));
    expect(stored.files).toMatchObject(media.map(({ kind, altText }) => ({ kind, altText })));
  });

  it('counts emoji by their bytes, and refuses six links', async () => {
    await using harness = await createHarness('threads');
    const { publish } = await aProfile(harness);
    const words = 'Made with AI ';
    await publish({ caption: `${words}${'🌿'.repeat(121)}` });
    await expect(publish({ caption: `${words}${'🌿'.repeat(122)}` })).rejects.toMatchObject({
      failure: 'rejected',
    });
    const links = Array.from({ length: 6 }, (_, index) => `https://example.org/${index}`).join(' ');
    await expect(publish({ caption: `${words}${links}` })).rejects.toMatchObject({ failure: 'rejected' });
    const body = { error: { code: 100, message: 'THREADS_API__LINK_LIMIT_EXCEEDED' } };
    expect(failureOf({ status: 400, headers: {}, body }, true)).toMatchObject({
      failure: 'rejected',
      hint: expect.stringContaining('five'),
    });
  });

  it('says what is wrong with a clip, and builds a new container afterwards', async () => {
    await using harness = await createHarness('threads');
    const { publish } = await aProfile(harness);
    await planFault(harness.store, { kind: 'create_container', misbehaviour: 'media_refused' });
    const ledger = new TestLedger();
    const media = [await harness.media.video(4)];
    await expect(publish({ media }, ledger)).rejects.toMatchObject({
      failure: 'media_rejected',
      remoteCode: 'FAILED_PROCESSING_VIDEO',
    });
    await publish({ media }, ledger);
    expect(harness.seen.filter((kind) => kind === 'create_container')).toHaveLength(2);
    expect(containerRefusal('FAILED_DOWNLOADING_VIDEO')).toMatchObject({ failure: 'unavailable' });
    expect(containerRefusal('INVALID_DURATION').hint).toContain('five minutes');
  });

  it('waits when the posts of the day are used up', async () => {
    await using harness = await createHarness('threads');
    const { adapter, account, publish } = await aProfile(harness);
    const author = { userId: account.remoteId, username: 'mia', name: 'Mia' };
    const blank = { author, text: 'x', files: [], replyTo: null, mentions: [], hidden: false };
    for (let index = 0; index < 250; index += 1) {
      const id = `18${String(index).padStart(15, '0')}`;
      await harness.store.put('posts', id, { ...blank, id, rootId: id, timestamp: new Date().toISOString() });
    }
    expect((await adapter.check(account, testCall())).publishesLeft).toBe(0);
    await expect(publish({})).rejects.toMatchObject({ failure: 'rate_limited', retryAfterSeconds: 3600 });
  });

  it('renews a token in time and keeps the app’s secret with it', async () => {
    await using harness = await createHarness('threads');
    const { adapter, account } = await aProfile(harness);
    const saved: Record<string, string>[] = [];
    const credentials = { ...account.credentials, clientId: '2', clientSecret: 'secret of the app' };
    harness.clock.aheadSeconds = (20 * dayMilliseconds) / 1000;
    const call = testCall(saved, { now: harness.clock.now });
    const checked = await adapter.check({ ...account, credentials }, call);
    expect(saved).toMatchObject([{ clientId: '2', clientSecret: 'secret of the app' }]);
    expect(saved[0]!.accessToken).not.toBe(account.credentials.accessToken);
    const daysLeft = (checked.tokenExpiresAt!.getTime() - harness.clock.now().getTime()) / dayMilliseconds;
    expect(daysLeft).toBeGreaterThan(59);
    harness.clock.aheadSeconds = (90 * dayMilliseconds) / 1000;
    const late = testCall([], { now: harness.clock.now });
    await expect(adapter.check(account, late)).rejects.toMatchObject({ failure: 'needs_reconnect' });
  });
});
