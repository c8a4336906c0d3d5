import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId } from '#kernel/ids.ts';
import { readAuthorizePage } from '#platforms/simulators/authorize-page.ts';
import { createSimulator, simulatedPlatforms } from '#platforms/simulators/create-simulator.ts';
import { createMemoryStore } from '#platforms/simulators/memory-store.ts';
import { buildApi } from '#roles/api.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { checkAccount } from './check-account.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { chooseAccounts, finishSignIn, readSignIn } from './finish-sign-in.ts';
import { findAccount } from './queries.ts';

let test: TestContext;
let stack: AsyncDisposableStack;
let characterId: string;
const signal = AbortSignal.timeout(120_000);

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  test = stack.use(await testContext());
  const { config } = test.app;
  if (config.database.kind !== 'server') throw new Error('Tests use a server.');
  const http = await buildApi(test.app, config.database.url);
  await http.listen({ host: config.host, port: config.port });
  stack.defer(() => http.close());
  characterId = (await aCharacter(test.ctx, { name: 'Mara' })).id;
});
afterAll(() => stack.disposeAsync());

/** As a person would in a browser. */
async function signInAt(platform: string, answer: 'allow' | 'deny') {
  const { authorizeUrl } = await beginSignIn(test.ctx, { platform, mode: 'rehearsal', characterId });
  expect(authorizeUrl).toMatch(`${test.app.config.publicUrl}/rehearsal/${platform}/`);
  const page = await fetch(authorizeUrl.replace(test.app.config.publicUrl, test.app.config.localUrl));
  const { grants, denyUrl } = readAuthorizePage(await page.text());
  const back = answer === 'allow' ? [...grants.values()].at(-1) : denyUrl;
  const url = new URL(back ?? 'about:blank');
  expect(url.href).toMatch(`${test.app.config.publicUrl}/api/v1/oauth/callback`);
  return finishSignIn(test.ctx, Object.fromEntries(url.searchParams));
}

/** Whether a simulator has app registrations does not depend on where it runs. */
const withSignIn = simulatedPlatforms.filter((platform) => {
  const nowhere = { baseUrl: 'http://127.0.0.1', postUrl: () => '', mayFetch: () => false };
  return createSimulator(platform, { ...nowhere, store: createMemoryStore(), now: () => new Date() })
    .createApp;
});

it.each(withSignIn)(
  'signs in at %s, asks it how the account is, and takes the permission back',
  async (platform) => {
    const denied = await signInAt(platform, 'deny');
    expect(await readSignIn(test.ctx, denied.signInId!)).toMatchObject({ step: 'failed' });

    const allowed = await signInAt(platform, 'allow');
    const told = await readSignIn(test.ctx, allowed.signInId ?? denied.signInId!);
    const { accountIds } = allowed.accountId
      ? { accountIds: [allowed.accountId] }
      : await chooseAccounts(
          test.ctx,
          allowed.signInId!,
          told.choices.slice(-1).map(({ remoteId }) => remoteId),
        );
    const id = accountIds[0] as AccountId;
    expect(await checkAccount(test.ctx, id, signal)).toMatchObject({
      platform,
      health: 'ok',
      mode: 'rehearsal',
    });
    const { note } = await disconnectAccount(test.ctx, id);
    expect(note).toBe('');
    expect((await findAccount(test.ctx, id)).disconnectedAt).not.toBeNull();
  },
);
