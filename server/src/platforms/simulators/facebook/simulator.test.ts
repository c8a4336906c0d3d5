import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness } from '#platforms/conformance-harness.ts';

const Refused = z.object({ error: z.object({ code: z.number(), error_subcode: z.number().optional() }) });

async function graph(harness: Harness) {
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const token = fields.accessToken!;
  const ask = async (method: string, path: string, body?: FormData | Record<string, string>, by = token) => {
    const content = body instanceof FormData || !body ? body : new URLSearchParams(body);
    const init = {
      method,
      headers: { authorization: `Bearer ${by}` },
      ...(content ? { body: content } : {}),
    };
    const response = await fetch(`${harness.baseUrl}/v26.0/${path}`, init);
    const answer = z.record(z.string(), z.unknown()).parse(await response.json());
    const error = Refused.safeParse(answer).data?.error;
    return { answer, refused: error && [error.code, error.error_subcode].filter(Boolean).join('/') };
  };
  const page = (edge: string, body: FormData | Record<string, string>) =>
    ask('POST', `${remoteId}/${edge}`, body);
  const photo = async (content: Buffer, more: Record<string, string> = { published: 'false' }) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    form.set('source', new Blob([new Uint8Array(content)], { type: 'image/jpeg' }), 'picture.jpg');
    return page('photos', form);
  };
  const idOf = ({ answer }: { readonly answer: Record<string, unknown> }) => z.string().parse(answer.id);
  return { remoteId, token, ask, page, photo, idOf };
}

describe('the simulated Facebook', () => {
  it('shows nothing before it is published, and takes a picture for one post only', async () => {
    await using harness = await createHarness('facebook');
    const { ask, page, photo, idOf, remoteId } = await graph(harness);
    const file = await readFile((await harness.media.image(640, 800, '#336699')).path);
    const attached = { 'attached_media[0]': JSON.stringify({ media_fbid: idOf(await photo(file)) }) };
    const draft = idOf(await page('feed', { ...attached, message: 'Hi', published: 'false' }));
    expect(await harness.stage.ownPosts(remoteId)).toEqual([]);
    expect((await page('feed', { ...attached, published: 'false' })).refused).toBe('100/1366051');
    expect((await ask('GET', `${draft}?fields=is_published`)).answer.is_published).toBe(false);
    for (let times = 0; times < 2; times += 1) await ask('POST', draft, { is_published: 'true' });
    expect(await harness.stage.ownPosts(remoteId)).toHaveLength(1);
    expect((await ask('POST', draft, { is_published: 'false' })).refused).toBe('100');
  });

  it('refuses everything that the documents refuse', async () => {
    await using harness = await createHarness('facebook');
    const { ask, page, photo, remoteId } = await graph(harness);
    expect((await photo(Buffer.from('no picture at all, just words'))).refused).toBe('100/1366046');
    expect((await page('photos', { published: 'false' })).refused).toBe('324/2069019');
    expect((await page('feed', { published: 'false' })).refused).toBe('100');
    expect((await page('feed', { message: 'x', link: 'nowhere' })).refused).toBe('100');
    expect((await page('feed', { 'attached_media[0]': '{"media_fbid":"1"}' })).refused).toBe('100');
    expect((await page('video_reels', { upload_phase: 'stop' })).refused).toBe('100');
    const reel = { upload_phase: 'finish', video_id: '1', video_state: 'PUBLISHED' };
    expect((await page('video_reels', reel)).refused).toBe('100/33');
    expect((await page('videos', { upload_phase: 'start' })).refused).toBe('100');
    expect((await page('videos', { upload_phase: 'finish', upload_session_id: 'x' })).refused).toBe(
      '100/1363041',
    );
    expect((await ask('GET', `${remoteId}_1`)).refused).toBe('100/33');
    expect((await ask('GET', 'me', undefined, 'wrong')).refused).toBe('190');
    expect((await ask('GET', 'me/accounts')).refused).toBe('100');
  });

  it('wants the whole of a clip, in order, before it is finished', async () => {
    await using harness = await createHarness('facebook');
    const { page, remoteId, token } = await graph(harness);
    const clip = await readFile((await harness.media.video(4)).path);
    const { video_id } = (await page('video_reels', { upload_phase: 'start' })).answer;
    const finish = { upload_phase: 'finish', video_id: String(video_id), video_state: 'PUBLISHED' };
    expect((await page('video_reels', finish)).refused).toBe('100');
    const send = async (headers: Record<string, string>) => {
      const address = `${harness.baseUrl}/video-upload/v26.0/${video_id}`;
      const more = { authorization: `OAuth ${token}`, ...headers };
      return (await fetch(address, { method: 'POST', headers: more, body: new Uint8Array(clip) })).status;
    };
    const file_size = String(clip.length);
    expect(await send({ file_size })).toBe(400);
    expect(await send({ file_size, offset: '5' })).toBe(409);
    expect(await send({ file_size, offset: '0', authorization: `Bearer ${token}` })).toBe(401);
    expect(await send({ file_size, offset: '0' })).toBe(200);
    expect((await page('video_reels', finish)).answer).toEqual({ success: true });
    expect((await page('video_reels', finish)).refused).toBe('100');
    await expect.poll(async () => (await harness.stage.ownPosts(remoteId)).length).toBe(1);
  });
});
