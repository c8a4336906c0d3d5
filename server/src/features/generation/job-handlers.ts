import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { keepPlanJob, resumeGenerationsJob, runGenerationJob, writeTextJob } from './jobs.ts';
import { keepPlans } from './keep-plan.ts';
import { resumeGenerations } from './resume-generations.ts';
import { runGeneration } from './run-generation.ts';

export const generationJobHandlers = [
  ...[runGenerationJob, writeTextJob].map((job) =>
    handle(job, (app, { workspaceId, generationId }, signal) =>
      runGeneration(asSystem(app, workspaceId, job.name), generationId, signal),
    ),
  ),
  handle(resumeGenerationsJob, (app) => resumeGenerations(app)),
  handle(keepPlanJob, (app) => keepPlans(app)),
];
