import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findDraftProblems } from '#platforms/check-draft.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { PayloadMedia, PublishPayload } from '#platforms/platform.ts';
import { readAuthorizePage } from '#platforms/simulators/authorize-page.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { youtube } from './adapter.ts';
import { failureOf, secondsToPacificMidnight } from './errors.ts';
import { manifest } from './manifest.ts';
import { refusalOf } from './publish.ts';

const chunkBytes = 262_144;

async function onStage() {
  const harness = await createHarness('youtube');
  const adapter = youtube(harness.http, { pollSeconds: [0.06, 0.1], chunkBytes });
  const call = testCall([], { now: harness.clock.now });
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
  const payload = (more: Partial<PublishPayload>): PublishPayload => ({
    operationKey: 'one',
    title: 'Morning light',
    caption: 'Waves at six #sea #light',
    language: 'en',
    media: [],
    options: { madeForKids: 'false' },
    disclosure: 'ai_generated',
    account,
    ...more,
  });
  harness.seen.length = 0;
  return { harness, adapter, call, account, payload, fields, remoteId };
}

/** A clip of three and a half chunks. */
async function longClip(harness: Harness): Promise<PayloadMedia & { readonly content: Buffer }> {
  const small = await harness.media.video(4);
  const filler = Buffer.alloc(Math.round(chunkBytes * 3.5));
  filler.writeUInt32BE(filler.length, 0);
  filler.write('free', 4, 'latin1');
  const content = Buffer.concat([await readFile(small.path), filler]);
  const path = `${small.path}-long.mp4`;
  await writeFile(path, content);
  return { ...small, path, bytes: content.length, content };
}

const times = ({ seen }: Harness, kind: string) => seen.filter((one) => one === kind).length;
const Kept = z.record(z.string(), z.unknown());
const kept = async (harness: Harness, collection: string, key: string) =>
  Kept.parse(await harness.store.get(collection, key));
async function change(harness: Harness, collection: string, more: object): Promise<void> {
  for (const { key, value } of await harness.store.list(collection, '')) {
    await harness.store.put(collection, key, { ...Kept.parse(value), ...more });
  }
}
async function forget(harness: Harness, collection: string): Promise<void> {
  for (const { key } of await harness.store.list(collection, '')) await harness.store.delete(collection, key);
}

describe('an upload to YouTube', () => {
  it('goes on where it broke off, after asking, and announces the last part alone', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const clip = await longClip(harness);
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'append', misbehaviour: 'hang_up_after', nth: 2 });
    const post = payload({ media: [clip] });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(ledger.moments).not.toContain('about to publish');
    expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({
      outcome: 'not_published',
      evidence: expect.stringContaining(`${2 * chunkBytes} of ${clip.bytes}`),
    });
    const { remoteId, warnings } = await adapter.publish(post, new TestLedger(ledger.handles), call);
    expect(warnings).toBeUndefined();
    expect(harness.seen.filter((kind) => /upload|append|publish/.test(kind))).toEqual([
      ...['begin_upload', 'append', 'append', 'ask_upload', 'ask_upload', 'append', 'publish'],
    ]);
    const digest = createHash('sha256').update(clip.content).digest('hex');
    expect((await kept(harness, 'videos', remoteId)).blob).toBe(digest);
  });

  it('is looked for among the channel’s uploads when its session is gone', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const media = [await harness.media.video(4)];
    const earlier = await adapter.publish(payload({ media }), new TestLedger(), call);
    harness.clock.aheadSeconds = 600;
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_after' });
    await expect(adapter.publish(payload({ media }), ledger, call)).rejects.toMatchObject({
      failure: 'outcome_unknown',
    });
    await forget(harness, 'sessions');
    const found = await adapter.reconcile(payload({ media }), ledger.handles, call);
    expect(found).toMatchObject({
      outcome: 'published',
      remoteId: expect.not.stringMatching(earlier.remoteId),
    });
    const again = await adapter.publish(payload({ media }), ledger, call);
    expect(found).toMatchObject({ remoteId: again.remoteId });
    expect(times(harness, 'publish')).toBe(2);
  });

  it('is left to a person when neither its session nor the channel tells', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const post = payload({ media: [await harness.media.video(4)] });
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'hang_up_before' });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
    await forget(harness, 'sessions');
    expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({ outcome: 'undetermined' });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
    expect(times(harness, 'begin_upload')).toBe(1);
  });

  it('asks a person when the last part meets a session that has just gone', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const post = payload({ media: [await harness.media.video(4)] });
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'rate_limited' });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'rate_limited' });
    const http = { ...harness.http };
    const dropping: typeof http = {
      ...http,
      async exchange(input) {
        if (input.headers?.['content-range']?.startsWith('bytes 0-')) await forget(harness, 'sessions');
        return http.exchange(input);
      },
    };
    const other = youtube(dropping, { pollSeconds: [0.06], chunkBytes });
    await expect(other.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
    expect(times(harness, 'begin_upload')).toBe(1);
  });

  it('begins anew when YouTube has dropped a session that never had the last part', async () => {
    const { harness, adapter, call, payload, remoteId } = await onStage();
    await using _ = harness;
    const post = payload({ media: [await longClip(harness)] });
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'append', misbehaviour: 'error_before', nth: 3 });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
    await forget(harness, 'sessions');
    expect(await adapter.reconcile(post, ledger.handles, call)).toMatchObject({ outcome: 'not_published' });
    await adapter.publish(post, ledger, call);
    expect(times(harness, 'begin_upload')).toBe(2);
    expect(await harness.stage.ownPosts(remoteId)).toHaveLength(1);
  });
});

describe('a video on YouTube', () => {
  it('carries what a person chose, its hashtags as tags, and the label', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const options = {
      ...{ privacy: 'unlisted', madeForKids: 'true', category: '19' },
      ...{ notifySubscribers: 'false', paidPromotion: 'true' },
    };
    const post = payload({ media: [await harness.media.video(4)], options, firstComment: 'Where to?' });
    const { remoteId, url, warnings } = await adapter.publish(post, new TestLedger(), call);
    expect(url).toBe(`https://www.youtube.com/shorts/${remoteId}`);
    expect(warnings).toEqual([expect.stringContaining('takes no comments')]);
    expect(await kept(harness, 'videos', remoteId)).toMatchObject({
      ...{ privacyStatus: 'unlisted', selfDeclaredMadeForKids: true, categoryId: '19' },
      ...{ notifiedSubscribers: false, paidPromotion: true, containsSyntheticMedia: true },
      tags: ['sea', 'light'],
    });
    await adapter.edit!(remoteId, 'Waves at seven', post.account, call);
    expect(await kept(harness, 'videos', remoteId)).toMatchObject({
      ...{ description: 'Waves at seven', title: 'Morning light', categoryId: '19' },
      ...{ tags: ['sea', 'light'], containsSyntheticMedia: true },
    });
    await expect(adapter.edit!(remoteId, 'a < b', post.account, call)).rejects.toMatchObject({
      failure: 'rejected',
    });
  });

  it('tells when the project has not passed the audit', async () => {
    const { harness, adapter, call, account, payload } = await onStage();
    await using _ = harness;
    await change(harness, 'apps', { audited: false });
    const post = payload({ media: [await harness.media.video(4)] });
    const { remoteId, warnings } = await adapter.publish(post, new TestLedger(), call);
    expect(warnings).toEqual([expect.stringContaining('has not passed its audit')]);
    expect(await adapter.readBack(remoteId, account, call)).toMatchObject({
      found: true,
      disclosed: true,
      evidence: expect.stringContaining('It is private'),
    });
  });

  it('has the picture beside it as its thumbnail, unless it is a Short', async () => {
    const { harness, adapter, call, payload } = await onStage();
    await using _ = harness;
    const picture = await harness.media.image(1280, 720, '#336699');
    const upright = await harness.media.video(4);
    const wide = { ...upright, width: 1280, height: 720 };
    const published = await adapter.publish(payload({ media: [wide, picture] }), new TestLedger(), call);
    expect(published).toEqual({
      remoteId: published.remoteId,
      url: `https://www.youtube.com/watch?v=${published.remoteId}`,
    });
    expect((await kept(harness, 'videos', published.remoteId)).thumbnail).toMatch(/^[a-f0-9]{64}$/);
    const short = await adapter.publish(payload({ media: [upright, picture] }), new TestLedger(), call);
    expect(short.warnings).toEqual([expect.stringContaining('Short')]);
    await change(harness, 'accounts', { longUploads: 'disallowed' });
    const refused = await adapter.publish(payload({ media: [wide, picture] }), new TestLedger(), call);
    expect(refused.warnings).toEqual([expect.stringContaining('verified by phone')]);
    const alone = findDraftProblems(manifest, payload({ media: [picture] }));
    expect(alone.map(({ field }) => field)).toEqual(['media']);
  });

  it('may be 15 minutes long until the channel is verified', async () => {
    const { harness, adapter, call, payload, account } = await onStage();
    await using _ = harness;
    expect((await adapter.check(account, call)).limits).toEqual({});
    await change(harness, 'accounts', { longUploads: 'eligible' });
    const { limits } = await adapter.check(account, call);
    expect(limits).toEqual({ media: { video: { maxSeconds: 900 } } });
    const media = [await harness.media.video(901)];
    const known = payload({ media, account: { ...account, limits } });
    await expect(adapter.publish(known, new TestLedger(), call)).rejects.toMatchObject({
      failure: 'media_rejected',
    });
    expect(times(harness, 'begin_upload')).toBe(0);
    await expect(adapter.publish(payload({ media }), new TestLedger(), call)).rejects.toMatchObject({
      failure: 'media_rejected',
      remoteCode: 'rejected/length',
    });
  });

  it('keeps the answers to one comment together, and deletes its own', async () => {
    const { harness, adapter, call, payload, account } = await onStage();
    await using _ = harness;
    const media = [await harness.media.video(4)];
    const { remoteId: postId } = await adapter.publish(payload({ media }), new TestLedger(), call);
    const author = { handle: 'leo', displayName: 'Leo' };
    const parentId = await harness.stage.crowd!.comment({ postId, author, text: 'Where is this?' });
    for (let index = 0; index < 7; index += 1) {
      await harness.stage.crowd!.comment({ postId, parentId, author, text: `No. ${index}` });
    }
    const read = () => adapter.reading!.comments!(postId, null, account, call);
    const before = (await read()).items;
    expect(before).toHaveLength(8);
    const reply = before.find(({ parentRemoteId }) => parentRemoteId === parentId)!;
    const input = { toRemoteId: reply.remoteId, postRemoteId: postId, text: 'In Lisbon', operationKey: 'r' };
    const own = await adapter.engaging!.reply!(input, account, call);
    expect((await read()).items).toContainEqual(
      expect.objectContaining({ remoteId: own.remoteId, parentRemoteId: parentId, mine: true }),
    );
    await adapter.engaging!.removeComment!(own.remoteId, account, call);
    expect(await harness.store.get('comments', own.remoteId)).toBeUndefined();
  });
});

describe('signing in at Google', () => {
  it('says so when there is no channel, and when a permission was unticked', async () => {
    const { harness, adapter, call, fields } = await onStage();
    await using _ = harness;
    const redirectUrl = 'https://studio.example/connect/return';
    const app = await harness.stage.createApp!({ redirectUrl });
    const start = { fields: app.fields, redirectUrl, state: 's', baseUrl: harness.baseUrl };
    const { authorizeUrl, kept: sealed } = await adapter.oauth!.begin(start, call);
    const page = readAuthorizePage(await (await fetch(authorizeUrl)).text());
    const [link] = page.grants.values();
    await change(harness, 'codes', { scopes: manifest.oauth.scopes.slice(0, 1) });
    const query = Object.fromEntries(new URL(link!).searchParams);
    const answer = { query, kept: sealed, redirectUrl, baseUrl: harness.baseUrl };
    await expect(adapter.oauth!.finish(answer, call)).rejects.toMatchObject({
      failure: 'rejected',
      hint: expect.stringContaining('ticked'),
    });
    await change(harness, 'accounts', { hasChannel: false });
    await expect(adapter.connect({ fields, baseUrl: harness.baseUrl }, call)).rejects.toMatchObject({
      failure: 'checkpoint',
      hint: expect.stringContaining('Create one'),
    });
  });
});

const told = (reason: string) => ({ error: { code: 400, message: 'm', errors: [{ reason, message: 'm' }] } });

it.each([
  [401, told('authError'), 'needs_reconnect'],
  [
    400,
    { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    'needs_reconnect',
  ],
  [401, told('youtubeSignupRequired'), 'checkpoint'],
  [403, told('quotaExceeded'), 'rate_limited'],
  [403, told('userRateLimitExceeded'), 'rate_limited'],
  [400, told('uploadLimitExceeded'), 'rate_limited'],
  [403, told('accessNotConfigured'), 'restricted'],
  [403, told('insufficientPermissions'), 'restricted'],
  [403, told('forbidden'), 'restricted'],
  [403, told('authenticatedUserAccountClosed'), 'gone'],
  [403, told('commentsDisabled'), 'rejected'],
  [400, told('invalidTitle'), 'rejected'],
  [400, told('mediaBodyRequired'), 'media_rejected'],
  [404, told('videoNotFound'), 'gone'],
  [503, told('backendError'), 'unavailable'],
  [500, 'no JSON', 'unavailable'],
] as const)('reads %i %j as %s', (status, body, failure) => {
  const refused = failureOf({ status, headers: {}, body }, false);
  expect(refused).toMatchObject({ failure, hint: expect.stringMatching(/\w/) });
  if (failure === 'rate_limited') {
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(86_400);
  }
  const whilePublishing = failureOf({ status, headers: {}, body }, true);
  expect(whilePublishing.failure).toBe(status >= 500 ? 'outcome_unknown' : failure);
});

it.each([
  [{ uploadStatus: 'failed', failureReason: 'codec' }, 'media_rejected'],
  [{ uploadStatus: 'rejected', rejectionReason: 'duplicate' }, 'rejected'],
  [{ uploadStatus: 'rejected', rejectionReason: 'length' }, 'media_rejected'],
  [{ uploadStatus: 'rejected', rejectionReason: 'copyright' }, 'policy'],
  [{ uploadStatus: 'rejected', rejectionReason: 'uploaderAccountSuspended' }, 'restricted'],
  [{ uploadStatus: 'processed' }, undefined],
  [undefined, undefined],
])('reads the status %j as %s', (status, failure) => {
  expect(refusalOf(status)?.failure).toBe(failure);
});

it.each([
  ['2026-11-22T23:00:00Z', 9 * 3600],
  ['2026-07-01T06:59:30Z', 30],
  ['2026-07-01T07:00:00Z', 86_400],
])('knows how long the day in California still is at %s', (at, seconds) => {
  expect(secondsToPacificMidnight(new Date(at))).toBe(seconds);
});
