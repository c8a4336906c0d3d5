import { handle } from '#jobs/handle.ts';
import { probeEnginesJob } from './jobs.ts';
import { probeDueInstances } from './probe-instance.ts';

export const enginesJobHandlers = [
  handle(probeEnginesJob, (app, _payload, signal) => probeDueInstances(app, signal)),
];
