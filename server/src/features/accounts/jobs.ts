import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';

/** Asks platforms how their accounts are. Each is due about once a day; the hour only spreads them. */
export const checkAccountsJob = defineJob({
  name: 'accounts.check',
  role: 'platform',
  payload: z.object({}),
  timeoutSeconds: 1800,
  attempts: 1,
  every: '17 * * * *',
});

export const accountsJobs = [checkAccountsJob];
