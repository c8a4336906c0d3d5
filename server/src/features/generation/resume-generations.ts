import type { AppContext } from '#context';
import { jobFor } from './jobs.ts';
import { abandonedGenerations } from './queries.ts';

/** Queues open generations again that nobody works on and whose own job ran out of tries. */
export async function resumeGenerations(app: AppContext): Promise<void> {
  for (const { id, workspaceId, medium } of await abandonedGenerations(app.db)) {
    await app.jobs.add(app.db, jobFor(medium), { workspaceId, generationId: id });
  }
}
