import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Database } from '#context';

export interface Connected {
  readonly pool: Pool;
  readonly db: Database;
}

/** A pool for the product's own queries. Waits at most 10 s for a connection and 30 s for a statement. */
export function connect(connectionString: string, onError: (error: Error) => void, max = 16): Connected {
  const pool = new Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'ainfluencer',
  });
  // Without a listener, a connection lost while idle would end the process.
  pool.on('error', onError);
  return { pool, db: drizzle(pool, { casing: 'snake_case' }) };
}
