import { z } from 'zod';
import { defineJob } from '#jobs/define-job.ts';
import { WorkspaceId } from '#kernel/ids.ts';

/** Encodes a film in every shape that was asked for. */
export const renderFilmJob = defineJob({
  name: 'films.render-film',
  role: 'generation',
  payload: z.object({ workspaceId: WorkspaceId, renderId: z.uuid() }),
  timeoutSeconds: 7200,
  attempts: 5,
  uniqueKey: ({ renderId }) => renderId,
  interactive: true,
});

/** Takes up what a dead worker left behind and no queue remembers. */
export const resumeRendersJob = defineJob({
  name: 'films.resume-renders',
  role: 'generation',
  payload: z.object({}),
  timeoutSeconds: 60,
  attempts: 1,
  every: '* * * * *',
});

/** Removes music for good, a day after it was deleted. */
export const removeMusicJob = defineJob({
  name: 'films.remove-music',
  role: 'generation',
  payload: z.object({ workspaceId: WorkspaceId, musicId: z.uuid() }),
  timeoutSeconds: 60,
  attempts: 5,
  uniqueKey: ({ musicId }) => musicId,
});

export const filmsJobs = [renderFilmJob, resumeRendersJob, removeMusicJob];
