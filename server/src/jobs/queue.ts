import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AppContext, Database } from '#context';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { JobDefinition } from './define-job.ts';
import { type JobHandler, RunLater } from './handle.ts';

/** Shortest heartbeat pg-boss allows; with supervision every second a dead worker's job runs again within 15 s. */
const heartbeatSeconds = 10;
const keepFinishedSeconds = 3 * 24 * 3600;

export interface AddOptions {
  /** Not before this moment. */
  readonly runAt?: Date;
}

/** Typed jobs on PostgreSQL, added in the caller's transaction. */
export interface JobQueue {
  add<P extends z.ZodObject>(
    db: Database,
    job: JobDefinition<P>,
    payload: z.input<P>,
    options?: AddOptions,
  ): Promise<void>;
}

export interface JobRunner extends JobQueue {
  /** Makes the queues and starts working those handlers. */
  work(app: AppContext, handlers: readonly JobHandler[]): Promise<void>;
  /** Waits up to `graceSeconds` for running jobs, then lets go of them: they will run again. */
  stop(graceSeconds: number): Promise<void>;
}

/** Opens the queue; every job of the product must be in `definitions`, once. */
export async function openJobQueue(
  connectionString: string,
  definitions: readonly JobDefinition[],
  log: Logger,
): Promise<JobRunner> {
  refuseDoubles(definitions.map((job) => job.name));
  const boss = new PgBoss({
    connectionString,
    schema: 'jobs',
    application_name: 'ainfluencer-jobs',
    max: 6,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    cronMonitorIntervalSeconds: 1,
    cronWorkerIntervalSeconds: 1,
    persistWarnings: false,
  });
  boss.on('error', (error) => log.error({ err: error }, 'Job queue error'));
  await boss.start();
  for (const job of definitions) await makeQueue(boss, job);
  return new BossRunner(boss, log);
}

async function makeQueue(boss: PgBoss, job: JobDefinition): Promise<void> {
  const options = {
    expireInSeconds: job.timeoutSeconds,
    retryLimit: job.attempts - 1,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    heartbeatSeconds,
    deleteAfterSeconds: keepFinishedSeconds,
    notify: job.interactive ?? false,
  };
  // `short`: with a singleton key, at most one waits in the queue, however many run.
  const policy = job.uniqueKey ? 'short' : 'standard';
  const known = await boss.getQueue(job.name);
  if (known) await boss.updateQueue(job.name, options);
  else await boss.createQueue(job.name, { ...options, policy });
}

class BossRunner implements JobRunner {
  readonly #boss: PgBoss;
  readonly #log: Logger;

  constructor(boss: PgBoss, log: Logger) {
    this.#boss = boss;
    this.#log = log;
  }

  async add<P extends z.ZodObject>(
    db: Database,
    job: JobDefinition<P>,
    payload: z.input<P>,
    options: AddOptions = {},
  ): Promise<void> {
    const data = job.payload.parse(payload);
    const key = job.uniqueKey?.(data);
    await this.#boss.send(job.name, data, {
      db: fromDrizzle(db, sql),
      ...(key === undefined ? {} : { singletonKey: key }),
      ...(options.runAt === undefined ? {} : { startAfter: options.runAt }),
    });
  }

  async work(app: AppContext, handlers: readonly JobHandler[]): Promise<void> {
    refuseDoubles(handlers.map(({ job }) => job.name));
    for (const handler of handlers) {
      const { job } = handler;
      await this.#boss.work<object>(
        job.name,
        {
          localConcurrency: job.parallel ?? 1,
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 1,
        },
        async ([taken]) => {
          if (taken) await this.#run(app, handler, taken.data, taken.signal);
        },
      );
      if (job.every) await this.#boss.schedule(job.name, job.every, {}, { tz: 'UTC' });
    }
  }

  async #run(
    app: AppContext,
    { job, run }: JobHandler,
    payload: unknown,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await run(app, payload, signal);
    } catch (error) {
      if (error instanceof RunLater) {
        const runAt = new Date(app.now().getTime() + error.seconds * 1000);
        await this.add(app.db, job, payload as Record<string, unknown>, { runAt });
        return;
      }
      this.#log.warn({ job: job.name, err: error }, `Job failed: ${messageOf(error)}`);
      throw error;
    }
  }

  async stop(graceSeconds: number): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: graceSeconds * 1000 });
  }
}

/** @throws AppError `internal` when a job is there twice: it would be worked by whichever came first. */
function refuseDoubles(names: readonly string[]): void {
  const doubled = names.filter((name, index) => names.indexOf(name) !== index);
  if (doubled.length > 0)
    throw new AppError('internal', `These jobs are defined twice: ${doubled.join(', ')}.`);
}
