import { openStudio } from '#compose';
import { loadConfig } from '#config/config.ts';
import { asSystem } from '#context';
import { runRender } from '#features/films/run-render.ts';
import type { WorkspaceId } from '#kernel/ids.ts';
import { fakeMedia } from './fake-media.ts';

/** A worker process for the test that kills one: `node run-render.ts <database> <data folder> <workspace> <render>`. */
const [, , connectionString = '', dataFolder = '', workspaceId = '', renderId = ''] = process.argv;
const config = loadConfig({
  DATABASE_URL: connectionString,
  AINFLUENCER_DATA: dataFolder,
  AINFLUENCER_LOG: 'error',
});
const runner = { add: async () => undefined, work: async () => undefined, stop: async () => undefined };
await using studio = await openStudio(config, { runner });
const ctx = asSystem(studio.app, workspaceId as WorkspaceId, 'films.render-film');
await runRender({ ...ctx, media: fakeMedia(studio.app.media) }, renderId, new AbortController().signal);
