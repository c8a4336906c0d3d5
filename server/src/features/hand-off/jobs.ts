import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';

/** Makes the package of a delivery that a person posts. Harmless when it is made already. */
export const prepareHandOffJob = defineJob({
  name: 'hand-off.prepare',
  role: 'platform',
  payload: z.object({ workspaceId: WorkspaceId, deliveryId: DeliveryId }),
  timeoutSeconds: 900,
  attempts: 10,
  parallel: 2,
  interactive: true,
  uniqueKey: ({ deliveryId }) => deliveryId,
});

/** Prepares what comes up, reminds of what is late, gives up what nobody posted. */
export const watchHandOffsJob = defineJob({
  name: 'hand-off.watch',
  role: 'platform',
  payload: z.object({}),
  timeoutSeconds: 120,
  attempts: 1,
  every: '* * * * *',
});

export const handOffJobs = [prepareHandOffJob, watchHandOffsJob];
