import type { AppContext } from '#context';
import type { DeliveryId } from '#kernel/ids.ts';

/**
 * Does `work` while no other process, and no other job of this one, is at the same delivery. The lock belongs to a
 * database connection of its own: a process that dies lets go at once, one that only is slow does not.
 * @returns undefined, without having done anything, when somebody else is at it.
 */
export async function holdDelivery<T>(
  { pool }: Pick<AppContext, 'pool'>,
  deliveryId: DeliveryId,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  // Without its connection the lock is gone, so the work has to end too.
  const lost = new AbortController();
  const onError = (error: Error) => lost.abort(error);
  client.on('error', onError);
  let isHeld = false;
  try {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [`delivery ${deliveryId}`],
    );
    isHeld = rows[0]?.held === true;
    return isHeld ? await work(AbortSignal.any([signal, lost.signal])) : undefined;
  } finally {
    client.off('error', onError);
    if (isHeld && !lost.signal.aborted) {
      await client
        .query('select pg_advisory_unlock(hashtextextended($1, 0))', [`delivery ${deliveryId}`])
        .catch(onError);
    }
    // A connection that may still hold the lock is closed, not given back.
    client.release(lost.signal.aborted);
  }
}
