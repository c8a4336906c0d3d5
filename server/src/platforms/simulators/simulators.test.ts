import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness, smallMp4 } from '#platforms/conformance-harness.ts';
import { simulatedPlatforms } from './create-simulator.ts';
import { createMemoryStore } from './memory-store.ts';
import { clearFaults, conduct, countFaults, planFault } from './misbehave.ts';
import { createRehearsalNetwork } from './network.ts';
import { readMp4, sniffMime } from './sniff.ts';

async function graph(harness: Harness) {
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const picture = await harness.media.image(640, 800, '#336699');
  const clip = await harness.media.video(4);
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = fields.accessToken,
  ) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${harness.baseUrl}/v26.0/${path}`, init);
    const answer = z.record(z.string(), z.unknown()).parse(await response.json());
    const Refused = z.object({ error: z.object({ code: z.number(), error_subcode: z.number().optional() }) });
    const refused = Refused.safeParse(answer).data?.error;
    return { answer, refused: refused && [refused.code, refused.error_subcode].filter(Boolean).join('/') };
  };
  const create = (body: object) => ask('POST', `${remoteId}/media`, body);
  return {
    remoteId,
    ask,
    create,
    image_url: picture.publicUrl!,
    video_url: clip.publicUrl!,
    media: harness.media,
  };
}

describe('the simulated Instagram', () => {
  it('refuses everything that the documents refuse', async () => {
    await using harness = await createHarness('instagram');
    const { create, ask, remoteId, image_url, video_url, media } = await graph(harness);
    const tall = (await media.image(400, 900, '#000000')).publicUrl;
    const cases: readonly (readonly [string, object, string])[] = [
      ['no picture', { caption: 'x' }, '100'],
      ['an unknown type', { media_type: 'POEM', image_url }, '100/2207023'],
      ['a bare video', { media_type: 'VIDEO', video_url }, '100/2207023'],
      ['a reel without video', { media_type: 'REELS', image_url }, '100'],
      ['2,201 characters', { image_url, caption: 'x'.repeat(2201) }, '36004/2207010'],
      [
        '31 hashtags',
        { image_url, caption: Array.from({ length: 31 }, (_, i) => `#tag${i}`).join(' ') },
        '36004/2207010',
      ],
      ['21 mentions', { image_url, caption: '@someone '.repeat(21) }, '36004/2207010'],
      ['1,001 characters of description', { image_url, alt_text: 'x'.repeat(1001) }, '100'],
      ['a description of a reel', { media_type: 'REELS', video_url, alt_text: 'x' }, '100'],
      ['an address nobody answers', { image_url: 'http://127.0.0.1:9/x.jpg' }, '9004/2207052'],
      ['an address elsewhere', { image_url: 'https://example.org/x.jpg' }, '9004/2207052'],
      ['an address with strange letters', { image_url: `${image_url}?é` }, '9004/2207052'],
      ['a video as picture', { image_url: video_url }, '36001/2207005'],
      ['a picture too tall', { image_url: tall }, '36003/2207009'],
      ['the flag on an item', { image_url, is_carousel_item: true, is_ai_generated: true }, '100'],
      ['a caption on an item', { image_url, is_carousel_item: true, caption: 'x' }, '100'],
      ['a reel as item', { media_type: 'REELS', video_url, is_carousel_item: true }, '100/2207023'],
      ['a carousel of one', { media_type: 'CAROUSEL', children: '1' }, '100/2207028'],
      ['a carousel of eleven', { media_type: 'CAROUSEL', children: Array(11).fill('1') }, '100/2207028'],
      ['a carousel of nothing known', { media_type: 'CAROUSEL', children: '1,2' }, '100/33'],
    ];
    for (const [name, body, code] of cases) {
      expect({ name, code: (await create(body)).refused }).toEqual({ name, code });
    }
    expect((await ask('POST', '17841000000000000/media', { image_url })).refused).toBe('100/33');
    expect((await ask('POST', `${remoteId}/media`, { image_url }, 'wrong')).refused).toBe('190');
    expect((await ask('GET', '17999')).refused).toBe('100/33');
  });

  it('publishes a container once, when it is finished, and not after a day', async () => {
    await using harness = await createHarness('instagram');
    const { create, ask, remoteId, image_url, video_url } = await graph(harness);
    const idOf = (answer: Record<string, unknown>) => z.string().parse(answer.id);
    const publish = (creation_id: unknown) => ask('POST', `${remoteId}/media_publish`, { creation_id });
    await planFault(harness.store, {
      kind: 'create_container',
      misbehaviour: 'slow_processing',
      seconds: 3600,
    });
    const reel = idOf((await create({ media_type: 'REELS', video_url, is_ai_generated: true })).answer);
    expect((await publish(reel)).refused).toBe('9007/2207027');
    const still = idOf((await create({ image_url, is_ai_generated: true })).answer);
    const media = idOf((await publish(still)).answer);
    expect((await publish(still)).refused).toBe('24/2207006');
    expect((await ask('GET', `${still}?fields=status_code`)).answer.status_code).toBe('PUBLISHED');
    expect((await ask('GET', `${media}?fields=is_ai_generated`)).answer).toEqual({
      id: media,
      is_ai_generated: true,
    });
    const old = idOf((await create({ image_url })).answer);
    const container = z.record(z.string(), z.unknown()).parse(await harness.store.get('containers', old));
    await harness.store.put('containers', old, { ...container, createdAt: '2026-01-01T00:00:00.000Z' });
    expect((await publish(old)).refused).toBe('-2/2207020');
    const item = idOf((await create({ image_url, is_carousel_item: true })).answer);
    expect((await publish(item)).refused).toBe('24/2207006');
    expect((await publish('123')).refused).toBe('24/2207006');
    expect((await publish(undefined)).refused).toBe('100');
  });
});

describe('planned faults', () => {
  const simulator = {
    kindOf: () => 'create',
    handle: async () => ({ status: 200, body: {} }),
    refuse: (refusal: string) => ({ status: 400, body: { refusal } }),
  };
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
  };

  it('meet the how-manieth request they are for, once', async () => {
    const store = createMemoryStore();
    await planFault(store, { kind: 'create', misbehaviour: 'rate_limited', nth: 3 });
    await planFault(store, { kind: 'create', misbehaviour: 'hang_up_after', nth: 2 });
    await planFault(store, { kind: 'other', misbehaviour: 'expired_token' });
    expect(await countFaults(store)).toBe(3);
    const seen = [];
    for (let index = 0; index < 5; index += 1) {
      const done = await conduct(simulator, store, request);
      seen.push(done.do === 'answer' ? done.answer.status : 'cut');
    }
    expect(seen).toEqual([200, 'cut', 400, 200, 200]);
    await clearFaults(store);
    expect(await countFaults(store)).toBe(0);
  });
});

describe('the rehearsal network', () => {
  it('shows what was published as a feed, with its label', async () => {
    const options = {
      localUrl: 'http://127.0.0.1:1',
      publicUrl: 'https://studio.example',
      now: () => new Date(),
    };
    const network = createRehearsalNetwork({ ...options, storeOf: () => createMemoryStore() });
    expect(network.all.map(({ simulator }) => simulator.platformId)).toEqual(simulatedPlatforms);
    const bluesky = network.get('bluesky');
    const made = await bluesky.createAccount({
      handle: '@Mia Rose',
      displayName: 'Mia',
      bio: 'Painted by code.',
    });
    expect(made.handle).toBe('mia-rose.rehearsal.example');
    await expect(bluesky.createAccount({ handle: 'mia rose', displayName: 'Other' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      network.get('instagram').createAccount({ handle: '///', displayName: 'x' }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect(() => network.get('chirp')).toThrow('cannot be rehearsed');
    expect(await bluesky.readTimeline(made.handle)).toMatchObject({
      bio: 'Painted by code.',
      automated: false,
      posts: [],
    });
    expect(await bluesky.readTimeline('nobody')).toBeUndefined();
  });

  it('lets a browser show uploaded files and run nothing in them', async () => {
    await using harness = await createHarness('bluesky');
    const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
    const xrpc = (name: string) => `${harness.baseUrl}/xrpc/${name}`;
    const post = (name: string, body: string, headers: Record<string, string>) =>
      fetch(xrpc(name), { method: 'POST', body, headers });
    const signIn = JSON.stringify({ identifier: fields.handle, password: fields.appPassword });
    const session = await post('com.atproto.server.createSession', signIn, {
      'content-type': 'application/json',
    });
    const { accessJwt } = z.object({ accessJwt: z.string() }).parse(await session.json());
    const page = '<script>alert(1)</script>';
    const headers = { authorization: `Bearer ${accessJwt}`, 'content-type': 'text/html' };
    const uploaded = await post('com.atproto.repo.uploadBlob', page, headers);
    const Uploaded = z.object({ blob: z.object({ ref: z.object({ $link: z.string() }) }) });
    const { blob } = Uploaded.parse(await uploaded.json());
    const served = await fetch(`${xrpc('com.atproto.sync.getBlob')}?cid=${blob.ref.$link}`);
    expect(await served.text()).toBe(page);
    expect(served.headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('files', () => {
  it('are known by their bytes', () => {
    expect(sniffMime(smallMp4(4))).toBe('video/mp4');
    expect(sniffMime(Buffer.from('<html>not a picture</html>'))).toBeUndefined();
    expect(sniffMime(Buffer.alloc(3))).toBeUndefined();
    expect(readMp4(smallMp4(4))).toEqual({
      seconds: 4,
      width: 720,
      height: 1280,
      indexFirst: true,
      codec: 'avc1',
    });
    expect(readMp4(smallMp4(4).subarray(0, 40))).toBeUndefined();
    expect(readMp4(Buffer.alloc(200, 0xff))).toBeUndefined();
  });
});
