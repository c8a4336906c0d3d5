import type { z } from 'zod';
import type { ProcessRole } from '#config/config.ts';

export interface JobDefinition<Payload extends z.ZodObject = z.ZodObject> {
  /** `feature.verb-noun`; also the queue's name. */
  readonly name: string;
  /** The process role that works it. */
  readonly role: ProcessRole;
  readonly payload: Payload;
  /** A run longer than this is taken as dead and run again. */
  readonly timeoutSeconds: number;
  /** Runs in all, the first included. */
  readonly attempts: number;
  /** Jobs worked at once by one process. */
  readonly parallel?: number;
  /** Jobs with the same key wait as one: a second is not added while the first is still queued. */
  readonly uniqueKey?: (payload: z.output<Payload>) => string;
  /** RFC 5545 rule or cron expression, in UTC, for a job that runs by the clock with an empty payload. */
  readonly every?: string;
  /** Wakes the worker at once: for what a person waits for. */
  readonly interactive?: boolean;
}

/** Types a job's definition; its handler stands apart, so that queueing it loads nothing heavy. */
export function defineJob<Payload extends z.ZodObject>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}
