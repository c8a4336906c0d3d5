import type { Config } from '#config/config.ts';
import { findRunningPostgres } from '#db/embedded/start-embedded-postgres.ts';

/** When a copy is running on this data folder, its database is asked instead of starting it a second time. */
export async function besideRunningCopy(config: Config): Promise<Config> {
  const url = config.database.kind === 'embedded' ? await findRunningPostgres(config.dataFolder) : null;
  return url === null ? config : { ...config, database: { kind: 'server', url } };
}
