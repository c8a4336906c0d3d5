import { TestNetworkNoAppView } from '@atproto/dev-env';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness } from '#platforms/conformance-harness.ts';
import { realStage } from './real-stage.ts';
import { newTid } from './tid.ts';

/** The reference AT Protocol server with its identity directory, in this process. */
const network: { now?: TestNetworkNoAppView } = {};
const started = async () =>
  (network.now ??= await TestNetworkNoAppView.create({ pds: { hostname: 'localhost' } }));
afterAll(async () => {
  await network.now?.close();
});

/** One request to either server: a name, what is sent, and nothing that differs between the two. */
type Probe = readonly [name: string, ask: (side: Side) => Promise<Response>];

interface Side {
  readonly did: string;
  get(name: string, query?: Record<string, string>, token?: string | null): Promise<Response>;
  post(name: string, json: unknown, token?: string | null): Promise<Response>;
  upload(content: Buffer, mime: string | undefined): Promise<Response>;
  readonly access: string;
  readonly refresh: string;
}

describe('the simulator answers as the real server does', { timeout: 60_000 }, () => {
  const harnesses: Harness[] = [];
  const sides: Side[] = [];

  beforeAll(async () => {
    harnesses.push(
      await createHarness('bluesky', realStage((await started()).pds.url)),
      await createHarness('bluesky'),
    );
    for (const harness of harnesses) sides.push(await aSide(harness));
  }, 60_000);
  afterAll(async () => {
    for (const harness of harnesses) await harness[Symbol.asyncDispose]();
  });

  it.each(probes())('%s', async (_name, ask) => {
    const answers = [];
    for (const side of sides) {
      const response = await ask(side);
      const body = z.looseObject({ error: z.string().optional() }).parse(await response.json());
      answers.push({ status: response.status, error: body.error, keys: Object.keys(body).includes('blob') });
    }
    expect(answers[1]).toEqual(answers[0]);
  });
});

async function aSide({ baseUrl, stage }: Harness): Promise<Side> {
  const { fields, remoteId } = await stage.createAccount({ handle: 'probe', displayName: 'Probe' });
  const address = (name: string, query: Record<string, string> = {}) =>
    `${baseUrl}/xrpc/${name}?${new URLSearchParams(query)}`;
  const signed = (token: string | null) => (token === null ? {} : { authorization: `Bearer ${token}` });
  const json = { 'content-type': 'application/json' };
  const session = await fetch(address('com.atproto.server.createSession'), {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ identifier: fields.handle, password: fields.appPassword }),
  });
  const Tokens = z.object({ accessJwt: z.string(), refreshJwt: z.string() });
  const { accessJwt, refreshJwt } = Tokens.parse(await session.json());
  return {
    did: remoteId,
    access: accessJwt,
    refresh: refreshJwt,
    get: (name, query, token = accessJwt) => fetch(address(name, query), { headers: signed(token) }),
    post: (name, body, token = accessJwt) =>
      fetch(address(name), {
        method: 'POST',
        headers: { ...json, ...signed(token) },
        body: JSON.stringify(body),
      }),
    upload: (content, mime) =>
      fetch(address('com.atproto.repo.uploadBlob'), {
        method: 'POST',
        headers: { ...signed(accessJwt), ...(mime ? { 'content-type': mime } : {}) },
        body: new Uint8Array(content),
      }),
  };
}

function probes(): Probe[] {
  const collection = 'app.bsky.feed.post';
  const create = 'com.atproto.repo.createRecord';
  const createdAt = '2026-11-22T12:00:00.000Z';
  const key = newTid(new Date());
  const record = (more: object = {}) => ({ $type: collection, text: 'Hello', createdAt, ...more });
  const creating =
    (value: unknown, more: object = {}) =>
    async (side: Side) =>
      side.post(create, { repo: side.did, collection, rkey: newTid(new Date()), record: value, ...more });
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  const withBlob =
    (content: Buffer, mime: string, embed: (blob: Record<string, unknown>) => unknown) =>
    async (side: Side) => {
      const uploaded = z
        .object({ blob: z.record(z.string(), z.unknown()) })
        .parse(await (await side.upload(content, mime)).json());
      return creating(record({ embed: embed(uploaded.blob) }))(side);
    };
  const anUri = `at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/${collection}/3mzzzzzzzzz2b`;
  const aCid = 'bafyreibdn56iafswyj3gdxq7yarrrfqbnlnmp5uafsqcryq37mj3moaqhm';
  const gating = (value: object) => (side: Side) => {
    const gates = 'app.bsky.feed.threadgate';
    const record = { $type: gates, ...value };
    return side.post('com.atproto.repo.putRecord', { repo: side.did, collection: gates, rkey: key, record });
  };
  const liking = (value: object) =>
    creating({ $type: 'app.bsky.feed.like', ...value }, { collection: 'app.bsky.feed.like' });
  const following = (value: object) =>
    creating({ $type: 'app.bsky.graph.follow', ...value }, { collection: 'app.bsky.graph.follow' });
  const images = (list: readonly unknown[]) => ({ $type: 'app.bsky.embed.images', images: list });
  const mp4 = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex');
  return [
    ['creates a post', creating(record())],
    ['creates under a chosen key', creating(record(), { rkey: key })],
    [
      'refuses a taken key',
      async (side) => {
        const rkey = newTid(new Date());
        await creating(record(), { rkey })(side);
        return creating(record(), { rkey })(side);
      },
    ],
    ['refuses a key that is no TID', creating(record(), { rkey: 'abc' })],
    ['refuses 301 graphemes', creating(record({ text: 'x'.repeat(301) }))],
    ['takes 300 graphemes', creating(record({ text: 'x'.repeat(300) }))],
    ['refuses 3,750 bytes in 150 graphemes', creating(record({ text: '👩‍👩‍👧‍👧'.repeat(150) }))],
    ['refuses a post without text', creating({ $type: collection, createdAt })],
    ['refuses a post without a time', creating({ $type: collection, text: 'x' })],
    ['refuses a time that is none', creating(record({ createdAt: 'yesterday' }))],
    ['refuses four languages', creating(record({ langs: ['en', 'de', 'fr', 'it'] }))],
    ['refuses a language that is none', creating(record({ langs: ['not a lang!'] }))],
    ['refuses nine tags', creating(record({ tags: Array(9).fill('a') }))],
    [
      'refuses a negative facet',
      creating(record({ facets: [{ index: { byteStart: -1, byteEnd: 2 }, features: [] }] })),
    ],
    ['refuses a post among the likes', creating(record(), { collection: 'app.bsky.feed.like' })],
    [
      'refuses to sign for another',
      (side) => side.post(create, { repo: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', collection, record: record() }),
    ],
    ['asks for a token', (side) => side.post(create, { repo: side.did, collection, record: record() }, null)],
    [
      'refuses a forged token',
      (side) => side.post(create, { repo: side.did, collection, record: record() }, 'a.b.c'),
    ],
    [
      'refuses the refresh token for writing',
      (side) => side.post(create, { repo: side.did, collection, record: record() }, side.refresh),
    ],
    [
      'refuses the access token for refreshing',
      (side) => side.post('com.atproto.server.refreshSession', undefined, side.access),
    ],
    ['refreshes', (side) => side.post('com.atproto.server.refreshSession', undefined, side.refresh)],
    [
      'refuses a wrong password',
      (side) => side.post('com.atproto.server.createSession', { identifier: side.did, password: 'x' }, null),
    ],
    [
      'refuses half a sign-in',
      (side) => side.post('com.atproto.server.createSession', { identifier: side.did }, null),
    ],
    ['takes a picture', (side) => side.upload(jpeg, 'image/jpeg')],
    ['asks for the type of a file', (side) => side.upload(jpeg, undefined)],
    ['embeds a picture', withBlob(jpeg, 'image/jpeg', (image) => images([{ image, alt: '' }]))],
    [
      'sees that a file is a picture whatever is said',
      withBlob(jpeg, 'video/mp4', (image) => images([{ image, alt: '' }])),
    ],
    ['asks for the words of a picture', withBlob(jpeg, 'image/jpeg', (image) => images([{ image }]))],
    [
      'refuses five pictures',
      withBlob(jpeg, 'image/jpeg', (image) => images(Array(5).fill({ image, alt: '' }))),
    ],
    [
      'refuses a shape without size',
      withBlob(jpeg, 'image/jpeg', (image) =>
        images([{ image, alt: '', aspectRatio: { width: 0, height: 1 } }]),
      ),
    ],
    [
      'refuses a picture of 2.1 MB',
      withBlob(Buffer.concat([jpeg, Buffer.alloc(2_100_000)]), 'image/jpeg', (image) =>
        images([{ image, alt: '' }]),
      ),
    ],
    ['embeds a video', withBlob(mp4, 'video/mp4', (video) => ({ $type: 'app.bsky.embed.video', video }))],
    [
      'refuses a picture as video',
      withBlob(jpeg, 'image/jpeg', (video) => ({ $type: 'app.bsky.embed.video', video })),
    ],
    [
      'refuses a file nobody uploaded',
      withBlob(jpeg, 'image/jpeg', (image) =>
        images([
          {
            image: {
              ...image,
              ref: { $link: 'bafkreibdn56iafswyj3gdxq7yarrrfqbnlnmp5uafsqcryq37mj3moaqhm' },
            },
            alt: '',
          },
        ]),
      ),
    ],
    [
      'finds a record',
      (side) => side.get('com.atproto.repo.getRecord', { repo: side.did, collection, rkey: key }, null),
    ],
    [
      'misses a record',
      (side) =>
        side.get('com.atproto.repo.getRecord', { repo: side.did, collection, rkey: '3mzzzzzzzzz2b' }, null),
    ],
    [
      'deletes a record',
      (side) => side.post('com.atproto.repo.deleteRecord', { repo: side.did, collection, rkey: key }),
    ],
    [
      'deletes it again',
      (side) => side.post('com.atproto.repo.deleteRecord', { repo: side.did, collection, rkey: key }),
    ],
    [
      'knows nobody of that name',
      (side) => side.get('com.atproto.identity.resolveHandle', { handle: 'nobody.test' }, null),
    ],
    ['asks whom to resolve', (side) => side.get('com.atproto.identity.resolveHandle', {}, null)],
    ['tells who is signed in', (side) => side.get('com.atproto.server.getSession')],
    ['describes itself', (side) => side.get('com.atproto.server.describeServer', {}, null)],
    ['hides an answer', gating({ post: anUri, createdAt, hiddenReplies: [anUri] })],
    ['refuses a gate of nothing', gating({ createdAt, hiddenReplies: [] })],
    ['refuses to hide what is no address', gating({ post: anUri, createdAt, hiddenReplies: ['x'] })],
    ['creates a like', liking({ subject: { uri: anUri, cid: aCid }, createdAt })],
    ['refuses a like of nothing', liking({ createdAt })],
    ['refuses a like of an address that is none', liking({ subject: { uri: 'x', cid: aCid }, createdAt })],
    ['refuses a like of content that is none', liking({ subject: { uri: anUri, cid: 'x' }, createdAt })],
    ['creates a follow', following({ subject: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', createdAt })],
    ['refuses to follow a handle', following({ subject: 'mia.test', createdAt })],
    [
      'creates a reply',
      creating(record({ reply: { root: { uri: anUri, cid: aCid }, parent: { uri: anUri, cid: aCid } } })),
    ],
    ['refuses a reply without its root', creating(record({ reply: { parent: { uri: anUri, cid: aCid } } }))],
    [
      'gives a service token',
      (side) =>
        side.get('com.atproto.server.getServiceAuth', {
          aud: 'did:web:video.example',
          lxm: 'com.atproto.repo.uploadBlob',
        }),
    ],
    ['asks for whom a service token is', (side) => side.get('com.atproto.server.getServiceAuth')],
    [
      'refuses to overwrite a profile that changed',
      (side) => {
        const profile = 'app.bsky.actor.profile';
        const json = {
          repo: side.did,
          collection: profile,
          rkey: 'self',
          record: { $type: profile },
          swapRecord: null,
        };
        return side.post('com.atproto.repo.putRecord', json);
      },
    ],
    ['ends a session', (side) => side.post('com.atproto.server.deleteSession', undefined, side.refresh)],
    ['ends it again', (side) => side.post('com.atproto.server.deleteSession', undefined, side.refresh)],
    [
      'refuses to refresh what was ended',
      (side) => side.post('com.atproto.server.refreshSession', undefined, side.refresh),
    ],
    [
      'refuses to end a session with the access token',
      (side) => side.post('com.atproto.server.deleteSession', undefined, side.access),
    ],
  ];
}
