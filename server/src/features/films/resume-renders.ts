import type { AppContext } from '#context';
import { renderFilmJob } from './jobs.ts';
import { abandonedRenders } from './queries.ts';

/** Queues open renders again that nobody works on and whose own job ran out of tries. */
export async function resumeRenders(app: AppContext): Promise<void> {
  for (const { id, workspaceId } of await abandonedRenders(app.db)) {
    await app.jobs.add(app.db, renderFilmJob, { workspaceId, renderId: id });
  }
}
