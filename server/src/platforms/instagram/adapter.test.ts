import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import { createMemoryStore } from '#platforms/simulators/memory-store.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { describedGraph } from '#test/described-graph.ts';
import { instagram } from './adapter.ts';
import { failureOf } from './errors.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.3] };

/** How the rehearsal numbers accounts, media and comments. */
const graph = await describedGraph('instagram', [
  [/^(me|17841\d{12})$/, 'user'],
  [/^18\d+$/, 'media'],
  [/^16\d+$/, 'comment'],
]);

describePlatform('instagram against its simulator', {
  start: () => createHarness('instagram'),
  adapterOf: ({ http }) => instagram(graph.described(http), quick),
  expiredToken: 'needs_reconnect',
  repliesOnce: false,
});

async function aConnectedAccount(harness: Harness) {
  const adapter = instagram(graph.described(harness.http), quick);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const payload = async (caption: string) => ({
    operationKey: 'o',
    caption,
    language: 'en',
    media: [await harness.media.image(640, 800, '#884422')],
    disclosure: 'ai_generated' as const,
    account,
  });
  return { adapter, account, payload };
}

describe('instagram', () => {
  it('sent only what Meta’s own description of the Graph API knows', () => {
    const wanted = ['POST /{user}/media', 'POST /{user}/media_publish', 'POST /{media}/comments'];
    expect([...graph.checked]).toEqual(expect.arrayContaining([...wanted, 'POST /{comment}']));
  });

  it('waits for slow processing, and goes on with the same container', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    await planFault(harness.store, {
      kind: 'create_container',
      misbehaviour: 'slow_processing',
      seconds: 3600,
    });
    const post = await payload('Slow morning');
    const ledger = new TestLedger();
    const early = await adapter.publish(post, ledger, testCall()).catch((error: unknown) => error);
    expect(early).toMatchObject({ failure: 'unavailable', retryAfterSeconds: 60 });
    const container = ledger.handles.container!;
    const stored = z.record(z.string(), z.unknown()).parse(await harness.store.get('containers', container));
    await harness.store.put('containers', container, { ...stored, readyAt: stored.createdAt });
    await adapter.publish(post, ledger, testCall());
    expect(harness.seen.filter((kind) => kind === 'create_container')).toHaveLength(1);
  });

  it('builds a new container when the old one failed, and tells which file was at fault', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    await planFault(harness.store, { kind: 'create_container', misbehaviour: 'media_refused' });
    const post = await payload('Second try');
    const ledger = new TestLedger();
    await expect(adapter.publish(post, ledger, testCall())).rejects.toMatchObject({
      failure: 'media_rejected',
      remoteCode: '2207026',
    });
    await adapter.publish(post, ledger, testCall());
    expect(harness.seen.filter((kind) => kind === 'create_container')).toHaveLength(2);
  });

  it('refuses what Instagram takes for spam, without another try', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'duplicate' });
    const attempt = adapter.publish(await payload('Again'), new TestLedger(), testCall());
    await expect(attempt).rejects.toMatchObject({ failure: 'policy', remoteCode: '4/2207051' });
  });

  it('asks for a reachable address and a fitting picture', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    const post = await payload('Where is it');
    const hidden = {
      ...post,
      media: post.media.map((one) => ({ ...one, publicUrl: 'http://127.0.0.1:9/x.jpg' })),
    };
    await expect(adapter.publish(hidden, new TestLedger(), testCall())).rejects.toMatchObject({
      failure: 'media_rejected',
      remoteCode: '9004/2207052',
    });
    const tall = { ...post, media: [await harness.media.image(400, 900, '#000000')] };
    await expect(adapter.publish(tall, new TestLedger(), testCall())).rejects.toMatchObject({
      failure: 'media_rejected',
    });
  });

  it('renews a token from its second day on, and not before', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, account } = await aConnectedAccount(harness);
    const saved: Record<string, string>[] = [];
    const later = (days: number) => ({
      ...testCall(saved),
      now: () => new Date(Date.now() + days * 86_400_000),
    });
    await adapter.check(account, later(5));
    const before = harness.seen.filter((kind) => kind === 'refresh_token').length;
    await adapter
      .check(account, later(20))
      .catch((error: unknown) => expect(error).toMatchObject({ remoteCode: '100' }));
    expect(harness.seen.filter((kind) => kind === 'refresh_token').length).toBe(before + 1);
    await expect(adapter.check(account, later(61))).rejects.toMatchObject({ failure: 'needs_reconnect' });
  });

  it('defers when the posts of the day are used up', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, account, payload } = await aConnectedAccount(harness);
    for (let index = 0; index < 100; index += 1) {
      const id = `18${String(index).padStart(15, '0')}`;
      const timestamp = new Date().toISOString();
      const media = { id, userId: account.remoteId, caption: '', aiGenerated: true, files: [], timestamp };
      await harness.store.put('media', id, media);
    }
    expect((await adapter.check(account, testCall())).publishesLeft).toBe(0);
    const attempt = adapter.publish(await payload('One more'), new TestLedger(), testCall());
    await expect(attempt).rejects.toMatchObject({ failure: 'rate_limited', retryAfterSeconds: 3600 });
  });

  it('reads how long a throttled account has to wait', () => {
    const usage = { 1: [{ estimated_time_to_regain_access: 12 }] };
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) };
    const error = failureOf(
      { status: 400, headers, body: { error: { code: 80002, message: 'too many' } } },
      true,
    );
    expect(error).toMatchObject({ failure: 'rate_limited', retryAfterSeconds: 720 });
  });

  it('publishes stories without words, and takes no comment on them', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, account, payload } = await aConnectedAccount(harness);
    const story = { ...(await payload('Never shown')), form: 'story' as const };
    const clip = { ...story, media: [await harness.media.video(4)] };
    for (const post of [story, clip]) await adapter.publish(post, new TestLedger(), testCall());
    const posts = await harness.stage.ownPosts(account.remoteId);
    expect(posts.map(({ kind, text }) => [kind, text])).toEqual([
      ['story', ''],
      ['story', ''],
    ]);
    const commented = adapter.publish({ ...story, firstComment: 'Hello' }, new TestLedger(), testCall());
    await expect(commented).rejects.toMatchObject({ failure: 'rejected' });
    const [numbers] = await adapter.reading!.numbers!([posts[0]!.id], account, testCall());
    expect(numbers).toMatchObject({ likes: 0, views: null });
  });

  it('finds a story after its answer was lost', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    const story = { ...(await payload('')), form: 'story' as const };
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_after' });
    const ledger = new TestLedger();
    const attempt = adapter.publish(story, ledger, testCall());
    await expect(attempt).rejects.toMatchObject({ failure: 'outcome_unknown' });
    const found = await adapter.reconcile(story, ledger.handles, testCall());
    expect(found).toMatchObject({ outcome: 'published' });
  });

  it('takes the cover of a reel from within the clip', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, payload } = await aConnectedAccount(harness);
    const reel = async (coverSecond: string) => ({
      ...(await payload('Cover')),
      media: [await harness.media.video(4)],
      options: { coverSecond, shareToFeed: 'false' },
    });
    await adapter.publish(await reel('1.5'), new TestLedger(), testCall());
    for (const second of ['4.5', '-1', 'the end']) {
      const attempt = adapter.publish(await reel(second), new TestLedger(), testCall());
      await expect(attempt).rejects.toMatchObject({ failure: 'rejected' });
    }
  });

  it('answers a post that tags the account', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, account } = await aConnectedAccount(harness);
    const toRemoteId = await harness.stage.crowd!.mention!({
      accountRemoteId: account.remoteId,
      author: { handle: 'leo', displayName: 'Leo' },
      text: 'Look at this one',
    });
    const answer = { toRemoteId, postRemoteId: null, text: 'Thank you', operationKey: 'a' };
    await adapter.engaging!.reply!(answer, account, testCall());
    const unknown = adapter.engaging!.reply!({ ...answer, toRemoteId: '19' }, account, testCall());
    await expect(unknown).rejects.toMatchObject({ remoteCode: '100/33' });
    expect(harness.seen.filter((kind) => kind === 'comment')).toHaveLength(2);
  });

  it('answers a message within a day, and not after', async () => {
    await using harness = await createHarness('instagram');
    const { adapter, account } = await aConnectedAccount(harness);
    const author = { handle: 'leo', displayName: 'Leo' };
    const toRemoteId = await harness.stage.crowd!.message!({
      accountRemoteId: account.remoteId,
      author,
      text: 'Are you real?',
    });
    const answer = { toRemoteId, postRemoteId: null, text: 'No: I am made with AI', operationKey: 'a' };
    await adapter.engaging!.reply!(answer, account, testCall());
    const { items } = await adapter.reading!.messages!(null, account, testCall());
    expect(items.map(({ mine, text }) => [mine, text]).sort()).toEqual([
      [false, 'Are you real?'],
      [true, 'No: I am made with AI'],
    ]);
    const theirs = items.find(({ mine }) => !mine)!;
    expect(theirs.replyUntil!.getTime() - theirs.createdAt.getTime()).toBe(86_400_000);
    harness.clock.aheadSeconds = 86_500;
    const late = adapter.engaging!.reply!(answer, account, testCall([], { now: harness.clock.now }));
    await expect(late).rejects.toMatchObject({ failure: 'rejected', remoteCode: '10/2534022' });
  });

  it('keeps a store in memory apart from its caller', async () => {
    const store = createMemoryStore();
    const value = { a: 1 };
    await store.put('x', 'k', value);
    value.a = 2;
    expect(await store.get('x', 'k')).toEqual({ a: 1 });
    expect(await store.add('x', 'k', value)).toBe(false);
  });
});
