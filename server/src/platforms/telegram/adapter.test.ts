import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describePlatform } from '#platforms/conformance.ts';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { PlatformHttp, SendBody } from '#platforms/http.ts';
import type { PublishPayload } from '#platforms/platform.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { telegram } from './adapter.ts';
import { failureOf } from './errors.ts';

describePlatform('telegram against its simulator', {
  start: () => createHarness('telegram'),
  adapterOf: ({ http }) => telegram(http),
  expiredToken: 'needs_reconnect',
  // Bots cannot read a channel: a copy in the discussion group proves a post, and nothing proves its absence.
  unprovable: ['not_published'],
  repliesOnce: false,
  // A bot gets no updates about its own messages, nor about deletions.
  tellsOwnActs: false,
});

const description = JSON.parse(
  await readFile(new URL('../../../test/api-descriptions/telegram.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv({ strict: false });
ajv.addSchema(description, 'telegram');

/** Checks each request against the public description of the Bot API before it leaves. */
function described(http: PlatformHttp, methods: string[]): PlatformHttp {
  return {
    ...http,
    send(input) {
      const method = input.url.split('/').at(-1)!;
      methods.push(method);
      const body = input.body ?? { json: {} };
      const parameters = 'json' in body ? body.json : 'files' in body ? multipart(body) : undefined;
      const matches = ajv.validate({ $ref: `telegram#/definitions/${method}` }, parameters);
      expect({ method, errors: matches ? [] : ajv.errors }).toEqual({ method, errors: [] });
      return http.send(input);
    },
  };
}

/** Fields as the server reads them: text where text is asked for, JSON elsewhere; a file under its own name. */
function multipart({ fields, files }: Extract<SendBody, { files: unknown }>): Record<string, unknown> {
  const text = ['chat_id', 'caption', 'text'];
  const named = Object.entries(fields).map(([name, value]) => [
    name,
    text.includes(name) ? value : (JSON.parse(value) as unknown),
  ]);
  const whole = files
    .filter(({ name }) => !name.startsWith('file'))
    .map(({ name }) => [name, { $file: true }]);
  return Object.fromEntries([...named, ...whole]) as Record<string, unknown>;
}

async function aChannel(harness: Harness) {
  const methods: string[] = [];
  const adapter = telegram(described(harness.http, methods));
  const { fields } = await harness.stage.createAccount({ handle: 'mia_daily', displayName: 'Mia' });
  const account = await adapter.connect({ fields, baseUrl: harness.baseUrl }, testCall());
  const payload = (caption: string, more: Partial<PublishPayload> = {}): PublishPayload => ({
    operationKey: 'o',
    caption: `${caption} Made with AI`,
    language: 'en',
    media: [],
    disclosure: 'ai_generated',
    account,
    ...more,
  });
  return { adapter, account, payload, methods, fields };
}

const stored = async (harness: Harness) =>
  (await harness.store.list('messages', '-100')).map(({ value }) =>
    z.looseObject({ text: z.string(), silent: z.boolean(), protected: z.boolean() }).parse(value),
  );

describe('telegram', () => {
  it('sends only what the description of the Bot API knows', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, payload, methods } = await aChannel(harness);
    const image = await harness.media.image(640, 800, '#884422');
    const clip = await harness.media.video(3);
    const options = { silent: 'true', protectContent: 'true', linkPreview: 'large' };
    const call = testCall();
    await adapter.check(account, call);
    for (const media of [[], [image], [clip], [image, clip]]) {
      await adapter.publish(payload('Hello', { media, options }), new TestLedger(), call);
    }
    const parts = [{ text: 'And then', media: [image] }];
    const thread = payload('One', { form: 'thread', parts, options: { linkPreview: 'hidden' } });
    const { remoteId } = await adapter.publish(thread, new TestLedger(), call);
    await adapter.edit!(remoteId, 'Changed. Made with AI', account, call);
    await adapter.readBack(remoteId, account, call);
    await adapter.reading!.accountNumbers!(account, call);
    await adapter.remove!(remoteId, account, call);
    expect(new Set(methods).size).toBe(12);
    expect((await stored(harness)).slice(0, 4).every((one) => one.silent && one.protected)).toBe(true);
  });

  it('sends a text too long for a caption after its media, which never stand there unmarked', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, payload } = await aChannel(harness);
    const long = payload('x'.repeat(1100), { media: [await harness.media.image(640, 800, '#884422')] });
    const { remoteId, url } = await adapter.publish(long, new TestLedger(), testCall());
    const posts = (await harness.stage.ownPosts(account.remoteId)).map(({ text }) => text);
    expect(posts).toEqual(['🤖 Made with AI #AIGenerated', long.caption]);
    expect(url).toMatch(/^https:\/\/t\.me\/mia_daily\/\d+$/);
    await adapter.edit!(remoteId, 'Short now. Made with AI', account, testCall());
    expect((await harness.stage.ownPosts(account.remoteId)).at(-1)?.text).toBe('Short now. Made with AI');
    await adapter.remove!(remoteId, account, testCall());
    expect(await harness.stage.ownPosts(account.remoteId)).toEqual([]);
  });

  it('counts a caption in UTF-16 units, a family emoji as eleven', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, payload } = await aChannel(harness);
    const media = [await harness.media.image(640, 800, '#884422')];
    const end = '👨‍👩‍👧‍👦'.length;
    const fits = payload('x'.repeat(1024 - end - ' Made with AI'.length), { media });
    const over = (text: string) => ({ ...fits, caption: text });
    await adapter.publish(over(`${fits.caption}👨‍👩‍👧‍👦`), new TestLedger(), testCall());
    expect(await harness.stage.ownPosts(account.remoteId)).toHaveLength(1);
    await adapter.publish(over(`${fits.caption}x👨‍👩‍👧‍👦`), new TestLedger(), testCall());
    expect(await harness.stage.ownPosts(account.remoteId)).toHaveLength(3);
  });

  it('connects only a channel in which the bot may post', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, fields } = await aChannel(harness);
    const connect = (channel: string) =>
      adapter.connect({ fields: { ...fields, channel }, baseUrl: harness.baseUrl }, testCall());
    await expect(connect('not a channel')).rejects.toMatchObject({ failure: 'rejected' });
    await expect(connect('@elsewhere')).rejects.toMatchObject({ failure: 'gone' });
    const channel = z.looseObject({}).parse(await harness.store.get('channels', account.remoteId));
    await harness.store.put('channels', account.remoteId, { ...channel, mayPost: false });
    await expect(connect('@mia_daily')).rejects.toMatchObject({ failure: 'restricted' });
    await harness.store.put('channels', account.remoteId, { ...channel, groupId: null });
    const alone = await connect('https://t.me/mia_daily');
    expect(alone.warnings).toEqual([
      'The channel has no discussion group, so there are no comments to read.',
    ]);
    const reading = adapter.reading!.comments!('t1_ai', null, alone, testCall());
    await expect(reading).rejects.toMatchObject({ failure: 'restricted' });
  });

  it('proves nothing without a discussion group, except what Telegram refused or never got', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, payload } = await aChannel(harness);
    const alone = { ...account, credentials: { ...account.credentials, linkedChatId: '' } };
    const lost = { ...payload('Lost'), account: alone };
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'send', misbehaviour: 'hang_up_after' });
    await expect(adapter.publish(lost, ledger, testCall())).rejects.toMatchObject({
      failure: 'outcome_unknown',
    });
    const unsure = await adapter.reconcile(lost, ledger.handles, testCall());
    expect(unsure).toMatchObject({
      outcome: 'undetermined',
      evidence: expect.stringContaining('please look'),
    });
    const away = { ...lost, account: { ...alone, baseUrl: 'http://127.0.0.1:9' } };
    const refused = new TestLedger();
    await expect(adapter.publish(away, refused, testCall())).rejects.toMatchObject({
      failure: 'unavailable',
    });
    expect(await adapter.reconcile(lost, refused.handles, testCall())).toMatchObject({
      outcome: 'not_published',
    });
  });

  it('hands on each comment once as a stream, and empties the queue only of what it handed on', async () => {
    await using harness = await createHarness('telegram');
    const { adapter, account, payload } = await aChannel(harness);
    const { remoteId } = await adapter.publish(payload('Talk to me'), new TestLedger(), testCall());
    const comment = (text: string) =>
      harness.stage.crowd!.comment({ postId: remoteId, author: { handle: 'leo', displayName: 'Leo' }, text });
    const read = (cursor: string | null) => adapter.reading!.mentions!(cursor, account, testCall());
    let cursor: string | null = null;
    const told: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let index = 0; index < 40; index += 1) await comment(`${round}/${index}`);
      const page = await read(cursor);
      told.push(...page.items.map(({ text }) => text));
      cursor = page.next ?? cursor;
    }
    expect(told).toHaveLength(160);
    expect(new Set(told).size).toBe(160);
    expect((await read(cursor)).items).toEqual([]);
  });

  it.each([
    [400, 'Bad Request: not enough rights to send photos to the chat', 'restricted'],
    [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'media_rejected'],
    [400, 'Bad Request: wrong file identifier/HTTP URL specified', 'media_rejected'],
    [400, 'Bad Request: message caption is too long', 'rejected'],
    [400, 'Bad Request: message to edit not found', 'gone'],
    [400, 'Bad Request: chat not found', 'gone'],
    [400, 'Bad Request: something new', 'rejected'],
    [401, 'Unauthorized', 'needs_reconnect'],
    [403, 'Forbidden: bot was kicked from the channel chat', 'restricted'],
    [404, 'Not Found', 'needs_reconnect'],
    [413, 'Request Entity Too Large', 'media_rejected'],
    [502, 'Bad Gateway', 'outcome_unknown'],
  ])('reads %i %s as %s', (status, words, failure) => {
    const body = { ok: false, error_code: status, description: words };
    expect(failureOf({ status, headers: {}, body }, true)).toMatchObject({ failure });
  });

  it('reads how long to wait', () => {
    const parameters = { retry_after: 35 };
    const body = { ok: false, error_code: 429, description: 'Too Many Requests: retry after 35', parameters };
    const error = failureOf({ status: 429, headers: {}, body }, true);
    expect(error).toMatchObject({ failure: 'rate_limited', retryAfterSeconds: 35 });
  });
});
