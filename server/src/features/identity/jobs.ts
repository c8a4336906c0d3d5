import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { AssetId, CharacterId, WorkspaceId } from '#kernel/ids.ts';

/** After a person chose a take: the character's lines may be calculated anew. */
export const calibrateLikenessJob = defineJob({
  name: 'identity.calibrate-likeness',
  role: 'generation',
  payload: z.object({ workspaceId: WorkspaceId, characterId: CharacterId }),
  timeoutSeconds: 60,
  attempts: 3,
  uniqueKey: ({ characterId }) => characterId,
});

/** So many files are measured by one job. */
export const measuredAtOnce = 50;

/** Measures files that came with an imported character. */
export const measureAssetsJob = defineJob({
  name: 'identity.measure-assets',
  role: 'generation',
  payload: z.object({
    workspaceId: WorkspaceId,
    characterId: CharacterId,
    assetIds: z.array(AssetId).min(1).max(measuredAtOnce),
  }),
  timeoutSeconds: 3600,
  attempts: 4,
  uniqueKey: ({ assetIds }) => assetIds[0] ?? '',
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

export const identityJobs = [calibrateLikenessJob, measureAssetsJob, calibratePublishedJob];
