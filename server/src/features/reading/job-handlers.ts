import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { findDueReadings } from './find-due-readings.ts';
import { findReadingsJob, readJob } from './jobs.ts';
import { readNow } from './read-now.ts';

export const readingJobHandlers = [
  handle(findReadingsJob, (app) => findDueReadings(app).then(() => undefined)),
  handle(readJob, (app, { workspaceId, readingId }, signal) =>
    readNow(asSystem(app, workspaceId, readJob.name), readingId, signal),
  ),
];
