import { expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { LocalWork } from './local-work.ts';

const signal = new AbortController().signal;

async function endOf<Result>(work: LocalWork<never, Result> | LocalWork<number, Result>, ticket: string) {
  let progress = await work.check(ticket, { signal });
  while (progress.state === 'running') progress = await work.check(ticket, { signal });
  return progress;
}

it.each([1, 3])('works on %i at a time, in the order they came', async (atOnce) => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const work = new LocalWork<number, number>(
    async (number) => {
      begun.push(number);
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      await new Promise(setImmediate);
      running -= 1;
      return number * 2;
    },
    { atOnce },
  );
  const tickets = [1, 2, 3, 4, 5, 6].map((number) => work.start(number).ticket);
  expect(await Promise.all(tickets.map((ticket) => endOf(work, ticket)))).toMatchObject(
    [2, 4, 6, 8, 10, 12].map((result) => ({ state: 'done', result })),
  );
  expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
  expect(most).toBe(atOnce);
  await work.dispose();
});

it('does urgent work beside what runs, one piece at a time, and ahead of what waits', async () => {
  const gates = new Map<number, PromiseWithResolvers<void>>();
  const begun: number[] = [];
  const work = new LocalWork<number, number>(
    async (number) => {
      begun.push(number);
      const gate = Promise.withResolvers<void>();
      gates.set(number, gate);
      await gate.promise;
      return number;
    },
    { isUrgent: (number) => number >= 100 },
  );
  const [first, second] = [work.start(1).ticket, work.start(2).ticket];
  const [urgent, next] = [work.start(100).ticket, work.start(101).ticket];
  expect(begun).toEqual([1, 100]);
  gates.get(100)!.resolve();
  expect(await endOf(work, urgent)).toMatchObject({ state: 'done', result: 100 });
  expect(begun).toEqual([1, 100, 101]);
  gates.get(1)!.resolve();
  expect(await endOf(work, first)).toMatchObject({ state: 'done', result: 1 });
  expect(begun).toEqual([1, 100, 101, 2]);
  for (const number of [2, 101]) gates.get(number)!.resolve();
  expect(await Promise.all([endOf(work, second), endOf(work, next)])).toMatchObject([
    { result: 2 },
    { result: 101 },
  ]);
});

it('says what to do about a failure, and whether to try again as its owner judges', async () => {
  const failing = (mayRetry?: (error: unknown) => boolean) =>
    new LocalWork<number, never>(async () => {
      throw new AppError('unavailable', 'It is busy.', { hint: 'Wait a little.' });
    }, mayRetry && { mayRetry });
  const plain = failing();
  const failed = { state: 'failed', message: 'It is busy.', hint: 'Wait a little.' };
  expect(await endOf(plain, plain.start(1).ticket)).toEqual({ ...failed, retry: false });
  const patient = failing((error) => error instanceof AppError && error.code === 'unavailable');
  expect(await endOf(patient, patient.start(1).ticket)).toEqual({ ...failed, retry: true });
});

it('ends what runs and what waits when it is disposed', async () => {
  const work = new LocalWork<number, never>(
    async (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const tickets = [1, 2, 3].map((number) => work.start(number).ticket);
  await work.dispose();
  for (const ticket of tickets)
    expect(await work.check(ticket, { signal })).toMatchObject({ state: 'failed', retry: false });
});
