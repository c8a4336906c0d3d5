import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectAccount } from '#features/accounts/connect-account.ts';
import type { AccountId } from '#kernel/ids.ts';
import { simulatedPlatforms } from '#platforms/simulators/create-simulator.ts';
import { clearFaults, planFault } from '#platforms/simulators/misbehave.ts';
import { buildApi } from '#roles/api.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { checkTrials } from './check-trials.ts';
import { latestTrial, markStep } from './queries.ts';
import { runTrial } from './run-trial.ts';
import { readTrial, startTrial } from './start-trial.ts';
import { reportOf, shortened } from './trial-report.ts';

let test: TestContext;
let stack: AsyncDisposableStack;
let characterId: string;
const signal = AbortSignal.timeout(240_000);

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

async function anAccount(platform: string) {
  const account = await connectAccount(test.ctx, { mode: 'rehearsal', characterId, platform });
  return { ...account, id: account.id as AccountId };
}

/** Posts that stand, and replies where the adapter can find its own. */
async function leftOf({ platform, handle }: { readonly platform: string; readonly handle: string }) {
  const posts = (await test.app.rehearsal.get(platform).readTimeline(handle))?.posts ?? [];
  const findsReplies = test.ctx.platforms.get(platform).reading?.comments !== undefined;
  return posts.filter(({ kind }) => findsReplies || kind !== 'reply');
}

async function runLatest(id: AccountId) {
  const { latest } = await readTrial(test.ctx, id);
  await runTrial(test.ctx, { accountId: id, runId: latest!.id }, signal);
  return (await readTrial(test.ctx, id)).latest!;
}

it.each(simulatedPlatforms)(
  'tries every form on %s, reads each back, and leaves nothing it may take down',
  async (platform) => {
    const account = await anAccount(platform);
    const { planned } = await startTrial(test.ctx, account.id);
    expect(planned.length).toBeGreaterThan(0);
    const done = await runLatest(account.id);
    const { can, privateTest } = test.ctx.platforms.manifest(platform);
    const removable = can.includes('remove');
    for (const { step, outcome, message, disclosed } of done.steps) {
      expect({ step, outcome, message, disclosed }).toMatchObject({
        step,
        outcome: removable ? 'passed' : 'left_behind',
      });
      // What nobody else is shown may have a label that cannot be read yet.
      expect(privateTest ? [true, null] : [true]).toContain(disclosed);
    }
    if (removable) expect(await leftOf(account)).toEqual([]);
    expect(done.report).toContain('First-connect check');
    expect(done.report).not.toContain(account.handle);
    expect(test.queued).toContainEqual(expect.objectContaining({ job: 'trials.run-trial' }));
  },
  120_000,
);

it('publishes a form once when the answer gets lost and when the process dies', async () => {
  const account = await anAccount('bluesky');
  const one = test.app.rehearsal.all.find(({ simulator }) => simulator.platformId === 'bluesky')!;
  await startTrial(test.ctx, account.id);
  await clearFaults(one.store);
  await planFault(one.store, { kind: one.simulator.publishKind, misbehaviour: 'hang_up_after' });
  const [first] = await latestTrial(test.ctx, account.id);
  expect((await runLatest(account.id)).steps[0]).toMatchObject({ outcome: 'passed' });
  // As after a kill -9 between the call and its answer: what stands in the row is all that is known.
  await markStep(test.ctx, first!, {
    outcome: 'running',
    sent: true,
    remoteId: null,
    handles: first!.handles,
  });
  expect((await runLatest(account.id)).steps[0]).toMatchObject({ outcome: 'passed' });
  expect(await leftOf(account)).toEqual([]);
}, 60_000);

it('runs one check of an account at a time, and none where a person posts', async () => {
  const account = await anAccount('bluesky');
  await startTrial(test.ctx, account.id);
  await expect(startTrial(test.ctx, account.id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(startTrial(test.as('viewer'), account.id)).rejects.toMatchObject({ code: 'forbidden' });
  const hand = await connectAccount(test.ctx, {
    mode: 'hand_off',
    characterId,
    platform: 'bluesky',
    handle: 'x',
  });
  await expect(startTrial(test.ctx, hand.id as AccountId)).rejects.toMatchObject({ code: 'conflict' });
  await expect(readTrial(await test.stranger(), account.id)).rejects.toMatchObject({ code: 'not_found' });
});

it('writes a report without secrets, names and whole ids', async () => {
  const account = await anAccount('bluesky');
  await startTrial(test.ctx, account.id);
  const [row] = await latestTrial(test.ctx, account.id);
  const said = `Refused for ${account.handle}: token eyJhbGciOiJIUzI1NiJ9.e30.abc123 of 17841400008460056, see https://x.example/1`;
  const manifest = test.ctx.platforms.manifest('bluesky');
  const report = reportOf(
    manifest,
    { handle: account.handle, remoteId: 'did:plc:abcdefgh', displayName: 'Mara', mode: 'live' },
    [
      {
        ...row!,
        outcome: 'failed',
        failure: 'rejected',
        message: said,
        remoteId: 'at://did:plc:abcdefgh/3kabc',
      },
    ],
  );
  expect(report).toContain('| Words alone | failed |');
  expect(report).toContain('rejected: Refused for (account)');
  for (const secret of [
    account.handle,
    'eyJhbGciOiJIUzI1NiJ9',
    '17841400008460056',
    'x.example',
    'did:plc:abcdefgh',
  ]) {
    expect(report).not.toContain(secret);
  }
  expect(shortened('17841400008460056')).toBe('1784…56');
});

it('tells doctor what was tried for real, and what was not', async () => {
  expect(await checkTrials(test.app)).toEqual({ ok: true, summary: 'No live account is connected.' });
  const account = await anAccount('bluesky');
  await test.app.pool.query(`update accounts set mode = 'live' where id = $1`, [account.id]);
  expect((await checkTrials(test.app)).summary).toBe('Bluesky: not tried yet.');
  await startTrial(test.ctx, account.id);
  await test.app.pool.query(`update account_trials set outcome = 'passed' where account_id = $1`, [
    account.id,
  ]);
  expect(await checkTrials(test.app)).toMatchObject({
    ok: true,
    summary: expect.stringMatching(/^Bluesky: (\d+) of \1 kinds of post worked on \d{4}-/),
  });
});
