import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';

const payload = z.object({ workspaceId: WorkspaceId, deliveryId: DeliveryId });

/** Sends one delivery when its time has come. Harmless when the time moved or somebody was faster. */
export const publishDeliveryJob = defineJob({
  name: 'publishing.publish-delivery',
  role: 'platform',
  payload,
  timeoutSeconds: 600,
  attempts: 20,
  parallel: 4,
  interactive: true,
});

/** Looks at the platform whether the post is there and labelled. */
export const readBackJob = defineJob({
  name: 'publishing.read-back',
  role: 'platform',
  payload: payload.extend({ look: z.number().int().default(1) }),
  timeoutSeconds: 120,
  attempts: 5,
  parallel: 2,
  interactive: true,
});

export const publishingJobs = [publishDeliveryJob, readBackJob];
