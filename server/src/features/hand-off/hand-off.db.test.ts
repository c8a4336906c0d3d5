import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { GiveConsent } from '#features/characters/contract.ts';
import { giveConsent } from '#features/characters/give-consent.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { decideReview } from '#features/publishing/decide-review.ts';
import { getDelivery } from '#features/publishing/list-deliveries.ts';
import { cancelDelivery } from '#features/publishing/manage-delivery.ts';
import { publishDelivery } from '#features/publishing/publish-delivery.ts';
import { schedulePost } from '#features/publishing/schedule-delivery.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import type { DeliveryId, PostId } from '#kernel/ids.ts';
import { buildApi } from '#roles/api.ts';
import { aCharacter, aPicture } from '#test/makers/a-post.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { fileOf, openLink } from './open-link.ts';
import { prepareHandOff } from './prepare-hand-off.ts';
import { getHandOff, listHandOffs, renewLink } from './present-hand-off.ts';
import { readSettings, saveSettings } from './settings.ts';
import { confirmHandOff, undoHandOff } from './settle-hand-off.ts';
import { sendTestMessage } from './tell-phone.ts';
import { watchHandOffs } from './watch-hand-offs.ts';

let test: TestContext;
let stack: AsyncDisposableStack;
const signal = AbortSignal.timeout(120_000);

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { config } = test.app;
  if (config.database.kind !== 'server') throw new Error('Tests use a server.');
  const http = await buildApi(test.app, config.database.url);
  await http.listen({ host: config.host, port: config.port });
  stack.defer(() => http.close());
});
afterAll(() => stack.disposeAsync());
beforeEach(() => test.setNow(undefined));

/** An approved post on an account that a person posts on. */
async function aPostByHand(caption = 'Light on the quay.') {
  const { ctx } = test;
  const character = await aCharacter(ctx);
  const picture = await aPicture(ctx, character);
  const account = await connectAccount(ctx, {
    mode: 'hand_off',
    characterId: character.id,
    platform: 'instagram',
    handle: `@${character.handle}`,
  });
  const draft = {
    characterId: character.id,
    caption,
    media: [{ assetId: picture.id, altText: 'The quay.' }],
  };
  const post = await createPost(ctx, CreatePost.parse({ ...draft, accountIds: [account.id] }));
  const id = post.id as PostId;
  const { contentHash } = await submitPost(ctx, id);
  await decideReview(ctx, id, { decision: 'approved', contentHash, note: '' });
  return { character, postId: id, pictureId: picture.id };
}

async function due(caption?: string) {
  const made = await aPostByHand(caption);
  const post = await schedulePost(test.ctx, made.postId, { when: 'now' });
  return { ...made, deliveryId: post.deliveries[0]!.id as DeliveryId };
}

async function handedOff(caption?: string) {
  const made = await due(caption);
  await prepareHandOff(test.ctx, made.deliveryId, signal);
  return made;
}

const ticketOf = async (deliveryId: DeliveryId) =>
  (await getHandOff(test.ctx, deliveryId)).link.split('/').at(-1)!;
const stateOf = async (deliveryId: DeliveryId) => (await getDelivery(test.ctx, deliveryId)).state;

describe('a delivery that a person posts', () => {
  it('becomes a package instead of a call, and is published by its address', async () => {
    const { deliveryId, character } = await due();
    test.queued.length = 0;
    await publishDelivery(test.ctx, deliveryId, signal);
    expect(test.queued).toMatchObject([{ job: 'hand-off.prepare', payload: { deliveryId } }]);
    await prepareHandOff(test.ctx, deliveryId, signal);
    await prepareHandOff(test.ctx, deliveryId, signal);

    const made = await getHandOff(test.ctx, deliveryId);
    expect(made).toMatchObject({
      state: 'open',
      handle: character.handle,
      caption: expect.stringMatching(/^Light on the quay\.\n\n🤖 Made with AI/),
      files: [{ kind: 'image', mime: 'image/jpeg', altText: 'The quay.', name: `${character.handle}-1.jpg` }],
      overdue: false,
    });
    expect(made.checklist[0]!.text).toContain('AI label');
    expect((await getDelivery(test.ctx, deliveryId)).attempts).toEqual([]);
    expect((await listHandOffs(test.ctx)).items.map((item) => item.deliveryId)).toContain(deliveryId);

    await expect(confirmHandOff(test.ctx, deliveryId, 'https://example.org/p/1')).rejects.toThrow(
      /not an address of Instagram/,
    );
    await confirmHandOff(test.ctx, deliveryId, 'https://www.instagram.com/p/Abc/?igsh=xyz');
    expect(await getDelivery(test.ctx, deliveryId)).toMatchObject({
      state: 'published',
      remoteUrl: 'https://www.instagram.com/p/Abc/',
      disclosed: true,
    });
    expect((await listHandOffs(test.ctx)).items.map((item) => item.deliveryId)).not.toContain(deliveryId);
  });

  it('takes a wrong address back, and takes no address twice', async () => {
    const first = await handedOff();
    const second = await handedOff();
    await confirmHandOff(test.ctx, first.deliveryId, 'https://instagram.com/p/one');
    await confirmHandOff(test.ctx, first.deliveryId, 'https://instagram.com/p/one');
    await expect(confirmHandOff(test.ctx, first.deliveryId, 'https://instagram.com/p/two')).rejects.toThrow(
      /confirmed already/,
    );
    await expect(confirmHandOff(test.ctx, second.deliveryId, 'https://instagram.com/p/one')).rejects.toThrow(
      /Another delivery/,
    );
    await undoHandOff(test.ctx, first.deliveryId);
    expect(await getDelivery(test.ctx, first.deliveryId)).toMatchObject({
      state: 'handed_off',
      remoteUrl: null,
    });
    await confirmHandOff(test.ctx, second.deliveryId, 'https://instagram.com/p/one');
    expect(await stateOf(second.deliveryId)).toBe('published');
  });

  it('is prepared at the lead before its time, and not before', async () => {
    const { postId } = await aPostByHand();
    await saveSettings(test.ctx, { leadMinutes: 45, telegram: null });
    const { deliveries } = await schedulePost(test.ctx, postId, {
      when: 'at',
      localTime: '2031-05-05T12:00',
    });
    const { id, publishAt } = deliveries[0]!;
    const wake = async (minutesBefore: number) => {
      test.queued.length = 0;
      test.setNow(new Date(Date.parse(publishAt!) - minutesBefore * 60_000));
      await watchHandOffs(test.app, signal);
      return test.queued.some(({ payload }) => payload.deliveryId === id);
    };
    expect(await wake(46)).toBe(false);
    expect(await wake(44)).toBe(true);
    await prepareHandOff(test.ctx, id as DeliveryId, signal);
    expect(await stateOf(id as DeliveryId)).toBe('handed_off');
    expect(await wake(43)).toBe(false);
  });

  it('reminds twice at most, then counts as missed; a late address still makes it published', async () => {
    const { deliveryId } = await handedOff();
    const start = Date.now();
    const reminders = async () => {
      const { rows } = await test.app.pool.query<{ count: number }>(
        "select count(*)::int from activities where subject_id = $1 and verb = 'delivery.overdue'",
        [deliveryId],
      );
      return rows[0]!.count;
    };
    const at = async (hours: number) => {
      test.setNow(new Date(start + hours * 3600_000));
      await watchHandOffs(test.app, signal);
      await watchHandOffs(test.app, signal);
    };
    await at(0.5);
    expect(await reminders()).toBe(0);
    await at(1.1);
    expect(await reminders()).toBe(1);
    expect(await getHandOff(test.ctx, deliveryId)).toMatchObject({ overdue: true });
    await at(12.1);
    await at(20);
    expect(await reminders()).toBe(2);
    await at(24.1);
    expect(await stateOf(deliveryId)).toBe('missed');
    await undoHandOff(test.ctx, deliveryId);
    await confirmHandOff(test.ctx, deliveryId, 'https://instagram.com/p/late');
    expect(await stateOf(deliveryId)).toBe('published');
  });

  it('fails with the reason when its files can never be made', async () => {
    const { deliveryId, pictureId } = await due();
    const checks = JSON.stringify([{ name: 'safety', verdict: 'fail', score: null, reason: 'Not safe.' }]);
    await test.app.pool.query('update assets set checks = $2 where id = $1', [pictureId, checks]);
    await prepareHandOff(test.ctx, deliveryId, signal);
    expect(await getDelivery(test.ctx, deliveryId)).toMatchObject({
      state: 'failed',
      failureMessage: expect.stringContaining('Not safe.'),
    });
    expect((await listHandOffs(test.ctx)).items.map((item) => item.deliveryId)).not.toContain(deliveryId);
  });

  it('stays away from what was cancelled, and from others', async () => {
    const { deliveryId } = await handedOff();
    await expect(getHandOff(await test.stranger(), deliveryId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      confirmHandOff(test.as('viewer'), deliveryId, 'https://instagram.com/p/x'),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await cancelDelivery(test.ctx, deliveryId);
    expect(await getHandOff(test.ctx, deliveryId)).toMatchObject({ state: 'cancelled' });
    await expect(confirmHandOff(test.ctx, deliveryId, 'https://instagram.com/p/x')).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('the link', () => {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${test.app.config.localUrl}/api/v1/hand-off/${path}`, init);
  const post = (path: string, body: unknown) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('opens one package without signing in: words, files, ticks, the address, and taking it back', async () => {
    const { deliveryId } = await handedOff();
    const ticket = await ticketOf(deliveryId);
    const shown = await ask(ticket);
    expect(shown.status).toBe(200);
    expect(await shown.json()).toMatchObject({ deliveryId, state: 'open' });
    const file = await ask(`${ticket}/files/0?save`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    const { fullPath } = fileOf(await openLink(test.app, ticket), 0);
    expect(Buffer.from(await file.arrayBuffer()).equals(await readFile(fullPath))).toBe(true);
    expect((await ask(`${ticket}/files/1`)).status).toBe(404);
    const ticked = await post(`${ticket}/tick`, { ticked: [0, 2, 99] });
    expect(await ticked.json()).toMatchObject({
      checklist: [{ done: true }, { done: false }, { done: true }, {}],
    });
    expect((await post(`${ticket}/confirm`, { address: 'nonsense' })).status).toBe(422);
    const done = await post(`${ticket}/confirm`, { address: 'https://instagram.com/p/link' });
    expect(await done.json()).toMatchObject({
      state: 'published',
      remoteUrl: 'https://instagram.com/p/link',
    });
    expect(await (await post(`${ticket}/undo`, {})).json()).toMatchObject({ state: 'open', remoteUrl: null });
  });

  it('is worthless when made up, ended, or replaced', async () => {
    const { deliveryId } = await handedOff();
    const ticket = await ticketOf(deliveryId);
    const other = await ticketOf((await handedOff()).deliveryId);
    expect((await ask(`${ticket.slice(0, -1)}${ticket.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
    expect((await ask(`${ticket.slice(0, 32)}${other.slice(32)}`)).status).toBe(404);
    const fresh = (await renewLink(test.ctx, deliveryId)).link.split('/').at(-1)!;
    expect((await ask(ticket)).status).toBe(410);
    expect((await ask(fresh)).status).toBe(200);
    test.setNow(new Date(Date.now() + 8 * 24 * 3600_000));
    expect((await ask(fresh)).status).toBe(410);
  });
});

describe('a message to the phone', () => {
  it('carries the link through a bot, and stops nothing when it fails', async () => {
    const channel = await test.app.rehearsal
      .get('telegram')
      .createAccount({ handle: 'studio_desk', displayName: 'Desk' });
    const telegram = { chatId: '@studio_desk', botToken: channel.fields.botToken!, rehearsal: true };
    expect(await saveSettings(test.ctx, { leadMinutes: 30, telegram })).toEqual({
      leadMinutes: 30,
      telegram: { chatId: '@studio_desk', rehearsal: true },
    });
    await sendTestMessage(test.ctx, signal);
    const { deliveryId } = await handedOff();
    const { link } = await getHandOff(test.ctx, deliveryId);
    const messages = await test.app.rehearsal.get('telegram').readTimeline('studio_desk');
    expect(messages?.posts[0]?.text).toContain(link);

    await saveSettings(test.ctx, { leadMinutes: 30, telegram: { chatId: '@nowhere', rehearsal: true } });
    await expect(sendTestMessage(test.ctx, signal)).rejects.toThrow(/chat not found/);
    const second = await handedOff();
    expect(await stateOf(second.deliveryId)).toBe('handed_off');
    expect((await getHandOff(test.ctx, second.deliveryId)).messageProblem).toContain('chat not found');
    const { rows } = await test.app.pool.query('select sealed_bot_token from hand_off_settings');
    expect(JSON.stringify(rows)).not.toContain(telegram.botToken);
  });

  it('keeps the token to itself, and asks for it once', async () => {
    const other = await test.stranger();
    expect(await readSettings(other)).toEqual({ leadMinutes: 30, telegram: null });
    const telegram = { chatId: '5', botToken: '' };
    await expect(saveSettings(other, { leadMinutes: 10, telegram })).rejects.toThrow(/token is missing/);
  });
});

it('does not post by itself what a person should post, even when asked to again', async () => {
  const { deliveryId, postId } = await handedOff();
  await publishDelivery(test.ctx, deliveryId, signal);
  expect(await stateOf(deliveryId)).toBe('handed_off');
  await expect(schedulePost(test.ctx, postId, { when: 'now' })).rejects.toMatchObject({ code: 'conflict' });
});

describe('a platform that takes only real creators', () => {
  const connect = (characterId: string) =>
    connectAccount(test.ctx, { mode: 'hand_off', characterId, platform: 'onlyfans', handle: 'nova' });

  it('refuses a fully synthetic character, with the reason, its source and another platform', async () => {
    const { id } = await aCharacter(test.ctx);
    await expect(connect(id)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('made-up person is not allowed'),
      hint: expect.stringContaining('Fanvue'),
      facts: { source: expect.stringContaining('onlyfans.com/terms') },
    });
  });

  it('takes a character whose real creator consented, while the consent lasts', async () => {
    const { id } = await aCharacter(test.ctx);
    const consent = {
      person: 'Ada',
      purpose: 'Her own account.',
      givenOn: '2026-01-02',
      note: 'She signed a paper that lies in the office safe.',
    };
    await giveConsent(test.ctx, id, GiveConsent.parse({ ...consent, covers: ['voice'] }));
    await expect(connect(id)).rejects.toMatchObject({ code: 'forbidden' });
    await giveConsent(test.ctx, id, GiveConsent.parse({ ...consent, covers: ['face'], until: '2027-01-02' }));
    test.setNow(new Date('2027-02-01T12:00:00Z'));
    await expect(connect(id)).rejects.toMatchObject({ code: 'forbidden' });
    test.setNow(undefined);
    expect(await connect(id)).toMatchObject({ mode: 'hand_off', handle: 'nova' });
  });
});
