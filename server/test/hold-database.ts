import { lockDataFolder } from '#db/embedded/lock-data-folder.ts';
import { startEmbeddedPostgres } from '#db/embedded/start-embedded-postgres.ts';

/**
 * A copy of the product reduced to its database, for tests that kill it: `node hold-database.ts <folder>` locks the
 * folder, starts the server, prints one line of JSON and holds on until SIGTERM.
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error('Say which data folder.');
const lock = await lockDataFolder(folder);
const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
process.stdout.write(
  `${JSON.stringify({ connectionString: server.connectionString, adopted: server.adopted, pid: server.pid() })}\n`,
);
const alive = setInterval(() => undefined, 60_000);
process.once('SIGTERM', async () => {
  clearInterval(alive);
  await server.stop();
  await lock[Symbol.asyncDispose]();
});
