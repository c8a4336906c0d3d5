import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness } from '#platforms/conformance-harness.ts';

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).default({}),
  error: z.object({ code: z.string() }),
});
const json = 'application/json; charset=UTF-8';

/** Somebody who talks to the simulator as TikTok's documentation says, without our adapter. */
async function caller(harness: Harness) {
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const form = {
    client_key: fields.clientKey!,
    client_secret: fields.clientSecret!,
    grant_type: 'refresh_token',
    refresh_token: fields.refreshToken!,
  };
  const askForToken = (more: Record<string, string> = {}) =>
    fetch(`${harness.baseUrl}/v2/oauth/token/`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, ...more }),
    });
  const given = z
    .object({ access_token: z.string(), refresh_token: z.string() })
    .parse(await (await askForToken()).json());
  const ask = async (path: string, body: unknown, type = json, token = given.access_token) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return Answer.parse(await (await fetch(`${harness.baseUrl}${path}`, init)).json());
  };
  const begin = (info: object, source: object = {}) =>
    ask('/v2/post/publish/video/init/', {
      post_info: { privacy_level: 'SELF_ONLY', ...info },
      source_info: {
        source: 'FILE_UPLOAD',
        video_size: 100,
        chunk_size: 100,
        total_chunk_count: 1,
        ...source,
      },
    });
  return { ask, begin, askForToken, remoteId };
}

const picture = 'https://elsewhere.example/a.jpg';
const photo = (info: object, source: object = {}, more: object = {}) => ({
  ...{ media_type: 'PHOTO', post_mode: 'DIRECT_POST', ...more },
  post_info: { privacy_level: 'SELF_ONLY', ...info },
  source_info: { source: 'PULL_FROM_URL', photo_images: [picture], photo_cover_index: 0, ...source },
});

it('refuses clips and pictures that the documentation refuses', async () => {
  await using harness = await createHarness('tiktok');
  const { ask, begin } = await caller(harness);
  const clips: readonly (readonly [string, object, object, string])[] = [
    ['no privacy', { privacy_level: undefined }, {}, 'invalid_params'],
    [
      'a privacy the account lacks',
      { privacy_level: 'FOLLOWER_OF_CREATOR' },
      {},
      'privacy_level_option_mismatch',
    ],
    ['2,201 characters', { title: 'x'.repeat(2201) }, {}, 'invalid_params'],
    ['a field of pictures', { auto_add_music: true }, {}, 'invalid_params'],
    ['a private partnership', { brand_content_toggle: true }, {}, 'invalid_params'],
    ['small clips in parts', {}, { chunk_size: 50, total_chunk_count: 2 }, 'invalid_params'],
    ['chunks below 5 MB', {}, { video_size: 8e6, chunk_size: 4e6, total_chunk_count: 2 }, 'invalid_params'],
    ['chunks over 64 MB', {}, { video_size: 7e7, chunk_size: 7e7, total_chunk_count: 1 }, 'invalid_params'],
    ['a count rounded up', {}, { video_size: 17e6, chunk_size: 5e6, total_chunk_count: 4 }, 'invalid_params'],
  ];
  for (const [name, info, source, code] of clips) {
    expect({ name, code: (await begin(info, source)).error.code }).toEqual({ name, code });
  }
  const pictures: readonly (readonly [string, object, string])[] = [
    ['36 pictures', photo({}, { photo_images: Array(36).fill(picture) }), 'invalid_params'],
    ['a title of 91', photo({ title: 'x'.repeat(91) }), 'invalid_params'],
    ['the flag among the words', photo({ is_aigc: true }), 'invalid_params'],
    ['a cover that is not there', photo({}, { photo_cover_index: 1 }), 'invalid_params'],
    ['an upload', photo({}, { source: 'FILE_UPLOAD' }), 'invalid_params'],
    ['a foreign domain', photo({}), 'url_ownership_unverified'],
  ];
  const path = '/v2/post/publish/content/init/';
  for (const [name, body, code] of pictures) {
    expect({ name, code: (await ask(path, body)).error.code }).toEqual({ name, code });
  }
  const fields = '/v2/video/list/?fields=id,secret';
  expect((await ask(fields, {})).error.code).toBe('invalid_params');
  expect((await ask(path, photo({}), 'application/json')).error.code).toBe('invalid_params');
  expect((await ask(path, photo({}), json, 'wrong')).error.code).toBe('access_token_invalid');
  const unknown = await ask('/v2/post/publish/status/fetch/', { publish_id: 'v_pub_file~none' });
  expect(unknown.error.code).toBe('invalid_publish_id');
});

it('takes chunks in order, at their address, once, and six posts a minute', async () => {
  await using harness = await createHarness('tiktok');
  const { ask, begin } = await caller(harness);
  const { data } = await begin({}, { video_size: 12e6, chunk_size: 5e6, total_chunk_count: 2 });
  const { upload_url, publish_id } = z.object({ upload_url: z.string(), publish_id: z.string() }).parse(data);
  const put = async (first: number, last: number, url = upload_url, type = 'video/mp4') => {
    const headers = { 'content-type': type, 'content-range': `bytes ${first}-${last}/12000000` };
    const body = Buffer.alloc(last - first + 1);
    return (await fetch(url, { method: 'PUT', headers, body })).status;
  };
  expect(await put(5e6, 12e6 - 1)).toBe(416);
  expect(await put(0, 5e6 - 1, upload_url, 'text/plain')).toBe(400);
  expect(await put(0, 5e6 - 1, upload_url.replace(/token=./, 'token=_'))).toBe(403);
  expect(await put(0, 5e6 - 1)).toBe(206);
  expect(await put(0, 5e6 - 1)).toBe(416);
  const look = async () => (await ask('/v2/post/publish/status/fetch/', { publish_id })).data;
  expect(await look()).toMatchObject({ status: 'PROCESSING_UPLOAD', uploaded_bytes: 5e6 });
  expect(await put(5e6, 12e6 - 1)).toBe(201);
  // Empty bytes are no clip: it is taken, and then given up.
  expect(await look()).toMatchObject({ status: 'FAILED', fail_reason: 'file_format_check_failed' });
  for (let more = 0; more < 5; more += 1) expect((await begin({})).error.code).toBe('ok');
  expect((await begin({})).error.code).toBe('rate_limit_exceeded');
});

it('replaces refresh tokens, and knows its apps', async () => {
  await using harness = await createHarness('tiktok');
  const { askForToken } = await caller(harness);
  const errorOf = async (response: Response) =>
    z.object({ error: z.string() }).parse(await response.json()).error;
  expect(await errorOf(await askForToken())).toBe('invalid_grant');
  expect(await errorOf(await askForToken({ client_secret: 'wrong' }))).toBe('invalid_client');
  expect(await errorOf(await askForToken({ grant_type: 'password' }))).toBe('unsupported_grant_type');
});
