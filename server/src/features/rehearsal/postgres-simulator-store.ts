import type { Pool } from 'pg';
import { z } from 'zod';
import type { SimulatorStore, StoredBlob } from '#platforms/simulators/simulator.ts';

const Blob = z.object({ mime: z.string(), content: z.instanceof(Buffer) });

/** What a simulated platform remembers, in the product's own database: it survives restarts like a real one. */
export function postgresSimulatorStore(pool: Pool, platform: string): SimulatorStore {
  const table = 'rehearsal_documents';
  return {
    async get(collection, key) {
      const { rows } = await pool.query(
        `select value from ${table} where platform = $1 and collection = $2 and key = $3`,
        [platform, collection, key],
      );
      return rows[0]?.value as unknown;
    },
    async add(collection, key, value) {
      const { rowCount } = await pool.query(
        `insert into ${table} (platform, collection, key, value) values ($1, $2, $3, $4) on conflict do nothing`,
        [platform, collection, key, JSON.stringify(value)],
      );
      return rowCount === 1;
    },
    async put(collection, key, value) {
      await pool.query(
        `insert into ${table} (platform, collection, key, value) values ($1, $2, $3, $4)
         on conflict (platform, collection, key) do update set value = excluded.value`,
        [platform, collection, key, JSON.stringify(value)],
      );
    },
    async list(collection, prefix) {
      const { rows } = await pool.query<{ key: string; value: unknown }>(
        `select key, value from ${table}
         where platform = $1 and collection = $2 and starts_with(key, $3) order by key collate "C"`,
        [platform, collection, prefix],
      );
      return rows;
    },
    async delete(collection, key) {
      const { rowCount } = await pool.query(
        `delete from ${table} where platform = $1 and collection = $2 and key = $3`,
        [platform, collection, key],
      );
      return rowCount === 1;
    },
    async putBlob(key, { mime, content }) {
      await pool.query(
        'insert into rehearsal_blobs (platform, key, mime, content) values ($1, $2, $3, $4) on conflict do nothing',
        [platform, key, mime, content],
      );
    },
    async getBlob(key): Promise<StoredBlob | undefined> {
      const { rows } = await pool.query(
        'select mime, content from rehearsal_blobs where platform = $1 and key = $2',
        [platform, key],
      );
      return rows[0] ? Blob.parse(rows[0]) : undefined;
    },
  };
}
