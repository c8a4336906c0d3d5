import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inNameOf } from '#context';
import { buildApi } from '#roles/api.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { declaration } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';

let test: TestContext;
let http: Awaited<ReturnType<typeof buildApi>>;
let cookie: string;
let workspaceId: string;
let characterId: string;

beforeAll(async () => {
  test = await testContext();
  const { database } = test.app.config;
  if (database.kind !== 'server') throw new Error('Tests use a server.');
  http = await buildApi({ ...test.app, media: fakeMedia(test.app.media) }, database.url);
  const owner = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
  const made = await http.inject({ method: 'POST', url: '/api/v1/owner', payload: owner });
  cookie = made.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
  workspaceId = (await get('/session')).json().workspace.id;
  characterId = (await post('/characters', { name: 'Mara', age: 27, handle: 'mara', declaration })).json().id;
});
afterAll(async () => {
  await http.close();
  await test[Symbol.asyncDispose]();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  http.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });
const post = (path: string, payload: object) =>
  http.inject({ method: 'POST', url: `/api/v1${path}`, payload, headers: { cookie } });
const upload = async (bytes: Uint8Array, fields: Record<string, string>) => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), 'picture.jpg');
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const body = new Response(form);
  return http.inject({
    method: 'POST',
    url: `/api/v1/characters/${characterId}/references`,
    payload: Buffer.from(await body.arrayBuffer()),
    headers: { cookie, 'content-type': body.headers.get('content-type') ?? '' },
  });
};
const ctx = () =>
  inNameOf(
    { ...test.app, media: fakeMedia(test.app.media) },
    workspaceId as TestContext['ctx']['workspaceId'],
    test.ctx.actor,
    'owner',
  );

describe('bad input', () => {
  it('names the field of an under-age character, and makes nothing', async () => {
    const answer = await post('/characters', { name: 'Kid', age: 16, handle: 'kid', declaration });
    expect(answer.json()).toMatchObject({ status: 422, code: 'invalid', field: 'age', detail: /adult/ });
    const { items } = (await get('/characters')).json();
    expect(items).toHaveLength(1);
  });

  it('refuses a character without a declaration', async () => {
    const answer = await post('/characters', { name: 'Nobody', age: 30, handle: 'nobody' });
    expect(answer.json()).toMatchObject({ status: 422, field: 'declaration' });
  });

  it('refuses a picture that is too large, of a wrong type or damaged, and keeps no part of it', async () => {
    const tooLarge = await upload(Buffer.alloc(26 * 1024 * 1024, 0xff), { kind: 'face' });
    expect(tooLarge.json()).toMatchObject({ status: 413, code: 'too_large', detail: /larger than 25 MB/ });
    const wrong = await upload(Buffer.from('%PDF-1.7 …'), { kind: 'face' });
    expect(wrong.json()).toMatchObject({ status: 415, detail: /PDF/ });
    const whole = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#a67' } })
      .png()
      .toBuffer();
    const half = await upload(whole.subarray(0, whole.length / 2), { kind: 'face' });
    expect(half.statusCode).toBe(415);
    expect((await upload(whole, { kind: 'shoe' })).statusCode).toBe(422);
    expect((await get(`/characters/${characterId}/references`)).json().items).toEqual([]);
    expect(await readdir(join(test.app.config.dataFolder, 'files', 'scratch', String(process.pid)))).toEqual(
      [],
    );

    const kept = await upload(whole, { kind: 'face' });
    expect(kept.json()).toMatchObject({ kind: 'face', mime: 'image/png', width: 400 });
    const file = await get(kept.json().url.replace('/api/v1', ''));
    expect(file.headers['content-type']).toBe('image/png');
  });

  it('answers a page that nobody gave out, and a character of nowhere', async () => {
    expect((await get('/characters?cursor=nonsense')).json()).toMatchObject({ status: 422, field: 'cursor' });
    const nowhere = '01890000-0000-7000-8000-000000000000';
    expect((await get(`/characters/${nowhere}`)).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await http.inject({ url: `/api/v1/characters/${characterId}` })).statusCode).toBe(401);
  });
});

describe('files', () => {
  it('are sent whole, in parts, or not at all when the browser has them', async () => {
    const asset = await anAsset(ctx(), { id: characterId, version: 1 });
    const path = `/assets/${asset.id}/file`;
    const whole = await get(path);
    expect(whole.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': expect.stringContaining('immutable'),
      'accept-ranges': 'bytes',
      etag: `"${asset.sha256}"`,
    });
    expect(whole.rawPayload).toHaveLength(asset.bytes);
    const part = await get(path, { range: 'bytes=10-19' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 10-19/${asset.bytes}`);
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(10, 20));
    expect((await get(path, { range: `bytes=${asset.bytes}-` })).statusCode).toBe(416);
    expect((await get(path, { 'if-none-match': `"${asset.sha256}"` })).statusCode).toBe(304);
    const thumbnail = await get(`/assets/${asset.id}/thumbnail?size=256`);
    expect(thumbnail.headers['content-type']).toBe('image/webp');
    const exported = await get(`/assets/${asset.id}/export`);
    expect(exported.headers['content-disposition']).toContain('attachment; filename="mara-');
    expect((await get(`/assets/${asset.id}/marks`)).json()).toMatchObject({ c2pa: 'valid' });
  });
});

describe('the studio', () => {
  it('shows templates with pictures, previews a look and plays a voice', async () => {
    const { items } = (await get('/persona-templates')).json();
    expect(items).toMatchObject([{ id: 'vega', voice: { voiceId: 'slt' } }, { id: 'rigel' }]);
    const picture = await get(items[0].pictureUrl.replace('/api/v1', ''));
    expect(picture.headers['content-type']).toBe('image/jpeg');
    const preview = await post('/look-previews', { look: items[0].look, pixels: 200 });
    expect(preview.headers['content-type']).toBe('image/jpeg');
    const voice = await post('/voice-samples', { voice: items[0].voice, script: 'Hello.' });
    expect(voice.headers['content-type']).toBe('audio/wav');
    expect(voice.rawPayload.subarray(0, 4).toString()).toBe('RIFF');
  });

  it('starts, lists and cancels a generation', async () => {
    const body = { medium: 'image', characterId, shot: {}, takes: 2 };
    const started = (await post('/generations', body)).json();
    expect(started).toMatchObject({ state: 'queued', takes: [{ state: 'waiting' }, { state: 'waiting' }] });
    expect((await get('/generations?medium=image')).json().items[0].id).toBe(started.id);
    const cancelled = await http.inject({
      method: 'POST',
      url: `/api/v1/generations/${started.id}/cancel`,
      headers: { cookie },
    });
    expect(cancelled.json()).toMatchObject({ state: 'cancelled' });
    expect(
      (await post(`/generations/${started.id}/choose`, { takeId: started.takes[0].id })).statusCode,
    ).toBe(409);
    expect((await get('/engines')).json().items).toHaveLength(4);
  });
});
