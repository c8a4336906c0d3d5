import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describePlatform } from '#platforms/conformance.ts';
import {
  createHarness,
  type Harness,
  smallMp4,
  TestLedger,
  testCall,
} from '#platforms/conformance-harness.ts';
import type { PayloadMedia, PublishPayload } from '#platforms/platform.ts';
import { readAuthorizePage } from '#platforms/simulators/authorize-page.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { describedGraph } from '#test/described-graph.ts';
import { facebook } from './adapter.ts';
import { failureOf } from './errors.ts';

const quick = { pollSeconds: [0, 0.1, 0.2, 0.3] };

/** How the rehearsal numbers Pages, posts, comments and clips. */
const graph = await describedGraph('facebook', [
  [/^(me|61\d+)$/, 'page'],
  [/^61\d+_/, 'post'],
  [/_17\d+$/, 'comment'],
  [/^15\d+$/, 'video'],
]);

describePlatform('facebook against its simulator', {
  start: () => createHarness('facebook'),
  adapterOf: ({ http }) => facebook(graph.described(http), quick),
  expiredToken: 'needs_reconnect',
  repliesOnce: false,
});

async function aPage(harness: Harness) {
  const adapter = facebook(graph.described(harness.http), quick);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const payload = (more: Partial<PublishPayload>): PublishPayload => ({
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
  const posts = () => harness.stage.ownPosts(account.remoteId);
  return { adapter, account, payload, publish, posts, token: account.credentials.accessToken! };
}

/** A clip of some megabytes: more than one chunk. */
async function aLongClip(folder: string, bytes: number): Promise<PayloadMedia> {
  const start = smallMp4(20);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(bytes - start.length);
  head.write('free', 4, 'latin1');
  const path = join(folder, 'long.mp4');
  await writeFile(path, Buffer.concat([start, head, Buffer.alloc(bytes - start.length - 8)]));
  const facts = { kind: 'video', mime: 'video/mp4', width: 720, height: 1280, altText: '' } as const;
  return { ...facts, path, bytes, durationSeconds: 20, sha256: '0'.repeat(64) };
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const count = (harness: Harness, wanted: string) => harness.seen.filter((kind) => kind === wanted).length;

describe('facebook', () => {
  it('sent only what Meta’s own description of the Graph API knows', () => {
    const wanted = ['POST /{page}/feed', 'POST /{page}/photos', 'POST /{post}', 'POST /{page}/video_reels'];
    expect([...graph.checked]).toEqual(expect.arrayContaining([...wanted, 'POST /{comment}']));
  });

  it('uploads a video in chunks and goes on after the last one that was taken', () =>
    withFolder(async (folder) => {
      await using harness = await createHarness('facebook');
      const { publish, posts } = await aPage(harness);
      const media = [await aLongClip(folder, 3_400_000)];
      const options = { videoAs: 'video' };
      // Three moments name the upload; the fourth is the first chunk.
      const ledger = new TestLedger({}, 5);
      await expect(publish({ media, options }, ledger)).rejects.toThrow();
      expect(count(harness, 'transfer_video')).toBe(2);
      // The answer to the third chunk is lost: Facebook has it, and says so when it comes again.
      await planFault(harness.store, { kind: 'transfer_video', misbehaviour: 'hang_up_after' });
      const second = new TestLedger(ledger.handles);
      await expect(publish({ media, options }, second)).rejects.toMatchObject({ failure: 'unavailable' });
      await publish({ media, options }, new TestLedger(second.handles));
      expect(count(harness, 'start_video')).toBe(1);
      // Four chunks, the third twice.
      expect(count(harness, 'transfer_video')).toBe(5);
      expect(await posts()).toHaveLength(1);
    }));

  it('sends only the rest of a reel that was cut off', () =>
    withFolder(async (folder) => {
      await using harness = await createHarness('facebook');
      const { publish, posts, token } = await aPage(harness);
      const clip = await aLongClip(folder, 200_000);
      const ledger = new TestLedger({}, 1);
      await expect(publish({ media: [clip] }, ledger)).rejects.toThrow();
      const address = `${harness.baseUrl}/video-upload/v26.0/${ledger.handles.video}`;
      const body = (await readFile(clip.path)).subarray(0, 50_000);
      const headers = { authorization: `OAuth ${token}`, offset: '0', file_size: String(clip.bytes) };
      expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200);
      await publish({ media: [clip] }, new TestLedger(ledger.handles));
      expect(await posts()).toHaveLength(1);
      expect(count(harness, 'upload_video')).toBe(2);
    }));

  it('knows after an unknown outcome whether a reel went out', async () => {
    await using harness = await createHarness('facebook');
    const { adapter, payload, publish, posts } = await aPage(harness);
    const post = payload({ media: [await harness.media.video(4)] });
    for (const misbehaviour of ['hang_up_before', 'hang_up_after'] as const) {
      await planFault(harness.store, { kind: 'publish', misbehaviour });
      const ledger = new TestLedger();
      await expect(publish(post, ledger)).rejects.toMatchObject({ failure: 'outcome_unknown' });
      const found = await adapter.reconcile(post, ledger.handles, testCall());
      const outcome = misbehaviour === 'hang_up_after' ? 'published' : 'not_published';
      expect(found).toMatchObject({ outcome });
      expect(await publish(post, new TestLedger(ledger.handles))).toMatchObject({
        remoteId: ledger.handles.video,
      });
    }
    // Facebook takes a moment to prepare the second.
    await expect.poll(async () => (await posts()).length).toBe(2);
  });

  it('says what could not be prepared, and what a reel must be', async () => {
    await using harness = await createHarness('facebook');
    const { publish } = await aPage(harness);
    await planFault(harness.store, { kind: 'publish', misbehaviour: 'media_refused' });
    const clip = await harness.media.video(4);
    await expect(publish({ media: [clip] })).rejects.toMatchObject({ failure: 'media_rejected' });
    const wide = { ...clip, width: 1280, height: 720 };
    const asReel = publish({ media: [wide], options: { videoAs: 'reel' } });
    await expect(asReel).rejects.toMatchObject({ failure: 'media_rejected' });
  });

  it('makes a preview of the first link, and refuses the same words twice in a row', async () => {
    await using harness = await createHarness('facebook');
    const { publish, posts } = await aPage(harness);
    const caption = 'Made with AI: https://example.org/one and https://example.org/two';
    await publish({ caption });
    const [post] = await posts();
    expect(await harness.store.get('posts', post!.id)).toMatchObject({ link: 'https://example.org/one' });
    await expect(publish({ caption })).rejects.toMatchObject({ failure: 'rejected', remoteCode: '506' });
    expect(await posts()).toHaveLength(1);
  });

  it('uploads pictures again when an earlier, lost draft holds them', async () => {
    await using harness = await createHarness('facebook');
    const { publish, posts } = await aPage(harness);
    const media = [await harness.media.image(640, 800, '#884422')];
    await planFault(harness.store, { kind: 'create_draft', misbehaviour: 'hang_up_after' });
    const ledger = new TestLedger();
    await expect(publish({ media }, ledger)).rejects.toMatchObject({ failure: 'unavailable' });
    await expect(publish({ media }, ledger)).rejects.toMatchObject({
      failure: 'unavailable',
      remoteCode: '1366051',
    });
    await publish({ media }, ledger);
    expect(await posts()).toHaveLength(1);
    expect(count(harness, 'upload_photo')).toBe(2);
  });

  it('offers every Page of the person who signs in', async () => {
    await using harness = await createHarness('facebook');
    const { adapter } = await aPage(harness);
    await harness.stage.createAccount({ handle: 'noa', displayName: 'Noa' });
    const redirectUrl = 'https://studio.example/return';
    const { fields } = await harness.stage.createApp!({ redirectUrl });
    const own = { ...fields, verifyToken: 'a word' };
    const start = { fields: own, redirectUrl, state: 's', baseUrl: harness.baseUrl };
    const { authorizeUrl, kept } = await adapter.oauth!.begin(start, testCall());
    const { grants } = readAuthorizePage(await (await fetch(authorizeUrl)).text());
    const query = Object.fromEntries(new URL([...grants.values()][0]!).searchParams);
    const back = { query, kept, redirectUrl, baseUrl: harness.baseUrl };
    const pages = await adapter.oauth!.finish(back, testCall());
    expect(pages.map(({ handle }) => handle).sort()).toEqual(['mia', 'noa']);
    for (const { credentials, warnings, tokenExpiresAt } of pages) {
      expect(credentials).toMatchObject(own);
      expect({ warnings, tokenExpiresAt }).toEqual({ warnings: [], tokenExpiresAt: null });
    }
    expect(new Set(pages.map(({ credentials }) => credentials.accessToken)).size).toBe(2);
    const [page] = pages;
    expect(await adapter.check(page!, testCall())).toMatchObject({ handle: page!.handle });
    const credentials = { ...page!.credentials, clientSecret: 'of another app' };
    const forged = adapter.check({ ...page!, credentials }, testCall());
    await expect(forged).rejects.toMatchObject({ failure: 'rejected' });
  });

  it('tells what a person has to do from what passes', () => {
    const of = (code: number, subcode?: number) => {
      const error = { code, message: 'x', ...(subcode ? { error_subcode: subcode } : {}) };
      return failureOf({ status: 400, headers: {}, body: { error } }, true).failure;
    };
    expect([of(368), of(100, 1404078), of(190, 460), of(32), of(100, 1366046), of(200)]).toEqual([
      'policy',
      'checkpoint',
      'needs_reconnect',
      'rate_limited',
      'media_rejected',
      'restricted',
    ]);
    expect([of(1), of(2)]).toEqual(['outcome_unknown', 'outcome_unknown']);
  });
});
