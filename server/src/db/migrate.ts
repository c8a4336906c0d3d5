import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { AppError } from '#kernel/errors.ts';

const migrationsFolder = join(import.meta.dirname, 'migrations');
/** Any fixed number will do, as long as nothing else on the database locks it. */
const lockKey = 726_354_918;

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly version: number;
}

/**
 * Brings the database to this program's version, each file in one transaction, under an advisory
 * lock so that several processes may start at once.
 * @throws AppError `conflict` when the database was made by a newer program.
 */
export async function migrate(connectionString: string): Promise<MigrationReport> {
  const files = (await readdir(migrationsFolder)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string }>('select name from schema_migrations order by name');
    const known = new Set(files);
    const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
    if (unknown.length > 0) throw newerDatabase(unknown);

    const done = new Set(rows.map((row) => row.name));
    const applied: string[] = [];
    for (const name of files) {
      if (done.has(name)) continue;
      await apply(client, name);
      applied.push(name);
    }
    return { applied, version: files.length };
  } finally {
    await client.end();
  }
}

async function apply(client: Client, name: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(await readFile(join(migrationsFolder, name), 'utf8'));
    await client.query('insert into schema_migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function newerDatabase(unknown: readonly string[]): AppError {
  return new AppError(
    'conflict',
    `This database was made by a newer version of AInfluencer (it has ${unknown.join(', ')}).`,
    { hint: 'Start the newer version, or restore a backup made with this one.' },
  );
}
