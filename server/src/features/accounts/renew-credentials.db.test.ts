import { setTimeout as wait } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AccountId, newId } from '#kernel/ids.ts';
import { type Credentials, PlatformError, type Renewed } from '#platforms/platform.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { findAccount, openCredentials, sealedFor } from './queries.ts';
import { renewCredentials } from './renew-credentials.ts';
import { accounts } from './tables.ts';

let test: TestContext;
let characterId: Awaited<ReturnType<typeof aCharacter>>['id'];
let id: AccountId;
let renewals = 0;
const signal = AbortSignal.timeout(60_000);
const first = { accessToken: 'a1', refreshToken: 'r1' };

beforeAll(async () => {
  test = await testContext();
  characterId = (await aCharacter(test.ctx)).id;
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  id = newId<AccountId>();
  renewals = 0;
  await test.ctx.db.insert(accounts).values({
    ...{ id, workspaceId: test.ctx.workspaceId, platform: 'bluesky', mode: 'live', remoteId: id },
    characterId: characterId as typeof accounts.$inferInsert.characterId,
    handle: 'nova',
    credentials: test.ctx.vault.seal(JSON.stringify(first), sealedFor(id)),
  });
});

/** A platform whose refresh tokens work once. */
async function rotate(stored: Credentials): Promise<Renewed> {
  renewals += 1;
  await wait(30);
  const next = Number(stored.refreshToken!.slice(1)) + 1;
  return {
    credentials: { accessToken: `a${next}`, refreshToken: `r${next}` },
    expiresAt: new Date('2026-12-01T00:00:00Z'),
  };
}
const stored = async () => openCredentials(test.app, await findAccount(test.ctx, id));
const renew = (how = rotate, stale: Credentials = first) =>
  renewCredentials(test.ctx, id, stale, how, signal);

it('renews once however many ask at the same time, and gives all of them the new pair', async () => {
  const given = await Promise.all(Array.from({ length: 8 }, () => renew()));
  expect(renewals).toBe(1);
  for (const one of given) expect(one).toEqual({ accessToken: 'a2', refreshToken: 'r2' });
  const row = await findAccount(test.ctx, id);
  expect(row.tokenExpiresAt).toEqual(new Date('2026-12-01T00:00:00Z'));
  expect(row.renewingUntil).toBeNull();
});

it('gives the newer pair to whoever comes with an old one, without asking the platform', async () => {
  await renew();
  await renew(rotate, await stored());
  expect(await renew()).toEqual({ accessToken: 'a3', refreshToken: 'r3' });
  expect(renewals).toBe(2);
});

it('takes over from a process that died while it renewed', async () => {
  await test.ctx.db
    .update(accounts)
    .set({ renewingUntil: new Date(Date.now() + 300) })
    .where(eq(accounts.id, id));
  expect(await renew()).toEqual({ accessToken: 'a2', refreshToken: 'r2' });
});

it('keeps the newest pair when a renewal ends long after its lease', async () => {
  const late = async (from: Credentials) => {
    const answer = await rotate(from);
    // Meanwhile another process took the lease and renewed.
    const newer = { accessToken: 'a9', refreshToken: 'r9' };
    const sealed = test.ctx.vault.seal(JSON.stringify(newer), sealedFor(id));
    await test.ctx.db.update(accounts).set({ credentials: sealed }).where(eq(accounts.id, id));
    return answer;
  };
  expect(await renew(late)).toEqual({ accessToken: 'a9', refreshToken: 'r9' });
  expect(await stored()).toEqual({ accessToken: 'a9', refreshToken: 'r9' });
});

it('uses the new pair of another process when the platform refuses the old one to us', async () => {
  const refused = async () => {
    const newer = { accessToken: 'a2', refreshToken: 'r2' };
    const sealed = test.ctx.vault.seal(JSON.stringify(newer), sealedFor(id));
    await test.ctx.db.update(accounts).set({ credentials: sealed }).where(eq(accounts.id, id));
    throw new PlatformError('needs_reconnect', 'The refresh token was used already.');
  };
  expect(await renew(refused)).toEqual({ accessToken: 'a2', refreshToken: 'r2' });
});

it('lets go and keeps what was stored when the platform refuses', async () => {
  const refused = async () => {
    throw new PlatformError('needs_reconnect', 'It was revoked.');
  };
  await expect(renew(refused)).rejects.toMatchObject({ failure: 'needs_reconnect' });
  expect(await stored()).toEqual(first);
  expect(await renew()).toEqual({ accessToken: 'a2', refreshToken: 'r2' });
});
