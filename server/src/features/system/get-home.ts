import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { listDeliveries } from '#features/publishing/index.ts';
import type { Home } from './contract.ts';

const count = z.coerce.number();
const Counts = z.object({
  characters: count,
  assets: count,
  inReview: count,
  scheduled: count,
  published: count,
  needsDecision: count,
  accounts: count,
});
const soonest = 5;

/** What needs the person who just opened the studio. */
export async function getHome(ctx: Ctx): Promise<z.input<typeof Home>> {
  const id = ctx.workspaceId;
  const { rows } = await ctx.db.execute(sql`
    select
      (select count(*) from characters where workspace_id = ${id} and state <> 'archived') as "characters",
      (select count(*) from assets where workspace_id = ${id} and archived_at is null) as "assets",
      (select count(*) from posts where workspace_id = ${id} and state = 'in_review') as "inReview",
      (select count(*) from deliveries where workspace_id = ${id} and state = 'scheduled') as "scheduled",
      (select count(*) from deliveries where workspace_id = ${id} and state = 'published') as "published",
      (select count(*) from deliveries where workspace_id = ${id} and state in ('failed', 'unknown', 'missed')) as "needsDecision",
      (select count(*) from accounts where workspace_id = ${id} and disconnected_at is null) as "accounts"`);
  const page = { limit: soonest, unscheduled: 'false' } as const;
  const [next, failed, unknown, missed] = await Promise.all([
    listDeliveries(ctx, { ...page, state: 'scheduled', from: new Date(0).toISOString() }),
    listDeliveries(ctx, { ...page, state: 'failed' }),
    listDeliveries(ctx, { ...page, state: 'unknown' }),
    listDeliveries(ctx, { ...page, state: 'missed' }),
  ]);
  return {
    counts: Counts.parse(rows[0]),
    next: next.items,
    trouble: [...unknown.items, ...failed.items, ...missed.items].slice(0, soonest),
  };
}
