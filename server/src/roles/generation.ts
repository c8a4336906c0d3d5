import type { AppContext } from '#context';
import { charactersJobHandlers } from '#features/characters/job-handlers.ts';
import { drawTemplatesJob } from '#features/characters/jobs.ts';
import { enginesJobHandlers } from '#features/engines/job-handlers.ts';
import { filmsJobHandlers } from '#features/films/job-handlers.ts';
import { generationJobHandlers } from '#features/generation/job-handlers.ts';
import { identityJobHandlers } from '#features/identity/job-handlers.ts';

/** Draws, films, writes and speaks. */
export const jobHandlers = [
  ...charactersJobHandlers,
  ...enginesJobHandlers,
  ...filmsJobHandlers,
  ...generationJobHandlers,
  ...identityJobHandlers,
];

/** Has the pictures of the persona templates drawn that do not come with the program. */
export async function prepare(app: AppContext): Promise<void> {
  await app.jobs.add(app.db, drawTemplatesJob, {});
}
