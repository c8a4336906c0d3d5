import { eq } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import type { EditWorkspace } from './contract.ts';
import { requireRole } from './require-role.ts';
import { workspaces } from './tables.ts';

/** Renames the workspace or moves it to another time zone. */
export async function editWorkspace(ctx: Ctx, input: EditWorkspace): Promise<void> {
  requireRole(ctx, 'admin');
  if (input.timeZone !== undefined) assertTimeZone(input.timeZone);
  const change = {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.timeZone === undefined ? {} : { timeZone: input.timeZone }),
  };
  if (Object.keys(change).length === 0) return;
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.update(workspaces).set(change).where(eq(workspaces.id, ctx.workspaceId));
    await recordActivity(ctx, {
      verb: 'workspace.edited',
      subject: { type: 'workspace', id: ctx.workspaceId, topic: 'workspace' },
      summary: 'The workspace settings were changed.',
      facts: change,
    });
  });
}
