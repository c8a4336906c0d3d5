import { setInterval } from 'node:timers/promises';
import type { AppContext } from '#context';
import { accountsJobHandlers } from '#features/accounts/job-handlers.ts';
import { handOffJobHandlers } from '#features/hand-off/job-handlers.ts';
import { publishingJobHandlers } from '#features/publishing/job-handlers.ts';
import { sweepDeliveries } from '#features/publishing/sweep-deliveries.ts';
import { readingJobHandlers } from '#features/reading/job-handlers.ts';
import { trialsJobHandlers } from '#features/trials/job-handlers.ts';

/** Talks to the platforms. */
export const jobHandlers = [
  ...accountsJobHandlers,
  ...handOffJobHandlers,
  ...publishingJobHandlers,
  ...readingJobHandlers,
  ...trialsJobHandlers,
];

const sweepMilliseconds = 5000;

/** Looks every few seconds for deliveries that no job has taken up, until the signal aborts. */
export async function watchDeliveries(app: AppContext, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(sweepMilliseconds, undefined, { signal, ref: false })) {
      await sweepDeliveries(app).catch((error: unknown) =>
        app.log.warn({ err: error }, 'Looking for overdue deliveries failed'),
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
