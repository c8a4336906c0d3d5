import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inNameOf } from '#context';
import { PlatformError } from '#platforms/platform.ts';
import { registryOf } from '#platforms/registry.ts';
import { aPerson, type FakePlatform, fakePlatform } from '#test/fake-platform.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { deleteRegistration, keepRegistration, listRegistrations } from './app-registrations.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { connectAccount } from './connect-account.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { chooseAccounts, finishSignIn, readSignIn } from './finish-sign-in.ts';
import { getAccount } from './get-account.ts';
import { findAccount, openCredentials } from './queries.ts';
import { accountSignIns, accounts } from './tables.ts';

let test: TestContext;
let fake: FakePlatform;
let characterId: string;
const app = { clientId: 'app-1', clientSecret: 'shh-secret' };

beforeAll(async () => {
  fake = fakePlatform();
  test = await testContext({ platforms: registryOf([fake.adapter]) });
  characterId = (await aCharacter(test.ctx)).id;
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  fake.people = [aPerson('mara')];
  fake.revokeError = undefined;
  test.setNow(undefined);
  await test.ctx.db.delete(accountSignIns);
  await test.ctx.db.delete(accounts);
});

const begin = (more = {}) =>
  beginSignIn(test.ctx, { platform: 'fake', mode: 'live', characterId, fields: app, ...more });
const stateIn = (url: string) => new URL(url).searchParams.get('state')!;

it('connects the account a person signed in with, and uses a state once', async () => {
  const { authorizeUrl } = await begin();
  expect(authorizeUrl).toContain(encodeURIComponent(`${test.ctx.config.publicUrl}/api/v1/oauth/callback`));
  const query = { state: stateIn(authorizeUrl), code: 'good' };
  const { accountId } = await finishSignIn(test.ctx, query);
  const account = await findAccount(test.ctx, accountId!);
  expect(account).toMatchObject({ handle: 'mara', mode: 'live', publishesLeft: 9 });
  expect(openCredentials(test.app, account)).toMatchObject({ accessToken: 'token-of-mara' });
  expect(await finishSignIn(test.ctx, query)).toMatchObject({ accountId });
  expect(await test.ctx.db.select().from(accounts)).toHaveLength(1);
});

it('keeps no state and no secret in clear', async () => {
  const { authorizeUrl } = await begin();
  const [row] = await test.ctx.db.select().from(accountSignIns);
  const stored = JSON.stringify(row) + row!.sealed!.toString('latin1');
  expect(stored).not.toContain(stateIn(authorizeUrl));
  expect(stored).not.toContain('kept-verifier');
});

it('of two arrivals with one state connects one', async () => {
  const query = { state: stateIn((await begin()).authorizeUrl), code: 'good' };
  await Promise.all([finishSignIn(test.ctx, query), finishSignIn(test.ctx, query)]);
  expect(await test.ctx.db.select().from(accounts)).toHaveLength(1);
});

it('says what went wrong: denied, refused, nothing to connect', async () => {
  const failed = async (more: Record<string, string>) => {
    const state = stateIn((await begin()).authorizeUrl);
    const { signInId } = await finishSignIn(test.ctx, { state, ...more });
    return readSignIn(test.ctx, signInId!);
  };
  expect(await failed({ error: 'access_denied' })).toMatchObject({
    step: 'failed',
    message: 'You did not allow it at Fake.',
  });
  expect(await failed({ error: 'invalid_scope', error_description: 'no such scope' })).toMatchObject({
    message: 'Fake refused the sign-in: no such scope',
  });
  expect(await failed({ code: 'bad' })).toMatchObject({ message: 'Fake: The code is not good.' });
  fake.people = [];
  expect(await failed({ code: 'good' })).toMatchObject({
    message: 'Fake named no account that can be connected.',
  });
  expect(await test.ctx.db.select().from(accounts)).toHaveLength(0);
});

it('refuses an old state, a stranger, somebody else of the workspace, and one nobody gave out', async () => {
  const state = stateIn((await begin()).authorizeUrl);
  const query = { state, code: 'good' };
  expect(await finishSignIn(await test.stranger(), query)).toMatchObject({ problem: 'somebody_else' });
  const colleague = inNameOf(
    test.app,
    test.ctx.workspaceId,
    { kind: 'user', userId: 'colleague', name: 'Bo' },
    'owner',
  );
  expect(await finishSignIn(colleague, query)).toMatchObject({ problem: 'somebody_else' });
  expect(await finishSignIn(test.ctx, { state: 'made-up', code: 'good' })).toMatchObject({
    problem: 'unknown',
  });
  test.setNow(new Date(Date.now() + 21 * 60_000));
  const { signInId } = await finishSignIn(test.ctx, query);
  expect(await readSignIn(test.ctx, signInId!)).toMatchObject({
    message: 'This sign-in took too long.',
  });
  expect(await test.ctx.db.select().from(accounts)).toHaveLength(0);
});

it('lets a person choose between several, and wants a choice', async () => {
  fake.people = [aPerson('one'), aPerson('two'), aPerson('three')];
  const state = stateIn((await begin()).authorizeUrl);
  const { signInId } = await finishSignIn(test.ctx, { state, code: 'good' });
  const offered = await readSignIn(test.ctx, signInId!);
  expect(offered.choices.map(({ handle }) => handle)).toEqual(['one', 'two', 'three']);
  expect(JSON.stringify(offered)).not.toContain('token-of');
  await expect(chooseAccounts(test.ctx, signInId!, [])).rejects.toMatchObject({ code: 'invalid' });
  const { accountIds } = await chooseAccounts(test.ctx, signInId!, ['id-one', 'id-three']);
  expect(accountIds).toHaveLength(2);
  await expect(chooseAccounts(test.ctx, signInId!, ['id-two'])).rejects.toMatchObject({ code: 'conflict' });

  const first = await disconnectAccount(test.ctx, accountIds[0]!);
  expect(first.note).toContain('one permission for this account and three');
  expect(fake.revoked).not.toContain('one');
  expect((await disconnectAccount(test.ctx, accountIds[1]!)).note).toBe('');
  expect(fake.revoked).toContain('three');
});

it('remembers the app, shows no secret of it, replaces and forgets it', async () => {
  await begin();
  const { items } = await listRegistrations(test.ctx);
  expect(items[0]?.fields).toEqual([
    { name: 'clientId', label: 'Client', secret: false, value: 'app-1' },
    { name: 'clientSecret', label: 'Secret', secret: true, value: null },
  ]);
  expect((await begin({ fields: {} })).authorizeUrl).toContain('client_id=app-1');
  await keepRegistration(test.ctx, 'fake', { clientId: 'app-2', clientSecret: '' });
  expect((await begin({ fields: undefined })).authorizeUrl).toContain('client_id=app-2');
  await deleteRegistration(test.ctx, 'fake');
  await expect(begin({ fields: {} })).rejects.toMatchObject({ field: 'fields.clientId' });
  await expect(listRegistrations(test.as('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
});

it('connects an account again with its history, and only that account', async () => {
  const state = stateIn((await begin()).authorizeUrl);
  const { accountId } = await finishSignIn(test.ctx, { state, code: 'good' });
  fake.people = [aPerson('somebody')];
  const wrong = stateIn((await begin({ accountId })).authorizeUrl);
  const { signInId } = await finishSignIn(test.ctx, { state: wrong, code: 'good' });
  expect(await readSignIn(test.ctx, signInId!)).toMatchObject({
    step: 'failed',
    message: 'You signed in as somebody, not as mara.',
  });
  fake.revokeError = new PlatformError('unavailable', 'It did not answer.');
  const { note } = await disconnectAccount(test.ctx, accountId!);
  expect(note).toMatch(/^Fake could not be told \(It did not answer\.\): remove this studio's access/);
  fake.people = [aPerson('mara')];
  const again = stateIn((await begin()).authorizeUrl);
  expect(await finishSignIn(test.ctx, { state: again, code: 'good' })).toMatchObject({ accountId });
  expect(await findAccount(test.ctx, accountId!)).toMatchObject({ disconnectedAt: null, paused: false });
});

it('connects by hand with a name alone, and tells limits and quota of an account', async () => {
  const hand = await connectAccount(test.ctx, {
    mode: 'hand_off',
    platform: 'fake',
    characterId,
    handle: '@mara.hand',
  });
  expect(hand).toMatchObject({ mode: 'hand_off', handle: 'mara.hand', health: 'ok' });
  await expect(
    connectAccount(test.ctx, { mode: 'hand_off', platform: 'fake', characterId, handle: '@Mara.Hand' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  const state = stateIn((await begin()).authorizeUrl);
  const { accountId } = await finishSignIn(test.ctx, { state, code: 'good' });
  const details = await getAccount(test.ctx, accountId!);
  expect(details.limits[0]).toEqual({ label: 'Text', value: '77 characters' });
  expect(details.quotas).toMatchObject([
    { bucket: 'posts', used: 0, max: 5, per: 'account' },
    { bucket: 'calls', used: 0, max: 10, per: 'app' },
  ]);
});
