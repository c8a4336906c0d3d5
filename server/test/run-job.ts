import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { z } from 'zod';
import type { AppContext } from '#context';
import { connect } from '#db/connect.ts';
import { defineJob } from '#jobs/define-job.ts';
import { handle } from '#jobs/handle.ts';
import { openJobQueue } from '#jobs/queue.ts';

/** A worker process for the test that kills one: `node run-job.ts <database> add|work`. Tells its parent of each run. */
const [, , connectionString = '', task] = process.argv;
const job = defineJob({
  name: 'test.long-work',
  role: 'generation',
  payload: z.object({ subject: z.string() }),
  timeoutSeconds: 300,
  attempts: 3,
});
const log = pino({ level: 'silent' });
const runner = await openJobQueue(connectionString, [job as never], log);
const { pool, db } = connect(connectionString, () => undefined, 2);
if (task === 'add') await runner.add(db, job, { subject: 'a thing' });
const run = handle(job, async (_app, { subject }) => {
  process.send?.({ started: subject, at: Date.now() });
  if (task === 'add') await wait(120_000);
});
await runner.work({ db, now: () => new Date() } as AppContext, [run]);
process.once('disconnect', async () => {
  await runner.stop(1);
  await pool.end();
  process.exit(0);
});
