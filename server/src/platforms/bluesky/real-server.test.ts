import { TestNetworkNoAppView } from '@atproto/dev-env';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import type { PublishPayload } from '#platforms/platform.ts';
import { bluesky } from './adapter.ts';
import { realStage } from './real-stage.ts';

/** The reference AT Protocol server with its identity directory, in this process. */
const network: { now?: TestNetworkNoAppView } = {};
const started = async () =>
  (network.now ??= await TestNetworkNoAppView.create({ pds: { hostname: 'localhost' } }));
afterAll(async () => {
  await network.now?.close();
});

describePlatform('bluesky against the real server', {
  start: async () => createHarness('bluesky', realStage((await started()).pds.url)),
  adapterOf: ({ http }) => bluesky(http),
  expiredToken: 'refreshed',
  revokesAtOnce: false,
});

describe('bluesky identity', { timeout: 60_000 }, () => {
  it('finds the server of a handle through the directory', async () => {
    const { pds, plc } = await started();
    const stage = realStage(pds.url)((await createHarness('bluesky')).stage);
    const { fields, remoteId } = await stage.createAccount({ handle: 'finder', displayName: 'Finder' });
    const http = createPlatformHttp({ userAgent: 'test', isTrustedOrigin: () => true });
    const adapter = bluesky(http, { addresses: { entrywayUrl: pds.url, directoryUrl: plc.url } });
    const account = await adapter.connect({ fields }, testCall());
    expect(account).toMatchObject({ remoteId, baseUrl: pds.url, displayName: 'Finder' });
    expect(await adapter.check(account, testCall())).toMatchObject({ profileLabelled: true });
  });
});

describe('a character on the real server', { timeout: 120_000 }, () => {
  it('posts four pictures, a video and a thread, answers, likes, follows, reads it all back and takes it down', async () => {
    await using harness = await createHarness('bluesky', realStage((await started()).pds.url));
    const adapter = bluesky(harness.http);
    const call = testCall();
    const connect = async (handle: string) => {
      const { fields } = await harness.stage.createAccount({ handle, displayName: handle });
      return adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
    };
    const [account, leo] = [await connect('maya'), await connect('leo')];
    const common = { language: 'en', disclosure: 'ai_generated' as const };
    const post = (operationKey: string, more: Pick<PublishPayload, 'media' | 'form' | 'parts'>) =>
      adapter.publish(
        { ...common, operationKey, caption: `${operationKey} (made with AI)`, account, ...more },
        new TestLedger(),
        call,
      );
    const colors = ['#804020', '#208040', '#402080', '#808020'];
    const pictures = await Promise.all(colors.map((color) => harness.media.image(640, 800, color)));
    const four = await post('Four pictures', {
      media: pictures.map((one, index) => ({ ...one, altText: `View no. ${index + 1}` })),
    });
    const clip = await post('A clip', { media: [await harness.media.video(4)] });
    const parts = [
      { text: 'Second', media: [] },
      { text: 'Third', media: [pictures[0]!] },
    ];
    const thread = await post('First', { media: [], form: 'thread', parts });

    const record = async (uri: string) => {
      const [repo, collection, rkey] = uri.slice('at://'.length).split('/');
      const query = new URLSearchParams({ repo: repo!, collection: collection!, rkey: rkey! });
      const response = await fetch(`${harness.baseUrl}/xrpc/com.atproto.repo.getRecord?${query}`);
      return z.object({ value: z.record(z.string(), z.unknown()) }).parse(await response.json()).value;
    };
    expect(await record(four.remoteId)).toMatchObject({
      tags: ['AIGenerated'],
      embed: { images: [1, 2, 3, 4].map((number) => ({ alt: `View no. ${number}` })) },
    });
    expect(await record(clip.remoteId)).toMatchObject({ embed: { $type: 'app.bsky.embed.video' } });
    const texts = (await harness.stage.ownPosts(account.remoteId)).map(({ text }) => text);
    expect(texts.slice(-3)).toEqual(['First (made with AI)', 'Second', 'Third']);

    const { reply, like, follow } = adapter.engaging!;
    const input = {
      toRemoteId: thread.remoteId,
      postRemoteId: thread.remoteId,
      text: 'Lovely',
      operationKey: 'r',
    };
    const answer = await reply!(input, leo, call);
    expect(await reply!(input, leo, call)).toEqual(answer);
    for (const _ of [1, 2]) {
      await like!(thread.remoteId, leo, call);
      await follow!(account.remoteId, leo, call);
    }
    expect(await record(answer.remoteId)).toMatchObject({ reply: { root: { uri: thread.remoteId } } });
    expect(await harness.stage.ownPosts(leo.remoteId)).toHaveLength(1);
    for (const collection of ['app.bsky.feed.like', 'app.bsky.graph.follow']) {
      const query = new URLSearchParams({ repo: leo.remoteId, collection });
      const response = await fetch(`${harness.baseUrl}/xrpc/com.atproto.repo.listRecords?${query}`);
      expect(z.object({ records: z.array(z.unknown()) }).parse(await response.json()).records).toHaveLength(
        1,
      );
    }

    for (const { remoteId } of [four, clip, thread]) {
      expect(await adapter.readBack(remoteId, account, call)).toMatchObject({ found: true, disclosed: true });
      await adapter.remove!(remoteId, account, call);
      expect(await adapter.readBack(remoteId, account, call)).toMatchObject({ found: false });
    }
  });
});
