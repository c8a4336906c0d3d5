import { afterEach, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import type { TestOperations } from './worker-lane.test-worker.ts';
import { type LaneOptions, WorkerLane } from './worker-lane.ts';

const script = new URL('./worker-lane.test-worker.ts', import.meta.url);
const lanes: WorkerLane<TestOperations>[] = [];

function aLane(options: Partial<LaneOptions> = {}) {
  const lane = new WorkerLane<TestOperations>({
    script,
    name: 'the test work',
    timeLimitSeconds: 20,
    ...options,
  });
  lanes.push(lane);
  return lane;
}

afterEach(async () => {
  for (const lane of lanes.splice(0)) await lane[Symbol.asyncDispose]();
});

it('starts with the first call, answers in order, and keeps the same thread', async () => {
  const lane = aLane();
  expect(lane.started).toBe(false);
  const answers = await Promise.all([
    lane.call('count', 'a'),
    lane.call('count', 'b'),
    lane.call('count', 'c'),
  ]);
  expect(answers).toEqual(['a1', 'b2', 'c3']);
});

it('refuses the call that crashed the worker with a sentence, and serves the next one', async () => {
  const lane = aLane();
  const crash = lane.call('crash', null);
  await expect(crash).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('unexpectedly'),
  });
  expect(await lane.call('count', 'after')).toBe('after1');
});

it('ends a call that never ends at its limit, and serves the next one', async () => {
  const lane = aLane();
  const hang = lane.call('hang', null, { timeLimitSeconds: 1 });
  await expect(hang).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('1 second'),
  });
  expect(await lane.call('count', 'after')).toBe('after1');
});

it('stops when the caller does', async () => {
  const lane = aLane();
  const stop = new AbortController();
  const hang = lane.call('hang', null, { signal: stop.signal });
  const refused = expect(hang).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await refused;
});

it('ends when idle and starts again when needed', async () => {
  const lane = aLane({ idleSeconds: 0.05 });
  expect(await lane.call('count', 'first')).toBe('first1');
  await expect.poll(() => lane.started).toBe(false);
  expect(await lane.call('count', 'again')).toBe('again1');
});

it('carries an error meant for people across, hint included', async () => {
  const error = await aLane()
    .call('refuse', null)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'invalid', message: 'Not like this.', hint: 'Do it otherwise.' });
});

it('lets the worker ask back, and tells it when nobody answers', async () => {
  const answers = { double: async (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte * 2) };
  const lane = aLane({ answers });
  expect(await lane.call('askDouble', 21)).toBe(42);
  await expect(lane.call('askNobody', null)).rejects.toThrow('Nobody answers');
});

it('refuses work after it was shut down', async () => {
  const lane = aLane();
  await lane[Symbol.asyncDispose]();
  await expect(lane.call('count', 'late')).rejects.toMatchObject({ code: 'unavailable' });
});
