import { fork } from 'node:child_process';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { connect } from '#db/connect.ts';
import { createTestDatabase } from '#test/postgres.ts';
import { defineJob } from './define-job.ts';
import { openJobQueue } from './queue.ts';

const script = join(import.meta.dirname, '../../test/run-job.ts');
const Started = z.object({ started: z.string(), at: z.number() });
const log = pino({ level: 'silent' });
const job = defineJob({
  name: 'test.short-work',
  role: 'generation',
  payload: z.object({ subject: z.string() }),
  timeoutSeconds: 60,
  attempts: 2,
});

function worker(connectionString: string, task: 'add' | 'work') {
  const child = fork(script, [connectionString, task]);
  const started = new Promise<z.infer<typeof Started>>((resolve) =>
    child.once('message', (message) => resolve(Started.parse(message))),
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, started, gone };
}

it('runs a job again that died with its process', { timeout: 180_000 }, async () => {
  await using database = await createTestDatabase();
  const first = worker(database.connectionString, 'add');
  await first.started;
  first.child.kill('SIGKILL');
  await first.gone;
  const second = worker(database.connectionString, 'work');

  expect((await second.started).started).toBe('a thing');

  second.child.disconnect();
  await second.gone;
});

it('adds a job only when the transaction that asked for it commits', { timeout: 60_000 }, async () => {
  await using database = await createTestDatabase();
  const runner = await openJobQueue(database.connectionString, [job as never], log);
  const { pool, db } = connect(database.connectionString, () => undefined, 2);
  const count = async () => {
    const { rows } = await pool.query(
      `select count(*)::int as jobs from jobs.job where name = 'test.short-work'`,
    );
    return z.object({ jobs: z.number() }).parse(rows[0]).jobs;
  };
  try {
    const cancelled = db.transaction(async (tx) => {
      await runner.add(tx, job, { subject: 'never' });
      throw new Error('changed its mind');
    });
    await expect(cancelled).rejects.toThrow('changed its mind');
    expect(await count()).toBe(0);

    await db.transaction((tx) => runner.add(tx, job, { subject: 'once' }));
    expect(await count()).toBe(1);
  } finally {
    await runner.stop(1);
    await pool.end();
  }
});

it('refuses to start when a job is defined twice', async () => {
  await expect(openJobQueue('postgres://nowhere', [job, job] as never, log)).rejects.toThrow('defined twice');
});
