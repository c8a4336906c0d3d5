import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHarness, type Harness, TestLedger, testCall } from '#platforms/conformance-harness.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import type { PublishPayload } from '#platforms/platform.ts';
import { planFault } from '#platforms/simulators/misbehave.ts';
import { mastodon } from './adapter.ts';
import { serverAddress } from './connect.ts';
import { plainText } from './plain-text.ts';

const quick = { pollSeconds: [0, 0.01] };
const hour = 3600;

async function anAccount(harness: Harness) {
  const adapter = mastodon(harness.http, quick);
  const { fields } = await harness.stage.createAccount({ handle: 'mia', displayName: 'Mia' });
  const call = testCall([], { now: harness.clock.now });
  const connected = await adapter.connect({ fields, baseUrl: harness.baseUrl }, call);
  const checked = await adapter.check(connected, call);
  const account = { ...connected, limits: checked.limits };
  const payload = (more: Partial<PublishPayload> = {}): PublishPayload => ({
    operationKey: 'one',
    caption: 'Waves (made with AI)',
    language: 'en-GB',
    media: [],
    disclosure: 'ai_generated',
    account,
    ...more,
  });
  harness.seen.length = 0;
  return { adapter, account, checked, call, payload };
}

const stored = async (harness: Harness, collection: string, key: string) =>
  z.record(z.string(), z.unknown()).parse(await harness.store.get(collection, key));
const posts = (harness: Harness, accountId: string) => harness.stage.ownPosts(accountId);

describe('a mastodon post', () => {
  it.each(['words', 'a picture'] as const)(
    'is found among the account’s own once the key has lost its force (%s)',
    async (kind) => {
      await using harness = await createHarness('mastodon');
      const { adapter, account, call, payload } = await anAccount(harness);
      const media = kind === 'words' ? [] : [await harness.media.image(640, 800, '#446688')];
      const ledger = new TestLedger();
      const text =
        'Look: https://example.org/a/very/long/path/to/somewhere #sea @leo\n\n<b> & "so" (made with AI)';
      const post = payload({ caption: text, media });
      await planFault(harness.store, { kind: 'post_status', misbehaviour: 'hang_up_after' });
      await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'outcome_unknown' });
      harness.clock.aheadSeconds = 2 * hour;
      const found = await adapter.reconcile(post, ledger.handles, call);
      const again = await adapter.publish(post, ledger, call);
      expect(found).toMatchObject({ outcome: 'published', remoteId: again.remoteId });
      expect(await posts(harness, account.remoteId)).toHaveLength(1);
      expect(harness.seen.filter((one) => one === 'post_status')).toHaveLength(1);
    },
  );

  it('is sent after the hour when the account’s own posts prove that it is not there', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, account, call, payload } = await anAccount(harness);
    // The same words, posted before this was tried, are another post.
    await adapter.publish(payload({ operationKey: 'earlier' }), new TestLedger(), call);
    harness.clock.aheadSeconds = hour;
    const ledger = new TestLedger();
    await planFault(harness.store, { kind: 'post_status', misbehaviour: 'hang_up_before' });
    await expect(adapter.publish(payload(), ledger, call)).rejects.toMatchObject({
      failure: 'outcome_unknown',
    });
    harness.clock.aheadSeconds = 3 * hour;
    expect(await adapter.reconcile(payload(), ledger.handles, call)).toMatchObject({
      outcome: 'not_published',
    });
    await adapter.publish(payload(), ledger, call);
    expect(await posts(harness, account.remoteId)).toHaveLength(2);
  });

  it('carries what a person chose for it', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, call, payload } = await anAccount(harness);
    const options = { visibility: 'unlisted', contentWarning: 'Bright light', sensitive: 'true' };
    const media = [await harness.media.image(600, 900, '#446688')];
    const { remoteId } = await adapter.publish(payload({ options, media }), new TestLedger(), call);
    expect(await stored(harness, 'statuses', remoteId)).toMatchObject({
      visibility: 'unlisted',
      spoilerText: 'Bright light',
      sensitive: true,
      language: 'en',
    });
    const { value } = (await harness.store.list('media', ''))[0]!;
    expect(value).toMatchObject({ focus: '0.0,0.4', description: media[0]!.altText });
  });

  it('keeps within the server’s limit together with its warning', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, call, payload } = await anAccount(harness);
    const caption = `${'x'.repeat(480)} made with AI`;
    const long = payload({ caption, options: { contentWarning: 'Bright light' } });
    await expect(adapter.publish(long, new TestLedger(), call)).rejects.toMatchObject({
      failure: 'rejected',
    });
    expect(harness.seen).toEqual([]);
    await adapter.publish(payload({ caption }), new TestLedger(), call);
  });

  it('waits for a clip that is being prepared, and uploads it once', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, call, payload } = await anAccount(harness);
    const ledger = new TestLedger();
    const post = payload({ media: [await harness.media.video(4)] });
    await planFault(harness.store, { kind: 'upload_media', misbehaviour: 'slow_processing', seconds: 600 });
    const early = await adapter.publish(post, ledger, call).catch((error: unknown) => error);
    expect(early).toMatchObject({ failure: 'unavailable', retryAfterSeconds: 60 });
    expect(ledger.moments).not.toContain('about to publish');
    harness.clock.aheadSeconds = 601;
    await adapter.publish(post, ledger, call);
    expect(harness.seen.filter((one) => one === 'upload_media')).toHaveLength(1);
  });

  it('uploads again what the server has swept away', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, account, call, payload } = await anAccount(harness);
    const ledger = new TestLedger();
    const post = payload({ media: [await harness.media.image(640, 800, '#446688')] });
    await planFault(harness.store, { kind: 'post_status', misbehaviour: 'rate_limited' });
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'rate_limited' });
    for (const { key } of await harness.store.list('media', '')) await harness.store.delete('media', key);
    await expect(adapter.publish(post, ledger, call)).rejects.toMatchObject({ failure: 'unavailable' });
    await adapter.publish(post, ledger, call);
    expect(await posts(harness, account.remoteId)).toHaveLength(1);
  });

  it('keeps its files and its warning when its words change', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, account, call, payload } = await anAccount(harness);
    const media = [await harness.media.image(640, 800, '#446688')];
    const options = { contentWarning: 'Bright light' };
    const { remoteId } = await adapter.publish(payload({ media, options }), new TestLedger(), call);
    const before = await stored(harness, 'statuses', remoteId);
    await adapter.edit!(remoteId, 'Dunes (made with AI)', account, call);
    expect(await stored(harness, 'statuses', remoteId)).toEqual({ ...before, text: 'Dunes (made with AI)' });
  });
});

describe('a mastodon account', () => {
  it('is marked as automated, and has the limits of its server', async () => {
    await using harness = await createHarness('mastodon');
    const { account, checked } = await anAccount(harness);
    expect(account).toMatchObject({ handle: 'mia@rehearsal.example', warnings: [] });
    expect(checked).toMatchObject({
      profileLabelled: true,
      limits: { text: { max: 500, linkWeight: 23 }, altTextMax: 1500, media: { maxItems: 4 } },
    });
  });

  it('answers once, also after the server has forgotten the key', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, account, call, payload } = await anAccount(harness);
    const { remoteId: postId } = await adapter.publish(payload(), new TestLedger(), call);
    const author = { handle: 'leo', displayName: 'Leo' };
    const toRemoteId = await harness.stage.crowd!.comment({ postId, author, text: 'Where?' });
    const input = { toRemoteId, postRemoteId: postId, text: 'In Lisbon', operationKey: 'r' };
    const first = await adapter.engaging!.reply!(input, account, call);
    harness.clock.aheadSeconds = 2 * hour;
    expect(await adapter.engaging!.reply!(input, account, call)).toEqual(first);
    expect((await stored(harness, 'statuses', first.remoteId)).text).toBe('@leo@strangers.example In Lisbon');
  });

  it('says that a pasted token without its client cannot be revoked from here', async () => {
    await using harness = await createHarness('mastodon');
    const { adapter, account, call } = await anAccount(harness);
    const credentials = { ...account.credentials, clientId: '', clientSecret: '' };
    const revoking = adapter.revoke!({ ...account, credentials }, call);
    await expect(revoking).rejects.toMatchObject({
      failure: 'rejected',
      hint: expect.stringContaining('Delete'),
    });
  });
});

describe('a server', () => {
  const claiming = (instance: object): PlatformHttp => {
    const http: PlatformHttp = {
      async send(input) {
        const own = { id: '1', username: 'mia', acct: 'mia', bot: true };
        return input.answer.parse(
          input.url.endsWith('/instance') ? { domain: 'x.example', ...instance } : own,
        );
      },
      exchange: () => Promise.reject(new Error('nothing is uploaded here')),
      within: () => http,
    };
    return http;
  };
  const connectTo = (instance: object) =>
    mastodon(claiming(instance)).connect({ fields: { instance: 'x.example', accessToken: 't' } }, testCall());

  it.each([
    ['Pleroma', { version: '2.7.2 (compatible; Pleroma 2.6.0)' }],
    ['Akkoma', { version: '2.7.2 (compatible; Akkoma 3.13.2)' }],
    ['Pixelfed', { version: '3.5.3 (compatible; Pixelfed 0.12.5)' }],
    ['gotosocial', { version: '0.19.1', source_url: 'https://codeberg.org/superseriousbusiness/gotosocial' }],
    ['Something', { version: '4.2.1 (compatible; Something 1.0)' }],
    ['3.5.19', { version: '3.5.19' }],
  ])('that runs %s is refused by name', async (name, instance) => {
    const refused = await connectTo(instance).catch((error: unknown) => error);
    expect(refused).toMatchObject({ failure: 'rejected', message: expect.stringContaining(name) });
  });

  it.each(['4.7.0', '4.5.0-nightly.2025-07-11', '4.4.1+glitch', '4.2.10+hometown-1.1.1'])(
    'that runs Mastodon %s is taken',
    async (version) => {
      expect(await connectTo({ version })).toMatchObject({ handle: 'mia@x.example' });
    },
  );

  it('has an address however people write it', () => {
    for (const typed of [
      'x.example',
      'https://x.example/',
      'https://x.example/@mia',
      '@mia@x.example',
      'mia@x.example',
    ])
      expect(serverAddress(typed)).toBe('https://x.example');
    for (const typed of ['', 'mia', 'https://a:b@x.example', 'a b.c'])
      expect(() => serverAddress(typed)).toThrow('not the address of a server');
  });

  it('shows words as HTML, and we read them as words', () => {
    expect(
      plainText('<p>a &amp; b<br />&lt;c&gt; &#39;d&#x27;</p><p><a href="/x">#<span>tag</span></a></p>'),
    ).toBe("a & b\n<c> 'd'\n\n#tag");
  });
});
