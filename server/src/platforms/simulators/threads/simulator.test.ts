import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness } from '#platforms/conformance-harness.ts';

const Refused = z.object({ error: z.object({ code: z.number(), error_subcode: z.number().optional() }) });

async function graph(harness: Harness) {
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const ask = async (
    method: string,
    path: string,
    form?: Record<string, string>,
    token: string | undefined = fields.accessToken,
  ) => {
    const init = {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    };
    const response = await fetch(`${harness.baseUrl}/v1.0/${path}`, init);
    const answer = z.record(z.string(), z.unknown()).parse(await response.json());
    const error = Refused.safeParse(answer).data?.error;
    return { answer, refused: error && [error.code, error.error_subcode].filter(Boolean).join('/') };
  };
  const create = (form: Record<string, string>) => ask('POST', `${remoteId}/threads`, form);
  const idOf = ({ answer }: { readonly answer: Record<string, unknown> }) => z.string().parse(answer.id);
  const publish = (creation_id: string) => ask('POST', `${remoteId}/threads_publish`, { creation_id });
  return { remoteId, ask, create, publish, idOf };
}

describe('the simulated Threads', () => {
  it('refuses everything that the documents refuse', async () => {
    await using harness = await createHarness('threads');
    const { create, ask, remoteId } = await graph(harness);
    const image_url = (await harness.media.image(640, 800, '#336699')).publicUrl!;
    const video_url = (await harness.media.video(4)).publicUrl!;
    const wide = (await harness.media.image(4000, 300, '#000000')).publicUrl!;
    const text = 'Hello';
    const links = Array.from({ length: 6 }, (_, index) => `https://example.org/${index}`).join(' ');
    const cases: readonly (readonly [string, Record<string, string>, string])[] = [
      ['no kind', { text }, '100'],
      ['an unknown kind', { media_type: 'POEM', text }, '100'],
      ['a text without words', { media_type: 'TEXT' }, '100'],
      ['501 characters', { media_type: 'TEXT', text: 'x'.repeat(501) }, '100'],
      ['126 emoji of four bytes', { media_type: 'TEXT', text: '🌿'.repeat(126) }, '100'],
      ['six links', { media_type: 'TEXT', text: links }, '100'],
      ['a picture that is not there', { media_type: 'IMAGE', text }, '100'],
      [
        'an address nobody answers',
        { media_type: 'IMAGE', image_url: 'http://127.0.0.1:9/x' },
        '9004/2207052',
      ],
      ['a video as picture', { media_type: 'IMAGE', image_url: video_url }, '36001/2207005'],
      ['a picture too wide', { media_type: 'IMAGE', image_url: wide }, '36003/2207009'],
      ['a long description', { media_type: 'IMAGE', image_url, alt_text: 'x'.repeat(1001) }, '100'],
      ['a description of words', { media_type: 'TEXT', text, alt_text: 'x' }, '100'],
      ['words on an item', { media_type: 'IMAGE', image_url, is_carousel_item: 'true', text }, '100'],
      ['words as an item', { media_type: 'TEXT', text, is_carousel_item: 'true' }, '100'],
      ['a carousel of one', { media_type: 'CAROUSEL', children: '1' }, '100'],
      ['a carousel of nothing known', { media_type: 'CAROUSEL', children: '1,2' }, '100/33'],
      ['an answer to nothing', { media_type: 'TEXT', text, reply_to_id: '18' }, '100/33'],
      ['an unknown audience', { media_type: 'TEXT', text, reply_control: 'friends' }, '100'],
      ['a topic with a full stop', { media_type: 'TEXT', text, topic_tag: 'a.b' }, '100'],
    ];
    for (const [name, form, code] of cases) {
      expect({ name, code: (await create(form)).refused }).toEqual({ name, code });
    }
    expect((await ask('GET', 'me', undefined, 'wrong')).refused).toBe('190');
    expect((await ask('GET', '18000')).refused).toBe('100/33');
    expect((await ask('DELETE', '18000')).refused).toBe('100/33');
    expect((await ask('GET', `${remoteId}/threads_insights?metric=impressions`)).refused).toBe('100');
  });

  it('publishes a container once, when it is ready, and not after a day', async () => {
    await using harness = await createHarness('threads');
    const { create, publish, idOf, ask } = await graph(harness);
    const first = idOf(await create({ media_type: 'TEXT', text: 'One' }));
    const post = idOf(await publish(first));
    expect((await publish(first)).refused).toBe('24/4279009');
    expect((await ask('GET', `${first}?fields=status`)).answer.status).toBe('PUBLISHED');
    expect((await ask('GET', `${post}?fields=text,is_reply`)).answer).toEqual({
      id: post,
      text: 'One',
      is_reply: false,
    });
    const video_url = (await harness.media.video(4)).publicUrl!;
    const clip = idOf(await create({ media_type: 'VIDEO', video_url }));
    expect((await publish(clip)).refused).toBe('9007/2207027');
    const old = idOf(await create({ media_type: 'TEXT', text: 'Late' }));
    harness.clock.aheadSeconds = 90_000;
    expect((await ask('GET', `${old}?fields=status`)).answer.status).toBe('EXPIRED');
    expect((await publish(old)).refused).toBe('24/4279009');
  });

  it('lets an app do what it was allowed, and no more', async () => {
    await using harness = await createHarness('threads');
    const { remoteId } = await graph(harness);
    const redirect_uri = 'https://studio.example/return';
    const { fields } = await harness.stage.createApp!({ redirectUrl: redirect_uri });
    const query = { client_id: fields.clientId!, redirect_uri, response_type: 'code', state: 's' };
    const show = async (more: Record<string, string>) => {
      const url = `${harness.baseUrl}/oauth/authorize?${new URLSearchParams({ ...query, ...more })}`;
      return fetch(url);
    };
    expect((await show({ scope: 'threads_everything' })).status).toBe(400);
    expect((await show({ scope: 'threads_basic', redirect_uri: 'https://evil.example/' })).status).toBe(400);
    const page = await (await show({ scope: 'threads_basic' })).text();
    const code = /code=([\w-]+)/.exec(page)![1]!;
    const exchange = async (more: Record<string, string>) => {
      const form = { client_id: fields.clientId!, grant_type: 'authorization_code', redirect_uri, code };
      const body = new URLSearchParams({ ...form, client_secret: fields.clientSecret!, ...more });
      return fetch(`${harness.baseUrl}/oauth/access_token`, { method: 'POST', body });
    };
    expect((await exchange({ client_secret: 'wrong' })).status).toBe(400);
    expect((await exchange({ redirect_uri: 'https://evil.example/' })).status).toBe(400);
    const { access_token } = z.object({ access_token: z.string() }).parse(await (await exchange({})).json());
    expect((await exchange({})).status).toBe(400);
    const headers = { authorization: `Bearer ${access_token}` };
    const body = new URLSearchParams({ media_type: 'TEXT', text: 'Hi' });
    const tried = await fetch(`${harness.baseUrl}/v1.0/${remoteId}/threads`, {
      method: 'POST',
      headers,
      body,
    });
    expect(Refused.parse(await tried.json()).error.code).toBe(10);
  });
});
