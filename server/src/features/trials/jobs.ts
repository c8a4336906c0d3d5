import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { AccountId, WorkspaceId } from '#kernel/ids.ts';

/** Tries each form of post on one account. */
export const runTrialJob = defineJob({
  name: 'trials.run-trial',
  role: 'platform',
  payload: z.object({ workspaceId: WorkspaceId, accountId: AccountId, runId: z.uuid() }),
  timeoutSeconds: 2400,
  attempts: 5,
  parallel: 2,
  interactive: true,
});

export const trialsJobs = [runTrialJob];
