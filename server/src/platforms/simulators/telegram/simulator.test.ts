import { expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness } from '#platforms/conformance-harness.ts';

const Answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  error_code: z.number().optional(),
  result: z.unknown().optional(),
});

async function aBot(harness: Awaited<ReturnType<typeof createHarness>>) {
  const { fields } = await harness.stage.createAccount({ handle: 'mia_daily', displayName: 'Mia' });
  const ask = async (method: string, body: object | FormData, token = fields.botToken) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${harness.baseUrl}/bot${token}/${method}`, {
      method: 'POST',
      body: isForm ? body : JSON.stringify(body),
      ...(!isForm && { headers: { 'content-type': 'application/json' } }),
    });
    const answer = Answer.parse(await response.json());
    return answer.ok ? 'fine' : `${answer.error_code} ${answer.description}`;
  };
  return { ask, chat: fields.channel! };
}

function formOf(fields: Record<string, string>, files: Record<string, Buffer> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, content] of Object.entries(files))
    form.set(name, new Blob([new Uint8Array(content)]), name);
  return form;
}

it('refuses everything that the Bot API is documented to refuse', async () => {
  await using harness = await createHarness('telegram');
  const { ask, chat } = await aBot(harness);
  const group = (media: object[]) => formOf({ chat_id: chat, media: JSON.stringify(media) });
  const one = { type: 'photo', media: 'attach://a' };
  const cases: readonly (readonly [string, string, object | FormData, RegExp])[] = [
    ['an unknown method', 'sendPoem', {}, /^404/],
    ['no chat', 'sendMessage', { text: 'x' }, /chat not found/],
    ['another chat', 'sendMessage', { chat_id: '@elsewhere', text: 'x' }, /chat not found/],
    ['no words', 'sendMessage', { chat_id: chat, text: ' ' }, /text is empty/],
    ['4,097 characters', 'sendMessage', { chat_id: chat, text: 'x'.repeat(4097) }, /too long/],
    [
      'an answer to nothing',
      'sendMessage',
      { chat_id: chat, text: 'x', reply_parameters: { message_id: 9 } },
      /replied not found/,
    ],
    ['no picture', 'sendPhoto', { chat_id: chat }, /no photo/],
    [
      'a text as picture',
      'sendPhoto',
      formOf({ chat_id: chat }, { photo: Buffer.from('not a picture at all') }),
      /IMAGE_PROCESS_FAILED/,
    ],
    [
      '1,025 characters',
      'sendPhoto',
      formOf({ chat_id: chat, caption: 'x'.repeat(1025) }),
      /caption is too long/,
    ],
    ['an album of one', 'sendMediaGroup', group([one]), /2-10/],
    ['an album of eleven', 'sendMediaGroup', group(Array(11).fill(one)), /2-10/],
    ['an album without files', 'sendMediaGroup', group([one, one]), /wrong file identifier/],
    [
      'an edit of nothing',
      'editMessageText',
      { chat_id: chat, message_id: 77, text: 'x' },
      /to edit not found/,
    ],
    [
      '101 deletions',
      'deleteMessages',
      { chat_id: chat, message_ids: Array.from({ length: 101 }, (_, i) => i) },
      /1-100/,
    ],
    ['101 updates', 'getUpdates', { limit: 101 }, /limit/],
  ];
  for (const [name, method, body, words] of cases) {
    expect({ name, said: await ask(method, body) }).toEqual({ name, said: expect.stringMatching(words) });
  }
  expect(await ask('getMe', {}, '7:wrong-wrong-wrong-wrong-wrong')).toBe('401 Unauthorized');
  expect(await ask('getMe', {}, 'wrong')).toBe('404 Not Found');
  expect(await ask('sendMessage', formOf({ chat_id: chat, text: 'Fine' }))).toBe('fine');
});

it('refuses an edit that changes nothing, and forgets updates once a higher offset was named', async () => {
  await using harness = await createHarness('telegram');
  const { ask, chat } = await aBot(harness);
  await ask('sendMessage', { chat_id: chat, text: 'Hello' });
  const [stored] = (await harness.store.list('messages', '-')).map(({ value }) =>
    z.looseObject({ id: z.number() }).parse(value),
  );
  const post = { chat_id: chat, message_id: stored!.id };
  expect(await ask('editMessageText', { ...post, text: 'Hello' })).toMatch(/not modified/);
  expect(await ask('editMessageCaption', { ...post, caption: 'Hello' })).toMatch(/no caption/);
  expect(await ask('editMessageText', { ...post, text: 'Hello again' })).toBe('fine');
  expect(await harness.store.list('updates', '')).toHaveLength(1);
  await ask('getUpdates', { offset: 2 });
  expect(await harness.store.list('updates', '')).toHaveLength(0);
});
