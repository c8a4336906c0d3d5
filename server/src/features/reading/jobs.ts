import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { WorkspaceId } from '#kernel/ids.ts';

/** Takes up what is due, and gives each its own job. */
export const findReadingsJob = defineJob({
  name: 'reading.find-due',
  role: 'platform',
  payload: z.object({}),
  timeoutSeconds: 50,
  attempts: 1,
  every: '* * * * *',
});

/** Reads one account, or one post on it. Harmless when it was read meanwhile. */
export const readJob = defineJob({
  name: 'reading.read',
  role: 'platform',
  payload: z.object({ workspaceId: WorkspaceId, readingId: z.uuid() }),
  timeoutSeconds: 120,
  attempts: 1,
  parallel: 4,
});

export const readingJobs = [findReadingsJob, readJob];
