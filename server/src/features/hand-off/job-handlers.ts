import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { prepareHandOffJob, watchHandOffsJob } from './jobs.ts';
import { prepareHandOff } from './prepare-hand-off.ts';
import { watchHandOffs } from './watch-hand-offs.ts';

export const handOffJobHandlers = [
  handle(prepareHandOffJob, (app, { workspaceId, deliveryId }, signal) =>
    prepareHandOff(asSystem(app, workspaceId, prepareHandOffJob.name), deliveryId, signal),
  ),
  handle(watchHandOffsJob, (app, _payload, signal) => watchHandOffs(app, signal)),
];
