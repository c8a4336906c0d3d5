import type { AppContext } from '#context';
import type { SealedColumn } from '#db/sealed-column.ts';
import { accountsSealedColumns } from '#features/accounts/index.ts';
import { enginesSealedColumns } from '#features/engines/index.ts';
import { handOffSealedColumns } from '#features/hand-off/index.ts';

/** Every place with sealed secrets in the product. */
const sealedColumns: readonly SealedColumn[] = [
  ...accountsSealedColumns,
  ...enginesSealedColumns,
  ...handOffSealedColumns,
];

const rowsAtOnce = 100;
/** Rows that were busy, or written under the old key while the new one was made, are met again. */
const mostPasses = 3;

export interface Resealed {
  /** The key that seals now. */
  readonly keyId: number;
  readonly resealed: number;
  /** Secrets still under an older key: busy now, or not to be opened with the keys at hand. */
  readonly left: number;
}

type Means = Pick<AppContext, 'pool' | 'vault'>;

/**
 * Seals every stored secret again under the newest key, a few rows at a time, while the product runs: all keys
 * open, so nothing stands still. May be run again at any time. The old keys stay, because backups need them.
 */
export async function resealSecrets(app: Means, signal: AbortSignal): Promise<Resealed> {
  const keyId = app.vault.sealingKeyId();
  let resealed = 0;
  for (let pass = 1; pass <= mostPasses && !signal.aborted; pass += 1) {
    let now = 0;
    for (const place of sealedColumns) now += await resealColumn(app, place, keyId, signal);
    resealed += now;
    if (now === 0) break;
  }
  return { keyId, resealed, left: await countUnder(app, 'older', keyId) };
}

/** Secrets under the key that seals now, and under older ones. */
export async function countSecrets(app: Means): Promise<{ keyId: number; newest: number; older: number }> {
  const keyId = app.vault.sealingKeyId();
  return {
    keyId,
    newest: await countUnder(app, 'newest', keyId),
    older: await countUnder(app, 'older', keyId),
  };
}

async function resealColumn(
  { pool, vault }: Means,
  { table, column, purposesOf, unless = 'false' }: SealedColumn,
  keyId: number,
  signal: AbortSignal,
): Promise<number> {
  let after = '00000000-0000-0000-0000-000000000000';
  let done = 0;
  while (!signal.aborted) {
    const { rows } = await pool.query<{ id: string; secret: Buffer }>(
      `select id, ${column} as secret from ${table}
       where ${column} is not null and get_byte(${column}, 0) <> $1 and id > $2 and (${unless}) is not true
       order by id limit ${rowsAtOnce}`,
      [keyId, after],
    );
    for (const { id, secret } of rows) {
      const sealed = sealAgain(vault, secret, purposesOf(id));
      if (!sealed) continue;
      // Only in the place of the very bytes that were read: what was renewed meanwhile stays.
      const { rowCount } = await pool.query(
        `update ${table} set ${column} = $1 where id = $2 and ${column} = $3`,
        [sealed, id, secret],
      );
      done += rowCount ?? 0;
    }
    if (rows.length < rowsAtOnce) return done;
    after = rows.at(-1)!.id;
  }
  return done;
}

/** Undefined for a secret that none of our keys opens. */
function sealAgain(
  vault: AppContext['vault'],
  secret: Buffer,
  purposes: readonly string[],
): Buffer | undefined {
  for (const purpose of purposes) {
    try {
      return vault.seal(vault.open(secret, purpose), purpose);
    } catch {
      // Sealed for another purpose, or under a key that is not here: it is counted as left.
    }
  }
  return undefined;
}

async function countUnder({ pool }: Means, which: 'newest' | 'older', keyId: number): Promise<number> {
  const counts = sealedColumns.map(
    ({ table, column }) =>
      `select count(*) filter (where (get_byte(${column}, 0) = $1) = (${which === 'newest'})) as count
       from ${table} where ${column} is not null`,
  );
  const { rows } = await pool.query<{ total: number }>(
    `select sum(count)::int as total from (${counts.join(' union all ')}) counted`,
    [keyId],
  );
  return rows[0]?.total ?? 0;
}
