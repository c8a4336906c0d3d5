import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AccountId, type CharacterId, newId } from '#kernel/ids.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { type AccountCheck, PlatformError } from '#platforms/platform.ts';
import { createPlatformRegistry, registryOf } from '#platforms/registry.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { noteFailure } from './account-health.ts';
import { checkAccount, checkDueAccounts } from './check-account.ts';
import { getAccount } from './get-account.ts';
import { pauseAccount } from './manage-account.ts';
import { findAccount, sealedFor } from './queries.ts';
import { accounts } from './tables.ts';

let test: TestContext;
let characterId: string;
let asked = 0;
let answer: () => AccountCheck;
const signal = AbortSignal.timeout(60_000);
const well = (): AccountCheck => ({
  handle: 'nova',
  displayName: 'Nova',
  tokenExpiresAt: null,
  publishesLeft: 97,
  profileLabelled: null,
});

beforeAll(async () => {
  const real = createPlatformRegistry(createPlatformHttp({ userAgent: 'test' }));
  const adapter = {
    ...real.get('instagram'),
    async check() {
      asked += 1;
      return answer();
    },
  };
  test = await testContext({ platforms: registryOf([adapter]) });
  characterId = (await aCharacter(test.ctx)).id;
});
afterAll(() => test[Symbol.asyncDispose]());

async function makeAccount(over: Partial<typeof accounts.$inferInsert> = {}): Promise<AccountId> {
  const id = newId<AccountId>();
  await test.ctx.db.insert(accounts).values({
    id,
    workspaceId: test.ctx.workspaceId,
    characterId: characterId as CharacterId,
    platform: 'instagram',
    mode: 'rehearsal',
    remoteId: id,
    handle: 'old name',
    credentials: test.ctx.vault.seal('{}', sealedFor(id)),
    checkedAt: new Date(),
    ...over,
  });
  return id;
}

it('keeps what the platform says, and takes a healed account up again', async () => {
  answer = well;
  const id = await makeAccount({ health: 'reauth', healthReason: 'The token ended.' });
  expect(await checkAccount(test.ctx, id, signal)).toMatchObject({
    handle: 'nova',
    publishesLeft: 97,
    health: 'ok',
    checkMessage: '',
  });
});

it('tells a person once when an account needs one', async () => {
  answer = () => {
    throw new PlatformError('needs_reconnect', 'The token ended.', { hint: 'Connect it again.' });
  };
  const id = await makeAccount();
  for (let round = 0; round < 2; round += 1) {
    expect(await checkAccount(test.ctx, id, signal)).toMatchObject({
      health: 'reauth',
      checkMessage: 'The token ended. Connect it again.',
    });
  }
  const told = test.told.filter(
    (event) => event.type === 'activity' && event.activity.verb === 'account.in_trouble',
  );
  expect(told).toHaveLength(1);
});

it('says of a platform that is away that it is tried again, and forgets it when its time is over', async () => {
  answer = () => {
    throw new PlatformError('unavailable', 'It did not answer.', { retryAfterSeconds: 60 });
  };
  const id = await makeAccount();
  expect(await checkAccount(test.ctx, id, signal)).toMatchObject({
    health: 'retry',
    needsPerson: false,
    paused: false,
    checkMessage: 'It did not answer.',
  });
  test.setNow(new Date(Date.now() + 61_000));
  expect(await getAccount(test.ctx, id)).toMatchObject({ health: 'ok', healthReason: '' });
  test.setNow(undefined);
  answer = well;
  expect(await checkAccount(test.ctx, id, signal)).toMatchObject({ health: 'ok' });
});

it.each([
  ['checkpoint', 'checkpoint', true],
  ['restricted', 'restricted', true],
  ['policy', 'policy', true],
  ['gone', 'gone', true],
  ['needs_reconnect', 'reauth', false],
  ['rate_limited', 'quota', false],
] as const)('makes of %s the state %s', async (failure, health, paused) => {
  answer = () => {
    throw new PlatformError(failure, 'The platform says no.', { remoteCode: '7' });
  };
  const id = await makeAccount();
  const found = await checkAccount(test.ctx, id, signal);
  expect(found).toMatchObject({ health, paused, pauseReason: paused ? 'The platform says no.' : '' });
  expect(found.healthHint).not.toBe('');
  const told = test.told.filter((event) => event.type === 'activity' && event.activity.subjectId === id);
  expect(told).toHaveLength(health === 'quota' ? 0 : 1);
  answer = well;
  expect(await checkAccount(test.ctx, id, signal)).toMatchObject({ paused, health: paused ? health : 'ok' });
  await pauseAccount(test.ctx, id, false);
  expect(await findAccount(test.ctx, id)).toMatchObject({ health: 'ok', paused: false, pauseReason: '' });
});

it('takes a refusal of our own rules for no word about the account, and nothing hides that a person is needed', async () => {
  const id = await makeAccount();
  await noteFailure(test.ctx, id, new PlatformError('policy', 'It cannot be disclosed.'));
  await noteFailure(test.ctx, id, new PlatformError('media_rejected', 'Not this file.', { remoteCode: '1' }));
  expect(await findAccount(test.ctx, id)).toMatchObject({ health: 'ok' });
  await noteFailure(test.ctx, id, new PlatformError('restricted', 'Limited.', { remoteCode: '2' }));
  await noteFailure(test.ctx, id, new PlatformError('unavailable', 'Away.'));
  expect(await findAccount(test.ctx, id)).toMatchObject({ health: 'restricted', paused: true });
});

it('asks by itself about those that are due, and no others', async () => {
  answer = well;
  const hours = (count: number) => new Date(Date.now() - count * 3600_000);
  await makeAccount({ checkedAt: hours(2) });
  await makeAccount({ checkedAt: hours(30) });
  await makeAccount({ checkedAt: hours(8), tokenExpiresAt: hours(-24) });
  await makeAccount({ checkedAt: hours(30), disconnectedAt: hours(1) });
  await makeAccount({ checkedAt: hours(30), mode: 'hand_off' });
  // A token that lives for hours is renewed at its next use: no need to ask all day.
  await makeAccount({ checkedAt: hours(8), tokenIssuedAt: hours(9), tokenExpiresAt: hours(7) });
  await makeAccount({ checkedAt: hours(1), health: 'quota', healthUntil: hours(0.5) });
  await makeAccount({ checkedAt: hours(1), health: 'quota', healthUntil: hours(-2) });
  asked = 0;
  await checkDueAccounts(test.app, signal);
  expect(asked).toBe(3);
});

it('renews a token that lives for hours ahead of a post it would not outlast', async () => {
  answer = well;
  const inMinutes = (count: number) => new Date(Date.now() + count * 60_000);
  const short = { checkedAt: inMinutes(-60), tokenIssuedAt: inMinutes(-100), tokenExpiresAt: inMinutes(20) };
  const withPost = async (publishAt: Date) => {
    const id = await makeAccount(short);
    const { pool } = test.app;
    const { rows } = await pool.query<{ id: string }>(
      `insert into posts (id, workspace_id, character_id, actor) values (gen_random_uuid(), $1, $2, '{}') returning id`,
      [test.ctx.workspaceId, characterId],
    );
    await pool.query(
      `insert into deliveries (id, workspace_id, post_id, account_id, character_id, platform, state, publish_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'instagram', 'scheduled', $5)`,
      [test.ctx.workspaceId, rows[0]?.id, id, characterId, publishAt],
    );
  };
  await makeAccount(short);
  await withPost(inMinutes(5));
  await withPost(inMinutes(90));
  asked = 0;
  await checkDueAccounts(test.app, signal);
  expect(asked).toBe(0);
  await withPost(inMinutes(25));
  await checkDueAccounts(test.app, signal);
  expect(asked).toBe(1);
});
