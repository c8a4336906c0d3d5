import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';

/** Asks platforms how the accounts that are due are; most are once a day. */
export const checkAccountsJob = defineJob({
  name: 'accounts.check',
  role: 'platform',
  payload: z.object({}),
  timeoutSeconds: 1800,
  attempts: 1,
  every: '*/10 * * * *',
});

export const accountsJobs = [checkAccountsJob];
