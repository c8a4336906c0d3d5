import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { CharacterId, WorkspaceId } from '#kernel/ids.ts';

const payload = z.object({ workspaceId: WorkspaceId, characterId: CharacterId });

export const learnIdentityJob = defineJob({
  name: 'characters.learn-identity',
  role: 'generation',
  payload,
  timeoutSeconds: 1800,
  attempts: 4,
  uniqueKey: ({ characterId }) => characterId,
  interactive: true,
});

export const drawPortraitJob = defineJob({
  name: 'characters.draw-portrait',
  role: 'generation',
  payload,
  timeoutSeconds: 1800,
  attempts: 4,
  uniqueKey: ({ characterId }) => characterId,
  interactive: true,
});

/** Draws the pictures of the persona templates, so that the gallery is quick. Runs when nothing else does. */
export const drawTemplatesJob = defineJob({
  name: 'characters.draw-templates',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 3600,
  attempts: 3,
  uniqueKey: () => 'all',
});

/** Removes the file of a reference that was taken away, once nothing else names it. */
export const removeFileJob = defineJob({
  name: 'characters.remove-file',
  role: 'generation',
  payload: z.object({ sha256: z.string() }),
  timeoutSeconds: 60,
  attempts: 5,
  uniqueKey: ({ sha256 }) => sha256,
  interactive: true,
});

export const charactersJobs = [learnIdentityJob, drawPortraitJob, drawTemplatesJob, removeFileJob];
