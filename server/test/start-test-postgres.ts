import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { lockDataFolder } from '#db/embedded/lock-data-folder.ts';
import { findRunningPostgres, startEmbeddedPostgres } from '#db/embedded/start-embedded-postgres.ts';
import { migrate } from '#db/migrate.ts';
import { administrate } from './administrate.ts';

const prefix = 'ainfluencer-test-';

/** Starts one PostgreSQL for the whole run and prepares the migrated template that each test database is copied from. */
export default async function startTestPostgres(project: TestProject): Promise<() => Promise<void>> {
  await clearLeftovers();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const lock = await lockDataFolder(folder);
  const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
  const connectionString = server.connectionString.replace('/ainfluencer?', '/postgres?');
  await migrate(server.connectionString);
  project.provide('postgres', { connectionString, templateDatabase: 'ainfluencer' });
  await administrate(connectionString, 'alter database ainfluencer with allow_connections false');

  return async () => {
    await server.stop();
    await lock[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A run that was killed leaves its server and its folder: whatever can be locked belongs to nobody any more. */
async function clearLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      // A run that starts this very moment has made its folder and not locked it yet.
      if (Date.now() - (await stat(folder)).mtimeMs < 60_000) continue;
      await using _lock = await lockDataFolder(folder);
      if ((await findRunningPostgres(folder)) !== null) {
        await (await startEmbeddedPostgres({ dataFolder: folder })).stop();
      }
      await rm(folder, { recursive: true, force: true });
    } catch {
      // In use by another run, or not ours: leave it alone.
    }
  }
}
