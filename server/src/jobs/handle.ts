import type { z } from 'zod';
import type { AppContext } from '#context';
import type { JobDefinition } from './define-job.ts';

export interface JobHandler {
  readonly job: JobDefinition;
  readonly run: (app: AppContext, payload: unknown, signal: AbortSignal) => Promise<void>;
}

/** Ties a definition to the verb that does it; the payload is checked again when it is taken up. */
export function handle<Payload extends z.ZodObject>(
  job: JobDefinition<Payload>,
  run: (app: AppContext, payload: z.output<Payload>, signal: AbortSignal) => Promise<void>,
): JobHandler {
  return {
    job: job as unknown as JobDefinition,
    run: (app, payload, signal) => run(app, job.payload.parse(payload), signal),
  };
}

/** Thrown by a handler: not a failed run, do it again later. */
export class RunLater extends Error {
  override readonly name = 'RunLater';
  readonly seconds: number;

  constructor(seconds: number, reason: string) {
    super(reason);
    this.seconds = seconds;
  }
}
