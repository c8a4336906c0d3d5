import { asSystem } from '#context';
import { handle } from '#jobs/handle.ts';
import { calibrateLikeness } from './calibrate-likeness.ts';
import { calibrateLikenessJob, calibratePublishedJob, measureAssetsJob } from './jobs.ts';
import { measureAssets } from './measure-assets.ts';
import { publishedSince } from './queries.ts';

/** Two days: a night that was missed does no harm. */
const lookBackMilliseconds = 48 * 3600 * 1000;

export const identityJobHandlers = [
  handle(calibrateLikenessJob, async (app, { workspaceId, characterId }) => {
    await calibrateLikeness(asSystem(app, workspaceId, calibrateLikenessJob.name), characterId);
  }),
  handle(measureAssetsJob, (app, { workspaceId, ...files }, signal) =>
    measureAssets(asSystem(app, workspaceId, measureAssetsJob.name), files, signal),
  ),
  handle(calibratePublishedJob, async (app) => {
    const since = new Date(app.now().getTime() - lookBackMilliseconds);
    for (const ids of await publishedSince(app.db, since)) {
      await app.jobs.add(app.db, calibrateLikenessJob, ids);
    }
  }),
];
