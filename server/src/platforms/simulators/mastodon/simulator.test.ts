import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness, smallMp4 } from '#platforms/conformance-harness.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';

/** Asks the simulated server as any client would. */
async function aClient(harness: Harness) {
  const { fields, remoteId } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const signed = (token: string | null) => (token === null ? {} : { authorization: `Bearer ${token}` });
  const read = async (response: Response) => {
    const body = z.record(z.string(), z.unknown()).parse(await response.json());
    return { status: response.status, error: body.error, body };
  };
  const ask = async (
    method: string,
    path: string,
    json?: unknown,
    token: string | null = fields.accessToken!,
    headers: Record<string, string> = {},
  ) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const type = { 'content-type': 'application/json' };
    const all = { ...type, ...signed(token), ...headers };
    return read(await fetch(`${harness.baseUrl}${path}`, { method, headers: all, ...body }));
  };
  const upload = async (content: Buffer, mime: string, more: Record<string, string> = {}) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type: mime }), 'file');
    for (const [name, value] of Object.entries(more)) form.append(name, value);
    const init = { method: 'POST', headers: signed(fields.accessToken!), body: form };
    return read(await fetch(`${harness.baseUrl}/api/v2/media`, init));
  };
  return { fields, remoteId, ask, upload };
}

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

it('refuses everything that the documents refuse of a post', async () => {
  await using harness = await createHarness('mastodon');
  const { ask, upload } = await aClient(harness);
  const id = async (uploaded: ReturnType<typeof upload>) => String((await uploaded).body.id);
  const picture = await id(upload(jpeg, 'image/jpeg'));
  const others = [picture, await id(upload(jpeg, 'image/jpeg'))];
  const clip = await id(upload(smallMp4(4), 'video/mp4'));
  await planFault(harness.store, { kind: 'upload_media', misbehaviour: 'slow_processing', seconds: 600 });
  const unready = await id(upload(jpeg, 'image/jpeg'));
  const cases: readonly (readonly [string, object, number, string])[] = [
    ['nothing', {}, 422, 'blank'],
    ['501 characters', { status: 'x'.repeat(501) }, 422, 'limit of 500'],
    ['501 with the warning', { status: 'x'.repeat(491), spoiler_text: 'x'.repeat(10) }, 422, 'limit of 500'],
    ['an unknown visibility', { status: 'x', visibility: 'secret' }, 422, 'Validation failed'],
    ['a language with a region', { status: 'x', language: 'en-GB' }, 422, 'Validation failed'],
    ['an unknown field', { status: 'x', poem: true }, 422, 'Validation failed'],
    ['an answer to nothing', { status: 'x', in_reply_to_id: '1' }, 404, 'does not appear to exist'],
    ['five files', { media_ids: ['1', '2', '3', '4', '5'] }, 422, 'more than 4'],
    ['a file nobody uploaded', { media_ids: ['1'] }, 422, 'not found or already attached'],
    ['a clip beside pictures', { media_ids: [clip, ...others] }, 422, 'already contains images'],
    ['a file that is being prepared', { media_ids: [unready] }, 422, 'not finished processing'],
  ];
  for (const [name, body, status, words] of cases) {
    const answer = await ask('POST', '/api/v1/statuses', body);
    expect({ name, status: answer.status, error: answer.error }).toEqual({
      name,
      status,
      error: expect.stringContaining(words),
    });
  }
  const link = `https://example.org/${'x'.repeat(600)}`;
  expect((await ask('POST', '/api/v1/statuses', { status: `${'x'.repeat(476)} ${link}` })).status).toBe(200);
  expect((await ask('POST', '/api/v1/statuses', { media_ids: [picture] })).status).toBe(200);
  expect((await ask('POST', '/api/v1/statuses', { media_ids: [picture] })).error).toContain(
    'already attached',
  );
});

it('refuses files that are none, and tells when one is ready', async () => {
  await using harness = await createHarness('mastodon');
  const { ask, upload } = await aClient(harness);
  expect((await upload(Buffer.from('<html>no picture</html>'), 'image/jpeg')).error).toContain(
    'content type',
  );
  expect((await upload(jpeg, 'image/jpeg', { focus: '2,0' })).error).toContain('Focus');
  expect((await upload(jpeg, 'image/jpeg', { description: 'x'.repeat(1501) })).error).toContain('too long');
  expect((await ask('POST', '/api/v2/media', {})).error).toContain("can't be blank");
  const clip = await upload(smallMp4(4), 'video/mp4', { description: 'Waves' });
  expect(clip).toMatchObject({ status: 202, body: { url: null, description: 'Waves' } });
  expect(await ask('GET', `/api/v1/media/${clip.body.id}`)).toMatchObject({ status: 200 });
  await planFault(harness.store, { kind: 'upload_media', misbehaviour: 'slow_processing', seconds: 600 });
  const slow = await upload(smallMp4(5), 'video/mp4');
  expect(await ask('GET', `/api/v1/media/${slow.body.id}`)).toMatchObject({
    status: 206,
    body: { url: null },
  });
});

it('gives the first post for a key again, for an hour', async () => {
  await using harness = await createHarness('mastodon');
  const { ask, remoteId } = await aClient(harness);
  const post = async () =>
    (await ask('POST', '/api/v1/statuses', { status: 'Once' }, undefined, { 'idempotency-key': 'k' })).body
      .id;
  const first = await post();
  expect(await post()).toBe(first);
  harness.clock.aheadSeconds = 3601;
  expect(await post()).not.toBe(first);
  expect(await harness.stage.ownPosts(remoteId)).toHaveLength(2);
});

it('lets nobody in who may not', async () => {
  await using harness = await createHarness('mastodon');
  const { ask, fields } = await aClient(harness);
  const other = await harness.stage.createAccount({ handle: 'leo', displayName: 'Leo' });
  expect(await ask('POST', '/api/v1/statuses', { status: 'x' }, null)).toMatchObject({ status: 401 });
  expect(await ask('POST', '/api/v1/statuses', { status: 'x' }, 'made-up')).toMatchObject({ status: 401 });
  const secret = (await ask('POST', '/api/v1/statuses', { status: 'x', visibility: 'private' })).body.id;
  const theirs = other.fields.accessToken!;
  for (const [method, path] of [
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['GET', '/source'],
  ] as const) {
    const body = method === 'PUT' ? { status: 'mine now' } : undefined;
    expect((await ask(method, `/api/v1/statuses/${secret}${path}`, body, theirs)).status).toBe(404);
  }
  const client = { client_id: fields.clientKey, client_secret: fields.clientSecret };
  expect(await ask('POST', '/oauth/revoke', { ...client, token: theirs }, null)).toMatchObject({
    status: 403,
  });
  const wrong = { ...client, client_secret: 'x', token: fields.accessToken };
  expect(await ask('POST', '/oauth/revoke', wrong, null)).toMatchObject({ status: 403 });
});

it('signs in only the way it is written', async () => {
  await using harness = await createHarness('mastodon');
  const { ask } = await aClient(harness);
  const redirect = 'https://studio.example/return';
  const register = (scopes: string) =>
    ask('POST', '/api/v1/apps', { client_name: 'Studio', redirect_uris: [redirect], scopes }, null);
  expect(await register('read everything!')).toMatchObject({ status: 422 });
  const { body } = await register('read:statuses write:statuses');
  const right = {
    client_id: String(body.client_id),
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'write:statuses',
  };
  const page = async (changed: Record<string, string>) =>
    (await fetch(`${harness.baseUrl}/oauth/authorize?${new URLSearchParams({ ...right, ...changed })}`))
      .status;
  expect(await page({})).toBe(200);
  expect(await page({ client_id: 'nobody' })).toBe(401);
  expect(await page({ redirect_uri: 'https://elsewhere.example' })).toBe(400);
  expect(await page({ response_type: 'token' })).toBe(400);
  expect(await page({ scope: 'write:media' })).toBe(400);
  expect(await page({ code_challenge: 'x', code_challenge_method: 'plain' })).toBe(400);
});
