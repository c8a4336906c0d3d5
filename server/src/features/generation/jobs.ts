import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { GenerationId, WorkspaceId } from '#kernel/ids.ts';

const payload = z.object({ workspaceId: WorkspaceId, generationId: GenerationId });
const common = {
  role: 'generation',
  payload,
  attempts: 5,
  uniqueKey: ({ generationId }: z.output<typeof payload>) => generationId,
  interactive: true,
} as const;

/** Pictures, sound and film. Each waits for its turn by the plan; more wait at once than can be done at once. */
export const runGenerationJob = defineJob({
  ...common,
  name: 'generation.run-generation',
  timeoutSeconds: 3600,
  parallel: 16,
});

/** Words need not wait for a film; a large model may have to be loaded for the first of them. */
export const writeTextJob = defineJob({
  ...common,
  name: 'generation.write-text',
  timeoutSeconds: 3600,
  parallel: 4,
});

/** Takes up what a dead worker left behind and no queue remembers. */
export const resumeGenerationsJob = defineJob({
  name: 'generation.resume-generations',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 60,
  attempts: 1,
  every: '* * * * *',
});

/** Looks at what would be late, and drops what the workspace's rule allows. */
export const keepPlanJob = defineJob({
  name: 'generation.keep-plan',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 60,
  attempts: 1,
  every: '* * * * *',
});

export const generationJobs = [runGenerationJob, writeTextJob, resumeGenerationsJob, keepPlanJob];

export const jobFor = (medium: string) => (medium === 'text' ? writeTextJob : runGenerationJob);
