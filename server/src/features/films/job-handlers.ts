import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { removeMusic } from './delete-music.ts';
import { removeMusicJob, renderFilmJob, resumeRendersJob } from './jobs.ts';
import { resumeRenders } from './resume-renders.ts';
import { runRender } from './run-render.ts';

export const filmsJobHandlers = [
  handle(renderFilmJob, (app, { workspaceId, renderId }, signal) =>
    runRender(asSystem(app, workspaceId, renderFilmJob.name), renderId, signal),
  ),
  handle(resumeRendersJob, (app) => resumeRenders(app)),
  handle(removeMusicJob, (app, { workspaceId, musicId }) =>
    removeMusic(asSystem(app, workspaceId, removeMusicJob.name), musicId),
  ),
];
