import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { runTrialJob } from './jobs.ts';
import { runTrial } from './run-trial.ts';

export const trialsJobHandlers = [
  handle(runTrialJob, (app, { workspaceId, ...trial }, signal) =>
    runTrial(asSystem(app, workspaceId, runTrialJob.name), trial, signal),
  ),
];
