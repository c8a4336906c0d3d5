import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { CharacterId, WorkspaceId } from '#kernel/ids.ts';

/** After a person chose a take: the character's lines may be calculated anew. */
export const calibrateLikenessJob = defineJob({
  name: 'identity.calibrate-likeness',
  role: 'generation',
  payload: z.object({ workspaceId: WorkspaceId, characterId: CharacterId }),
  timeoutSeconds: 60,
  attempts: 3,
  uniqueKey: ({ characterId }) => characterId,
});

/** Takes that were published without having been chosen count as well. */
export const calibratePublishedJob = defineJob({
  name: 'identity.calibrate-published',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 300,
  attempts: 1,
  every: '23 3 * * *',
});

export const identityJobs = [calibrateLikenessJob, calibratePublishedJob];
