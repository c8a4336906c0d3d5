import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { PayloadMedia, PlatformAccount, PublishPayload } from '#platforms/platform.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { tiktok } from './adapter.ts';
import { failureOf, failureOfPost } from './errors.ts';
import { chunksOf } from './upload.ts';
import { webhooks } from './webhooks.ts';

const quick = { pollSeconds: [0.05, 0.1, 0.2, 0.4], chunkBytes: 5_000_000 };

describePlatform('tiktok against its simulator', {
  start: () => createHarness('tiktok'),
  adapterOf: ({ http }) => tiktok(http, quick),
  expiredToken: 'refreshed',
  accessTokenSeconds: 7200,
  // Pictures only: with a lost answer their number is lost too, and that they are not listed proves nothing.
  unprovable: ['not_published'],
});

async function onStage() {
  const harness = await createHarness('tiktok');
  const adapter = tiktok(harness.http, quick);
  const call = testCall([], { now: harness.clock.now });
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const connected = await adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
  const { limits } = await adapter.check(connected, call);
  const account: PlatformAccount = { ...connected, limits };
  const payload = (media: PayloadMedia, options: Record<string, string> = {}): PublishPayload => ({
    operationKey: 'one',
    caption: 'A walk 🤖 Made with AI',
    language: 'en',
    media: [media],
    options: { privacyLevel: 'PUBLIC_TO_EVERYONE', ...options },
    disclosure: 'ai_generated',
    account,
  });
  const posts = () => harness.stage.ownPosts(remoteId);
  /** Changes what the platform keeps of the account. */
  const change = async (collection: string, key: string, more: object) => {
    const before = z.record(z.string(), z.unknown()).parse(await harness.store.get(collection, key));
    await harness.store.put(collection, key, { ...before, ...more });
  };
  return { harness, adapter, call, account, payload, posts, change, remoteId, fields };
}

/** A clip of 17 MB: three chunks of 5 MB, the last one of 7. */
async function longClip(harness: Harness): Promise<PayloadMedia> {
  const clip = await harness.media.video(12);
  const tail = Buffer.alloc(17_000_000 - clip.bytes);
  tail.writeUInt32BE(tail.length);
  tail.write('free', 4, 'latin1');
  await writeFile(clip.path, Buffer.concat([await readFile(clip.path), tail]));
  return { ...clip, bytes: 17_000_000 };
}

it.each([
  [1, 1, 1],
  [9_999_999, 9_999_999, 1],
  [19_999_999, 10_000_000, 1],
  [20_000_000, 10_000_000, 2],
  [4_000_000_000, 10_000_000, 400],
])('cuts %i bytes into whole chunks', (bytes, size, count) => {
  expect(chunksOf(bytes, 10_000_000)).toEqual({ size, count });
});

it('takes a clip up where TikTok is, after an hour anew, and publishes it once', async () => {
  const { harness, adapter, call, payload, posts } = await onStage();
  await using _ = harness;
  const post = payload(await longClip(harness));
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'append', misbehaviour: 'hang_up_after', nth: 2 });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
  expect(ledger.moments).not.toContain('about to publish');
  const begun = ledger.handles.publishId;
  harness.seen.length = 0;
  await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_before' });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
  // The second chunk had arrived although its answer was lost: only the last is sent.
  expect(harness.seen).not.toContain('append');
  expect(harness.seen).not.toContain('begin_upload');
  expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({
    outcome: 'not_published',
    evidence: expect.stringContaining('10000000 of 17000000'),
  });
  harness.clock.aheadSeconds = 3600;
  const { remoteId } = await adapter.publish(post, ledger, call);
  expect(ledger.handles.publishId).not.toBe(begun);
  expect(await posts()).toHaveLength(1);
  expect(remoteId).toBe((await posts())[0]!.id);
  expect(await adapter.readBack(remoteId, post.account, call)).toMatchObject({ disclosed: true });
});

it('finds a clip by the number of its publishing when the last answer is lost', async () => {
  const { harness, adapter, call, payload, posts } = await onStage();
  await using _ = harness;
  const post = payload(await harness.media.video(4), { privacyLevel: 'SELF_ONLY' });
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_after' });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
  const found = await adapter.reconcile(post, ledger.handles, call);
  expect(found).toMatchObject({ outcome: 'published', remoteId: ledger.handles.publishId });
  expect(await adapter.publish(post, ledger, call)).toMatchObject({ remoteId: ledger.handles.publishId });
  expect(await posts()).toHaveLength(1);
  // Nobody else sees it, so nothing can be read of it.
  const seen = await adapter.readBack(ledger.handles.publishId!, post.account, call);
  expect(seen).toMatchObject({ found: true, url: null, disclosed: null });
});

it('leaves the outcome open when a look after the last byte is refused, whatever the reason', async () => {
  const { harness, adapter, call, payload } = await onStage();
  await using _ = harness;
  const post = payload(await harness.media.video(4));
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'read_status', misbehaviour: 'duplicate' });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
  expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({ outcome: 'published' });
});

it('leaves the outcome open while TikTok prepares a clip, and knows the post by its first number', async () => {
  const { harness, adapter, call, payload } = await onStage();
  await using _ = harness;
  await harness.store.put('settings', 'moderationSeconds', 7200);
  const post = payload(await harness.media.video(4));
  const ledger = new TestLedger();
  await planFault(harness.store, { kind: 'publish', misbehaviour: 'slow_processing', seconds: 60 });
  await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
  expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({ outcome: 'undetermined' });
  harness.clock.aheadSeconds = 61;
  const found = await adapter.reconcile(post, ledger.handles, call);
  const publishId = ledger.handles.publishId!;
  expect(found).toMatchObject({ outcome: 'published', remoteId: publishId });
  expect(await adapter.reading!.numbers!([publishId], post.account, call)).toEqual([]);
  harness.clock.aheadSeconds = 7300;
  const seen = await adapter.readBack(publishId, post.account, call);
  expect(seen).toMatchObject({ found: true, disclosed: true, url: expect.stringMatching(/#\d{19}$/) });
  expect(await adapter.reading!.numbers!([publishId], post.account, call)).toMatchObject([
    { remoteId: publishId, likes: 0 },
  ]);
});

it('fetches pictures anew when TikTok could not, and not when it will not have them', async () => {
  const { harness, adapter, call, payload, posts } = await onStage();
  await using _ = harness;
  const picture = await harness.media.image(640, 800, '#336699');
  const missing = payload({ ...picture, publicUrl: picture.publicUrl!.replace('picture', 'missing') });
  const ledger = new TestLedger();
  await expect(adapter.publish(missing, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
  expect(await adapter.reconcile(missing, ledger.handles, call)).toMatchObject({ outcome: 'not_published' });
  await adapter.publish(payload(picture), ledger, call);
  expect(await posts()).toHaveLength(1);
});

it('asks the account what it allows, and keeps to it', async () => {
  const { harness, adapter, call, payload, posts, change, remoteId, account } = await onStage();
  await using _ = harness;
  const clip = await harness.media.video(4);
  await change('accounts', remoteId, { isPrivate: true, commentDisabled: true, maxVideoSeconds: 3 });
  await expect(adapter.publish(payload(clip), new TestLedger(), call)).rejects.toMatchObject({
    failure: 'rejected',
    remoteCode: 'privacy_level_option_mismatch',
  });
  const short = payload(clip, { privacyLevel: 'SELF_ONLY' });
  await expect(adapter.publish(short, new TestLedger(), call)).rejects.toMatchObject({
    failure: 'media_rejected',
  });
  const { limits } = await adapter.check(account, call);
  expect(limits).toMatchObject({
    choices: {
      privacyLevel: [
        { value: 'MUTUAL_FOLLOW_FRIENDS' },
        { value: 'FOLLOWER_OF_CREATOR' },
        { value: 'SELF_ONLY' },
      ],
      allowComment: [{ value: 'false' }],
      allowDuet: [{ value: 'true' }, { value: 'false' }],
    },
    media: { video: { maxSeconds: 3 } },
  });
  const picture = await harness.media.image(640, 800, '#336699');
  const talked = payload(picture, { privacyLevel: 'SELF_ONLY', allowComment: 'true' });
  harness.seen.length = 0;
  const limited = { ...talked, account: { ...account, limits } };
  await expect(adapter.publish(limited, new TestLedger(), call)).rejects.toMatchObject({
    message: expect.stringContaining('closed'),
  });
  const paid = payload(picture, { privacyLevel: 'SELF_ONLY', brandedContent: 'true' });
  await expect(adapter.publish(paid, new TestLedger(), call)).rejects.toMatchObject({ failure: 'rejected' });
  expect(harness.seen).toEqual([]);
  expect(await posts()).toEqual([]);
});

it('explains what an app may that TikTok has not audited', async () => {
  const { harness, adapter, call, payload, change, fields, remoteId } = await onStage();
  await using _ = harness;
  await change('apps', fields.clientKey!, { audited: false });
  const clip = await harness.media.video(4);
  await expect(adapter.publish(payload(clip), new TestLedger(), call)).rejects.toMatchObject({
    failure: 'restricted',
    hint: expect.stringContaining('Only me'),
  });
  await change('accounts', remoteId, { isPrivate: true });
  const hidden = payload(clip, { privacyLevel: 'SELF_ONLY' });
  await expect(adapter.publish(hidden, new TestLedger(), call)).resolves.toMatchObject({
    remoteId: expect.stringContaining('v_pub_file'),
  });
});

it.each([
  [401, 'access_token_invalid', 'needs_reconnect'],
  [401, 'scope_not_authorized', 'restricted'],
  [403, 'token_not_authorized_for_specified_scope', 'restricted'],
  [429, 'rate_limit_exceeded', 'rate_limited'],
  [403, 'spam_risk_too_many_posts', 'rate_limited'],
  [403, 'spam_risk_too_many_pending_share', 'rate_limited'],
  [403, 'reached_active_user_cap', 'rate_limited'],
  [403, 'spam_risk_user_banned_from_posting', 'restricted'],
  [403, 'spam_risk_something_new', 'policy'],
  [403, 'unaudited_client_can_only_post_to_private_accounts', 'restricted'],
  [403, 'url_ownership_unverified', 'rejected'],
  [403, 'privacy_level_option_mismatch', 'rejected'],
  [400, 'invalid_file_upload', 'media_rejected'],
  [400, 'invalid_params', 'rejected'],
  [400, 'app_version_check_failed', 'checkpoint'],
  [200, 'internal_error', 'unavailable'],
  [503, '', 'unavailable'],
] as const)('reads %i %s as %s', (status, code, failure) => {
  const refused = failureOf({ status, headers: {}, body: { error: { code, message: '' } } }, false);
  expect(refused).toMatchObject({ failure, hint: expect.stringMatching(/\w/) });
});

it.each([
  ['duration_check_failed', 'media_rejected'],
  ['photo_pull_failed', 'unavailable'],
  ['auth_removed', 'needs_reconnect'],
  ['spam_risk_text', 'policy'],
  ['never_heard_of', 'rejected'],
] as const)('reads a post that failed for %s as %s', (reason, failure) => {
  expect(failureOfPost(reason)).toMatchObject({ failure });
});

it('takes notifications that TikTok signed, and no others', () => {
  const content = '{"publish_id":"v_pub_file~v2-1.7","post_id":7123456789012345678}';
  const event = 'post.publish.publicly_available';
  const body = Buffer.from(
    JSON.stringify({ client_key: 'aw', event, create_time: 1, user_openid: 'mia', content }),
  );
  const secrets = { clientSecret: 'secret' };
  const s = createHmac('sha256', 'secret').update(`1633174587.${body}`).digest('hex');
  const request = (signature: string) => ({ headers: { 'tiktok-signature': signature }, query: {}, body });
  expect(webhooks.verify(request(`t=1633174587,s=${s}`), secrets)).toBe(true);
  expect(webhooks.verify(request(`t=1633174588,s=${s}`), secrets)).toBe(false);
  expect(webhooks.verify(request(`t=1633174587,s=${s}`), { clientSecret: 'other' })).toBe(false);
  expect(webhooks.verify(request(''), secrets)).toBe(false);
  const about = { accountRemoteId: 'mia', about: 'post' };
  expect(webhooks.events(request(''))).toEqual([
    { ...about, remoteId: 'v_pub_file~v2-1.7' },
    { ...about, remoteId: '7123456789012345678' },
  ]);
  expect(() => webhooks.events({ ...request(''), body: Buffer.from('{}') })).toThrow();
});
