import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { publishDeliveryJob, readBackJob } from './jobs.ts';
import { publishDelivery } from './publish-delivery.ts';
import { readBack } from './read-back.ts';

export const publishingJobHandlers = [
  handle(publishDeliveryJob, (app, { workspaceId, deliveryId }, signal) =>
    publishDelivery(asSystem(app, workspaceId, publishDeliveryJob.name), deliveryId, signal),
  ),
  handle(readBackJob, (app, { workspaceId, deliveryId, look }, signal) =>
    readBack(asSystem(app, workspaceId, readBackJob.name), { deliveryId, look }, signal),
  ),
];
