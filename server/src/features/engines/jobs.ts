import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';

/** Asks connected engines how they are: those in trouble every minute, the others now and then. */
export const probeEnginesJob = defineJob({
  name: 'engines.probe',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 300,
  attempts: 1,
  every: '* * * * *',
});

export const enginesJobs = [probeEnginesJob];
