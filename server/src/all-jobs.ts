import { accountsJobs } from '#features/accounts/jobs.ts';
import { charactersJobs } from '#features/characters/jobs.ts';
import { enginesJobs } from '#features/engines/jobs.ts';
import { filmsJobs } from '#features/films/jobs.ts';
import { generationJobs } from '#features/generation/jobs.ts';
import { handOffJobs } from '#features/hand-off/jobs.ts';
import { identityJobs } from '#features/identity/jobs.ts';
import { publishingJobs } from '#features/publishing/jobs.ts';
import { readingJobs } from '#features/reading/jobs.ts';
import { trialsJobs } from '#features/trials/jobs.ts';
import type { JobDefinition } from '#jobs/define-job.ts';

/** Every job of the product. Definitions only: whoever queues one loads none of its handlers. */
export const allJobs = [
  ...accountsJobs,
  ...charactersJobs,
  ...enginesJobs,
  ...filmsJobs,
  ...generationJobs,
  ...handOffJobs,
  ...identityJobs,
  ...publishingJobs,
  ...readingJobs,
  ...trialsJobs,
] as unknown as readonly JobDefinition[];
