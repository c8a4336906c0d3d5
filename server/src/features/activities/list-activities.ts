import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { ListActivities } from './contract.ts';
import { actorName } from './rules.ts';
import { activities } from './tables.ts';

/** The audit log and live feed, newest first. */
export async function listActivities(ctx: Ctx, input: ListActivities) {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select()
    .from(activities)
    .where(
      and(
        eq(activities.workspaceId, ctx.workspaceId),
        input.characterId ? eq(activities.characterId, input.characterId) : undefined,
        input.subjectType ? eq(activities.subjectType, input.subjectType) : undefined,
        input.subjectId ? eq(activities.subjectId, input.subjectId) : undefined,
        after
          ? sql`(${activities.at}, ${activities.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(activities.at), desc(activities.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => [row.at.toISOString(), row.id]);
  return {
    ...page,
    items: page.items.map(({ workspaceId: _, actor, at, ...row }) => ({
      ...row,
      actorName: actorName(actor),
      at: at.toISOString(),
    })),
  };
}
