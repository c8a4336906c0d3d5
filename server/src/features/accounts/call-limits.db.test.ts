import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlatformError, type RateLimit } from '#platforms/platform.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { callLimits } from './call-limits.ts';

let test: TestContext;
const start = new Date('2026-11-22T10:00:00Z').getTime();
const rules: readonly RateLimit[] = [
  { bucket: 'posts', max: 7, windowSeconds: 240, per: 'account' },
  { bucket: 'calls', max: 4, windowSeconds: 900, per: 'app' },
];
let runs = 0;
const freshScopes = () => {
  runs += 1;
  return { account: `account ${runs}`, app: `app ${runs}` };
};
const at = (milliseconds: number) => test.setNow(new Date(start + milliseconds));

beforeAll(async () => {
  test = await testContext();
});
afterAll(() => test[Symbol.asyncDispose]());

/** Takes some at once, as processes do. @returns how many were let through. */
async function takeAtOnce(limits: ReturnType<typeof callLimits>, bucket: string, count: number) {
  const asked = await Promise.allSettled(Array.from({ length: count }, () => limits.take(bucket)));
  for (const one of asked) {
    if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(PlatformError);
  }
  return asked.filter(({ status }) => status === 'fulfilled').length;
}

it('never lets more through in any window than the platform allows, whoever asks', async () => {
  const arrivals = fc.array(
    fc.record({ afterSeconds: fc.integer({ min: 0, max: 150 }), count: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 4, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async (bursts) => {
      const limits = callLimits(test.ctx, rules, freshScopes());
      const passed: number[] = [];
      let now = 0;
      for (const { afterSeconds, count } of bursts) {
        now += afterSeconds;
        at(now * 1000);
        const through = await takeAtOnce(limits, 'posts', count);
        passed.push(...Array.from({ length: through }, () => now));
      }
      for (const from of passed) {
        const inWindow = passed.filter((moment) => moment >= from && moment < from + 240);
        expect(inWindow.length).toBeLessThanOrEqual(7);
      }
      expect(passed.length).toBeGreaterThan(0);
    }),
    { numRuns: 12 },
  );
}, 60_000);

it('says when it opens, and is open then', async () => {
  const limits = callLimits(test.ctx, rules, freshScopes());
  at(0);
  expect(await takeAtOnce(limits, 'posts', 9)).toBe(7);
  const refusal = await limits.take('posts').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ failure: 'rate_limited' });
  const { retryAfterSeconds } = refusal as PlatformError;
  expect(retryAfterSeconds).toBeGreaterThanOrEqual(240);
  at((retryAfterSeconds! + 1) * 1000);
  await limits.take('posts');
});

it('stays closed until the platform’s own reset, and then opens', async () => {
  const limits = callLimits(test.ctx, rules, freshScopes());
  at(0);
  await limits.learn('posts', { remaining: 0, resetsAt: new Date(start + 60_000) });
  await expect(limits.take('posts')).rejects.toMatchObject({ retryAfterSeconds: 60 });
  at(61_000);
  await limits.take('posts');
  await limits.learn('posts', { remaining: 3, resetsAt: new Date(start + 600_000) });
  await limits.take('posts');
});

it('counts an account’s calls apart, and an app’s for all its accounts together', async () => {
  at(0);
  const one = callLimits(test.ctx, rules, { account: 'account A', app: 'app shared' });
  const other = callLimits(test.ctx, rules, { account: 'account B', app: 'app shared' });
  expect(await takeAtOnce(one, 'posts', 8)).toBe(7);
  expect(await takeAtOnce(other, 'posts', 8)).toBe(7);
  expect(await takeAtOnce(one, 'calls', 3)).toBe(3);
  expect(await takeAtOnce(other, 'calls', 3)).toBe(1);
  const stranger = callLimits(await test.stranger(), rules, { account: 'account A', app: 'app shared' });
  expect(await takeAtOnce(stranger, 'calls', 1)).toBe(1);
});
