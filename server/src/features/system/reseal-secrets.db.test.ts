import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vaultOf } from '#config/vault.ts';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { findAccount, openCredentials } from '#features/accounts/queries.ts';
import { accounts } from '#features/accounts/tables.ts';
import type { AccountId } from '#kernel/ids.ts';
import { registryOf } from '#platforms/registry.ts';
import { fakePlatform } from '#test/fake-platform.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { countSecrets, resealSecrets } from './reseal-secrets.ts';

const master = randomBytes(32);
const newer = new Map<number, Buffer>();
const vault = vaultOf(master, () => newer);
const signal = AbortSignal.timeout(60_000);
let test: TestContext;
let ids: AccountId[];

beforeAll(async () => {
  test = await testContext({ vault, platforms: registryOf([fakePlatform().adapter]) });
  const characterId = (await aCharacter(test.ctx)).id;
  ids = [];
  for (let index = 0; index < 130; index += 1) {
    const input = { mode: 'hand_off', platform: 'fake', characterId, handle: `hand${index}` } as const;
    ids.push((await connectAccount(test.ctx, input)).id as AccountId);
  }
}, 60_000);
afterAll(() => test[Symbol.asyncDispose]());

it('seals everything again under the newest key while others read and write', async () => {
  expect(await countSecrets(test.app)).toEqual({ keyId: 1, newest: 130, older: 0 });
  newer.set(2, randomBytes(32));
  expect(await countSecrets(test.app)).toEqual({ keyId: 2, newest: 0, older: 130 });
  let reading = true;
  const reader = (async () => {
    while (reading) {
      for (const id of ids.slice(0, 5)) {
        expect(openCredentials(test.app, await findAccount(test.ctx, id))).toEqual({});
      }
    }
  })();
  const done = await resealSecrets(test.app, signal);
  reading = false;
  await reader;
  expect(done).toEqual({ keyId: 2, resealed: 130, left: 0 });
  const withoutOld = vaultOf(randomBytes(32), () => newer);
  const [row] = await test.ctx.db.select().from(accounts);
  expect(openCredentials({ vault: withoutOld }, row!)).toEqual({});
  expect(await resealSecrets(test.app, signal)).toEqual({ keyId: 2, resealed: 0, left: 0 });
});

it('leaves what it cannot open, and says so', async () => {
  const lost = vaultOf(randomBytes(32)).seal('{}', 'whatever');
  await test.app.pool.query('update accounts set credentials = $1 where id = $2', [lost, ids[0]]);
  expect(await resealSecrets(test.app, signal)).toEqual({ keyId: 2, resealed: 0, left: 1 });
});
