import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { CostState, ListCosts } from './contract.ts';
import { costEntries, spendingLimits } from './tables.ts';

export type CostRow = typeof costEntries.$inferSelect;

/** What counts against the limit. */
const counted = sql<number>`coalesce(sum(case ${costEntries.state}
  when 'reserved' then ${costEntries.estimatedMicros}
  when 'released' then 0
  else ${costEntries.bookedMicros} end), 0)::float8`;
const spent = sql<number>`coalesce(sum(${costEntries.bookedMicros}), 0)::float8`;
const reserved = sql<number>`coalesce(sum(case when ${costEntries.state} = 'reserved'
  then ${costEntries.estimatedMicros} else 0 end), 0)::float8`;
const paid: CostState[] = ['reserved', 'booked', 'uncertain'];

const inMonth = (ctx: Ctx, month: string) =>
  and(eq(costEntries.workspaceId, ctx.workspaceId), eq(costEntries.month, month));

/** Newest first. */
export async function pageOfCosts(ctx: Ctx, input: ListCosts) {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select()
    .from(costEntries)
    .where(
      and(
        eq(costEntries.workspaceId, ctx.workspaceId),
        input.month ? eq(costEntries.month, input.month) : undefined,
        after
          ? sql`(${costEntries.reservedAt}, ${costEntries.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(costEntries.reservedAt), desc(costEntries.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit, (row) => [row.reservedAt.toISOString(), row.id]);
}

/** The zone that months are counted in. */
export async function timeZoneOf(ctx: Ctx): Promise<string> {
  const { rows } = await ctx.db.execute<{ time_zone: string }>(
    sql`select time_zone from workspaces where id = ${ctx.workspaceId}`,
  );
  return rows[0]?.time_zone ?? 'UTC';
}

const none = { limitMicros: 0, unknownPriceMicros: null };

export async function limitOf(ctx: Ctx) {
  const [row] = await ctx.db
    .select({
      limitMicros: spendingLimits.limitMicros,
      unknownPriceMicros: spendingLimits.unknownPriceMicros,
    })
    .from(spendingLimits)
    .where(eq(spendingLimits.workspaceId, ctx.workspaceId));
  return row ?? none;
}

/** The limit, held for the rest of the transaction, so that of parallel work one decides after the other. */
export async function lockLimit(ctx: Ctx) {
  await ctx.db.insert(spendingLimits).values({ workspaceId: ctx.workspaceId }).onConflictDoNothing();
  const [row] = await ctx.db
    .select()
    .from(spendingLimits)
    .where(eq(spendingLimits.workspaceId, ctx.workspaceId))
    .for('update');
  return row ?? none;
}

export async function saveLimit(
  ctx: Ctx,
  limit: { readonly limitMicros: number; readonly unknownPriceMicros: number | null },
): Promise<void> {
  await ctx.db
    .insert(spendingLimits)
    .values({ workspaceId: ctx.workspaceId, ...limit })
    .onConflictDoUpdate({ target: spendingLimits.workspaceId, set: limit });
}

/** Millionths that count against the limit of a month. */
export async function usedIn(ctx: Ctx, month: string): Promise<number> {
  const [row] = await ctx.db.select({ counted }).from(costEntries).where(inMonth(ctx, month));
  return row?.counted ?? 0;
}

export async function totalsOf(ctx: Ctx, month: string) {
  const [row] = await ctx.db.select({ spent, reserved }).from(costEntries).where(inMonth(ctx, month));
  return row ?? { spent: 0, reserved: 0 };
}

const pieces = sql<number>`count(*)::integer`;

export async function sharesByEngine(ctx: Ctx, month: string) {
  return ctx.db
    .select({
      id: costEntries.instanceId,
      name: sql<string>`max(${costEntries.engineName})`,
      counted,
      pieces,
    })
    .from(costEntries)
    .where(and(inMonth(ctx, month), inArray(costEntries.state, paid)))
    .groupBy(
      costEntries.instanceId,
      sql`case when ${costEntries.instanceId} is null then ${costEntries.engineName} end`,
    )
    .orderBy(desc(counted))
    .limit(50);
}

export async function sharesByCharacter(ctx: Ctx, month: string) {
  return ctx.db
    .select({ id: costEntries.characterId, counted, pieces })
    .from(costEntries)
    .where(and(inMonth(ctx, month), inArray(costEntries.state, paid)))
    .groupBy(costEntries.characterId)
    .orderBy(desc(counted))
    .limit(50);
}

/** The last call for a subject of which nobody knows whether it was paid: under way, or cut off. */
export async function unsettledOf(ctx: Ctx, subject: string): Promise<CostRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(costEntries)
    .where(
      and(
        eq(costEntries.workspaceId, ctx.workspaceId),
        eq(costEntries.subject, subject),
        inArray(costEntries.state, ['reserved', 'uncertain']),
      ),
    )
    .orderBy(desc(costEntries.reservedAt), desc(costEntries.id))
    .limit(1);
  return row;
}

export async function insertEntry(ctx: Ctx, row: typeof costEntries.$inferInsert): Promise<void> {
  await ctx.db.insert(costEntries).values(row);
}

/** Ends an entry that is in one of the states; answers whether it was. */
export async function endEntry(
  ctx: Ctx,
  id: string,
  from: readonly CostState[],
  change: Partial<typeof costEntries.$inferInsert>,
): Promise<boolean> {
  const rows = await ctx.db
    .update(costEntries)
    .set(change)
    .where(
      and(
        eq(costEntries.workspaceId, ctx.workspaceId),
        eq(costEntries.id, id),
        inArray(costEntries.state, [...from]),
      ),
    )
    .returning({ id: costEntries.id });
  return rows.length > 0;
}
