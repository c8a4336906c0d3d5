import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness } from '#platforms/conformance-harness.ts';

it('refuses everything that Fanvue is documented to refuse', async () => {
  await using harness = await createHarness('fanvue');
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const other = await harness.stage.createAccount({ handle: 'ann', displayName: 'Ann' });
  const ask = async (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
    const headers: Record<string, string> = {
      'x-fanvue-api-key': fields.apiKey!,
      'x-fanvue-api-version': '2025-06-26',
      'content-type': 'application/json',
      ...more,
    };
    const response = await fetch(`${harness.baseUrl}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: z.unknown().parse(await response.json().catch(() => null)) };
  };
  const upload = { name: 'a.jpg', filename: 'a.jpg', mediaType: 'image' };
  const session = z
    .object({ mediaUuid: z.string(), uploadId: z.string() })
    .parse((await ask('POST', '/media/uploads', upload)).body);
  const audience = 'subscribers';
  const parts = [{ PartNumber: 1, ETag: '"made-up"' }];
  const cases: readonly (readonly [
    string,
    number,
    string,
    string,
    (object | undefined)?,
    Record<string, string>?,
  ])[] = [
    ['no version', 400, 'GET', '/users/me', undefined, { 'x-fanvue-api-version': '' }],
    ['an ended version', 410, 'GET', '/users/me', undefined, { 'x-fanvue-api-version': '2020-01-01' }],
    ['a wrong key', 401, 'GET', '/users/me', undefined, { 'x-fanvue-api-key': 'wrong' }],
    ['no audience', 400, 'POST', '/posts', { text: 'x' }],
    ['an unknown audience', 400, 'POST', '/posts', { text: 'x', audience: 'everyone' }],
    ['an unknown field', 400, 'POST', '/posts', { text: 'x', audience, title: 'x' }],
    ['nothing to show', 400, 'POST', '/posts', { audience }],
    ['a price without media', 400, 'POST', '/posts', { text: 'x', audience, price: 500 }],
    ['a file that is not ready', 400, 'POST', '/posts', { audience, mediaUuids: [session.mediaUuid] }],
    ['an unknown kind of file', 400, 'POST', '/media/uploads', { ...upload, mediaType: 'poem' }],
    ['parts that never came', 400, 'PATCH', `/media/uploads/${session.uploadId}`, { parts }],
    [
      'somebody else’s upload',
      404,
      'PATCH',
      `/media/uploads/${session.uploadId}`,
      { parts },
      { 'x-fanvue-api-key': other.fields.apiKey! },
    ],
    ['part 0', 400, 'GET', `/media/uploads/${session.uploadId}/parts/0/url`],
    ['an unsigned address', 403, 'PUT', `/storage/${session.uploadId}/1?signature=made-up`, {}],
    ['51 on a page', 400, 'GET', '/posts?size=51'],
    ['a post that is not there', 404, 'GET', `/posts/${session.mediaUuid}`],
  ];
  for (const [name, status, method, path, body, more] of cases) {
    expect({ name, status: (await ask(method, path, body, more)).status }).toEqual({ name, status });
  }
});
