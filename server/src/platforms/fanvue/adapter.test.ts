import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { describePlatform } from '#platforms/conformance.ts';
import {
  createHarness,
  type Harness,
  ProcessDied,
  TestLedger,
  testCall,
} from '#platforms/conformance-harness.ts';
import type { Credentials, PublishPayload } from '#platforms/platform.ts';
import { readAuthorizePage } from '#platforms/simulators/authorize-page.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { fanvue } from './adapter.ts';
import { failureOf } from './errors.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.4] };

describePlatform('fanvue against its simulator', {
  start: () => createHarness('fanvue'),
  adapterOf: ({ http }) => fanvue(http, quick),
  // The suite connects by key, and a key cannot be renewed; signing in is below.
  expiredToken: 'needs_reconnect',
  // A listing may lag behind: a young absence proves nothing.
  unprovable: ['not_published'],
  nestsComments: false,
});

const redirectUrl = 'https://studio.example/connect/return';

async function aSignedInAccount(harness: Harness) {
  const adapter = fanvue(harness.http, quick);
  const made = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const { fields } = await harness.stage.createApp!({ redirectUrl });
  const { baseUrl } = harness;
  const begun = await adapter.oauth!.begin({ fields, redirectUrl, state: 'ours', baseUrl }, testCall());
  const page = readAuthorizePage(await (await fetch(begun.authorizeUrl)).text());
  const query = Object.fromEntries(new URL(page.grants.get(made.remoteId)!).searchParams);
  const [account] = await adapter.oauth!.finish(
    { query, kept: begun.kept, redirectUrl, baseUrl },
    testCall(),
  );
  const payload = (more: Partial<PublishPayload> = {}): PublishPayload => ({
    operationKey: 'o',
    caption: 'Hello. Made with AI',
    language: 'en',
    media: [],
    disclosure: 'ai_generated',
    account: account!,
    ...more,
  });
  return { adapter, account: account!, payload };
}

describe('fanvue', () => {
  it('renews what signing in gave, once for all who ask, and goes on with the call that was refused', async () => {
    await using harness = await createHarness('fanvue');
    const { adapter, account, payload } = await aSignedInAccount(harness);
    const saved: Credentials[] = [];
    harness.clock.aheadSeconds = 3601;
    const call = testCall(saved, { now: harness.clock.now });
    await Promise.all([1, 2, 3].map(() => adapter.check(account, call)));
    expect(saved).toHaveLength(1);
    await planFault(harness.store, { kind: 'create_post', misbehaviour: 'expired_token' });
    await adapter.publish(
      payload({ account: { ...account, credentials: saved[0]! } }),
      new TestLedger(),
      call,
    );
    expect(saved).toHaveLength(2);
    expect(await harness.stage.ownPosts(account.remoteId)).toHaveLength(1);
    const used = adapter.check(account, testCall([], { now: harness.clock.now }));
    await expect(used).rejects.toMatchObject({ failure: 'needs_reconnect' });
  });

  it('uploads a large file in parts, and goes on with the part that is missing', async () => {
    await using harness = await createHarness('fanvue');
    const { adapter, payload } = await aSignedInAccount(harness);
    const clip = await harness.media.video(4);
    const small = await readFile(clip.path);
    const large = Buffer.concat([small, Buffer.alloc(21 * 1024 * 1024)]);
    await writeFile(clip.path, large);
    const post = payload({ media: [{ ...clip, bytes: large.length }] });
    const before = new TestLedger({}, 3);
    await expect(adapter.publish(post, before, testCall())).rejects.toBeInstanceOf(ProcessDied);
    harness.seen.length = 0;
    await adapter.publish(post, new TestLedger(before.handles), testCall());
    const times = (kind: string) => harness.seen.filter((one) => one === kind).length;
    expect([times('create_upload'), times('store_part'), times('create_post')]).toEqual([0, 1, 1]);
  });

  it('proves after five minutes that a post is not there', async () => {
    await using harness = await createHarness('fanvue');
    const { adapter, payload } = await aSignedInAccount(harness);
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'create_post', misbehaviour: 'hang_up_before' });
    await expect(adapter.publish(payload(), ledger, testCall())).rejects.toMatchObject({
      failure: 'outcome_unknown',
    });
    expect(await adapter.reconcile(payload(), ledger.handles, testCall())).toMatchObject({
      outcome: 'undetermined',
    });
    harness.clock.aheadSeconds = 301;
    const later = testCall([], { now: harness.clock.now });
    expect(await adapter.reconcile(payload(), ledger.handles, later)).toMatchObject({
      outcome: 'not_published',
    });
  });

  it('sends audience and price in cents, and refuses a price that is none before it asks anything', async () => {
    await using harness = await createHarness('fanvue');
    const { adapter, account, payload } = await aSignedInAccount(harness);
    const media = [await harness.media.image(640, 800, '#663399')];
    harness.seen.length = 0;
    for (const wrong of [{ media, options: { price: 'five' } }, { options: { price: '5' } }]) {
      const attempt = adapter.publish(payload(wrong), new TestLedger(), testCall());
      await expect(attempt).rejects.toMatchObject({ failure: 'rejected' });
    }
    expect(harness.seen).toEqual([]);
    const options = { price: '4.99', audience: 'followers-and-subscribers' };
    const { remoteId } = await adapter.publish(payload({ media, options }), new TestLedger(), testCall());
    expect(await harness.store.get('posts', remoteId)).toMatchObject({
      ...options,
      price: 499,
      owner: account.remoteId,
    });
  });

  it.each([
    [400, 'rejected'],
    [401, 'needs_reconnect'],
    [403, 'restricted'],
    [404, 'gone'],
    [410, 'rejected'],
    [413, 'media_rejected'],
    [422, 'rejected'],
    [429, 'rate_limited'],
    [502, 'outcome_unknown'],
  ])('reads %i as %s', (status, failure) => {
    expect(failureOf({ status, headers: {}, body: { message: 'no' } }, true)).toMatchObject({ failure });
  });
});
