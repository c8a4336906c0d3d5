import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import type { AccountId } from '#kernel/ids.ts';
import { accountTrials } from './tables.ts';

export type TrialRow = typeof accountTrials.$inferSelect;

/** The steps of the latest check of an account, in order; none when there was no check. */
export async function latestTrial(ctx: Ctx, accountId: AccountId): Promise<TrialRow[]> {
  const [newest] = await ctx.db
    .select({ runId: accountTrials.runId })
    .from(accountTrials)
    .where(and(eq(accountTrials.workspaceId, ctx.workspaceId), eq(accountTrials.accountId, accountId)))
    .orderBy(desc(accountTrials.createdAt))
    .limit(1);
  return newest ? stepsOf(ctx, newest.runId) : [];
}

/** The steps of one check, in order. */
export async function stepsOf(ctx: Ctx, runId: string): Promise<TrialRow[]> {
  return ctx.db
    .select()
    .from(accountTrials)
    .where(and(eq(accountTrials.workspaceId, ctx.workspaceId), eq(accountTrials.runId, runId)))
    .orderBy(asc(accountTrials.position));
}

/** Writes what was learnt about a step, and tells the screens. */
export async function markStep(ctx: Ctx, row: TrialRow, change: Partial<TrialRow>): Promise<void> {
  await ctx.db
    .update(accountTrials)
    .set(change)
    .where(and(eq(accountTrials.workspaceId, ctx.workspaceId), eq(accountTrials.id, row.id)));
  ctx.emit({ type: 'changed', topic: 'accounts', id: row.accountId });
}

/** Keeps a handle of a step that is being published. */
export async function rememberHandle(ctx: Ctx, row: TrialRow, name: string, value: string): Promise<void> {
  const handles = sql`${accountTrials.handles} || ${JSON.stringify({ [name]: value })}::jsonb`;
  await ctx.db
    .update(accountTrials)
    .set({ handles })
    .where(and(eq(accountTrials.workspaceId, ctx.workspaceId), eq(accountTrials.id, row.id)));
}
