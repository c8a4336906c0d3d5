import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness } from '#platforms/conformance-harness.ts';

const Refused = z.object({
  error: z.union([z.string(), z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) })]),
});

/** A channel, its token, and calls as any client would make them. */
async function onStage(harness: Harness, handle = 'mia') {
  const { fields, remoteId } = await harness.stage.createAccount({ handle, displayName: 'Mia' });
  const form = (values: Record<string, string>) =>
    fetch(`${harness.baseUrl}/token`, { method: 'POST', body: new URLSearchParams(values) });
  const app = { client_id: fields.clientId!, client_secret: fields.clientSecret! };
  const renewal = { grant_type: 'refresh_token', refresh_token: fields.refreshToken!, ...app };
  const { access_token: token } = z
    .object({ access_token: z.string() })
    .parse(await (await form(renewal)).json());
  const ask = async (
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
    bearer = token,
  ) => {
    const address = url.startsWith('http') ? url : `${harness.baseUrl}${url}`;
    const isFile = Buffer.isBuffer(body);
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined || isFile ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    const error = Refused.safeParse(answer).data?.error;
    const reason = typeof error === 'string' ? error : error?.errors[0]?.reason;
    return { status: response.status, headers: response.headers, answer, reason };
  };
  return { ask, form, renewal, remoteId };
}

const insert = '/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status';
const resource = (snippet: object = {}, status: object = {}) => ({
  snippet: { title: 'Light', description: 'At six', categoryId: '22', ...snippet },
  status: { privacyStatus: 'public', selfDeclaredMadeForKids: false, ...status },
});
const announced = (bytes: number, mime = 'video/mp4') => ({
  'x-upload-content-type': mime,
  'x-upload-content-length': String(bytes),
});

it('refuses what YouTube refuses when an upload begins', async () => {
  await using harness = await createHarness('youtube');
  const { ask } = await onStage(harness);
  const usual = announced(1000);
  const cases: readonly (readonly [string, unknown, Record<string, string>, string])[] = [
    ['no title', resource({ title: '' }), usual, 'invalidTitle'],
    ['a title of 101 characters', resource({ title: 'x'.repeat(101) }), usual, 'invalidTitle'],
    ['a title with <', resource({ title: 'a < b' }), usual, 'invalidTitle'],
    ['5001 bytes of text', resource({ description: 'é'.repeat(2501) }), usual, 'invalidDescription'],
    ['a text with >', resource({ description: '->' }), usual, 'invalidDescription'],
    ['501 characters of tags', resource({ tags: ['x'.repeat(250), 'y'.repeat(250)] }), usual, 'invalidTags'],
    ['a category nobody has', resource({ categoryId: '999' }), usual, 'invalidCategoryId'],
    ['an unheard-of privacy', resource({}, { privacyStatus: 'friends' }), usual, 'invalidVideoMetadata'],
    ['an unheard-of field', resource({}, { isAi: true }), usual, 'invalidVideoMetadata'],
    ['a picture', resource(), announced(1000, 'image/png'), 'badContent'],
    ['no size', resource(), { 'x-upload-content-type': 'video/mp4' }, 'mediaBodyRequired'],
    [
      'a part that is not named',
      { ...resource(), paidProductPlacementDetails: { hasPaidProductPlacement: true } },
      usual,
      'unexpectedPart',
    ],
  ];
  for (const [name, body, headers, reason] of cases) {
    expect({ name, reason: (await ask('POST', insert, body, headers)).reason }).toEqual({ name, reason });
  }
  expect((await ask('POST', insert.replace('&part=snippet,status', ''), resource(), usual)).reason).toBe(
    'missingRequiredParameter',
  );
  expect((await ask('POST', insert, resource(), usual, 'wrong')).status).toBe(401);
});

it('takes an upload in order, in multiples of 256 KiB, and makes the video with the last byte', async () => {
  await using harness = await createHarness('youtube');
  const { ask, remoteId } = await onStage(harness);
  const other = await onStage(harness, 'leo');
  const clip = await readFile((await harness.media.video(4)).path);
  const filler = Buffer.alloc(400_000);
  filler.writeUInt32BE(filler.length, 0);
  filler.write('free', 4, 'latin1');
  const content = Buffer.concat([clip, filler]);
  const begun = await ask('POST', insert, resource(), announced(content.length));
  const session = begun.headers.get('location')!;
  const put = (start: number, end: number, total = content.length) =>
    ask('PUT', session, content.subarray(start, end), {
      'content-range': `bytes ${start}-${end - 1}/${total}`,
      'content-type': 'video/mp4',
    });
  const question = { 'content-range': `bytes */${content.length}` };
  const asked = await ask('PUT', session, undefined, question);
  expect([asked.status, asked.headers.get('range')]).toEqual([308, null]);
  expect((await put(0, 1000)).reason).toBe('badRequest');
  expect((await put(262_144, content.length)).reason).toBe('badRequest');
  expect((await put(0, 262_144, content.length + 1)).reason).toBe('badRequest');
  const first = await put(0, 262_144);
  expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-262143']);
  expect(await harness.stage.ownPosts(remoteId)).toEqual([]);
  expect((await other.ask('PUT', session, undefined, question)).status).toBe(404);
  const done = await put(262_144, content.length);
  expect(done).toMatchObject({ status: 200, answer: { status: { privacyStatus: 'public' } } });
  expect((await ask('PUT', session, undefined, question)).answer).toMatchObject({
    id: z.object({ id: z.string() }).parse(done.answer).id,
  });
  expect(await harness.stage.ownPosts(remoteId)).toHaveLength(1);
});

it('counts a hundred uploads a day for one project', async () => {
  await using harness = await createHarness('youtube');
  const { ask } = await onStage(harness);
  for (let index = 0; index < 100; index += 1) {
    expect((await ask('POST', insert, resource(), announced(1000))).status).toBe(200);
  }
  expect((await ask('POST', insert, resource(), announced(1000))).reason).toBe('quotaExceeded');
});

it('guards what belongs to others, and asks for the right permission', async () => {
  await using harness = await createHarness('youtube');
  const { ask, form, renewal } = await onStage(harness);
  const other = await onStage(harness, 'leo');
  const clip = await readFile((await harness.media.video(4)).path);
  const upload = async (status: object) => {
    const begun = await ask('POST', insert, resource({}, status), announced(clip.length));
    const made = await ask('PUT', begun.headers.get('location')!, clip, { 'content-type': 'video/mp4' });
    return z.object({ id: z.string() }).parse(made.answer).id;
  };
  const id = await upload({});
  const hidden = await upload({ privacyStatus: 'private' });
  const thread = (videoId: string, textOriginal = 'Hello') => ({
    snippet: { videoId, topLevelComment: { snippet: { textOriginal } } },
  });
  const comment = '/youtube/v3/commentThreads?part=snippet';
  expect((await ask('POST', comment, thread(hidden))).reason).toBe('commentsDisabled');
  expect((await other.ask('POST', comment, thread(hidden))).reason).toBe('videoNotFound');
  expect((await ask('POST', comment, thread(id, ' '))).reason).toBe('commentTextRequired');
  const mine = await ask('POST', comment, thread(id));
  const commentId = z.object({ id: z.string() }).parse(mine.answer).id;
  const moderation = `/youtube/v3/comments/setModerationStatus?moderationStatus=rejected&id=${commentId}`;
  expect((await other.ask('POST', moderation)).reason).toBe('forbidden');
  expect((await other.ask('DELETE', `/youtube/v3/comments?id=${commentId}`)).reason).toBe('forbidden');
  expect((await other.ask('DELETE', `/youtube/v3/videos?id=${id}`)).reason).toBe('forbidden');
  expect((await ask('DELETE', '/youtube/v3/videos?id=nothing')).reason).toBe('videoNotFound');
  expect((await ask('PUT', '/youtube/v3/videos?part=snippet', { id, snippet: { title: 'x' } })).reason).toBe(
    'invalidCategoryId',
  );
  for (const { key, value } of await harness.store.list('grants', '')) {
    const grant = z.record(z.string(), z.unknown()).parse(value);
    const scopes = ['https://www.googleapis.com/auth/youtube.upload'];
    await harness.store.put('grants', key, { ...grant, scopes });
  }
  expect((await ask('POST', comment, thread(id))).reason).toBe('insufficientPermissions');
  const wrong = await form({ ...renewal, client_secret: 'wrong' });
  expect([wrong.status, await wrong.json()]).toMatchObject([401, { error: 'invalid_client' }]);
  const stale = await form({ ...renewal, refresh_token: '1//0stale' });
  expect([stale.status, await stale.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});
