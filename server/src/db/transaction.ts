import type { Ctx } from '#context';
import type { LiveEvent } from '#features/activities/contract.ts';

/**
 * Runs `work` in one database transaction; joins the one already open. Live events told inside are
 * sent after the commit, and never when it rolls back. Nothing outside the database may be called in it.
 */
export async function inTransaction<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.transactional) return work(ctx);
  const told: LiveEvent[] = [];
  const result = await ctx.db.transaction((db) =>
    work({ ...ctx, db, transactional: true, emit: (event) => told.push(event) }),
  );
  for (const event of told) ctx.emit(event);
  return result;
}
