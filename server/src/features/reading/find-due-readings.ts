import type { AppContext } from '#context';
import { readJob } from './jobs.ts';
import { addMissingReadings, takeDueReadings } from './queries.ts';

const mostAtOnce = 300;

/** Queues what is due to be read. @returns how many. */
export async function findDueReadings(app: AppContext): Promise<number> {
  await addMissingReadings(app.db, app.now());
  const due = await takeDueReadings(app, mostAtOnce);
  for (const { id, workspace_id } of due) {
    await app.jobs.add(app.db, readJob, { workspaceId: workspace_id, readingId: id });
  }
  return due.length;
}
