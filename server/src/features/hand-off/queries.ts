import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AppContext, Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';
import { handOffs } from './tables.ts';

export type HandOffRow = typeof handOffs.$inferSelect;

const own = (ctx: Ctx, deliveryId: DeliveryId) =>
  and(eq(handOffs.workspaceId, ctx.workspaceId), eq(handOffs.deliveryId, deliveryId));

/** @throws AppError `not_found` when nothing was prepared for it. */
export async function findHandOff(ctx: Ctx, deliveryId: DeliveryId): Promise<HandOffRow> {
  const [row] = await ctx.db.select().from(handOffs).where(own(ctx, deliveryId));
  if (row) return row;
  throw new AppError('not_found', 'Nothing is prepared for this delivery yet.', {
    hint: 'It is prepared by itself shortly before its time.',
  });
}

/** Puts a package in the place of an earlier one; links of the earlier one stop working. */
export async function keepHandOff(
  ctx: Ctx,
  made: Pick<HandOffRow, 'deliveryId' | 'package' | 'dueAt' | 'preparedAt'>,
): Promise<void> {
  const fresh = { ...made, ticked: [], reminders: 0, remindedAt: null, messageProblem: '' };
  await ctx.db
    .insert(handOffs)
    .values({ ...fresh, workspaceId: ctx.workspaceId })
    .onConflictDoUpdate({
      target: handOffs.deliveryId,
      set: { ...fresh, linkVersion: sql`${handOffs.linkVersion} + 1` },
      setWhere: eq(handOffs.workspaceId, ctx.workspaceId),
    });
}

export async function changeHandOff(
  ctx: Ctx,
  deliveryId: DeliveryId,
  change: Partial<Pick<HandOffRow, 'ticked' | 'linkVersion' | 'reminders' | 'remindedAt' | 'messageProblem'>>,
): Promise<void> {
  await ctx.db.update(handOffs).set(change).where(own(ctx, deliveryId));
  ctx.emit({ type: 'changed', topic: 'deliveries', id: deliveryId });
}

/** Packages of this workspace that wait for a person, the earliest first. */
export async function openHandOffs(ctx: Ctx, limit: number): Promise<HandOffRow[]> {
  return ctx.db
    .select()
    .from(handOffs)
    .where(
      and(
        eq(handOffs.workspaceId, ctx.workspaceId),
        sql`exists (select 1 from deliveries where deliveries.id = ${handOffs.deliveryId} and deliveries.state = 'handed_off')`,
      ),
    )
    .orderBy(asc(handOffs.dueAt), asc(handOffs.deliveryId))
    .limit(limit);
}

/** The workspace of a delivery with a package; undefined when there is none. */
export async function workspaceOf(app: AppContext, deliveryId: DeliveryId): Promise<WorkspaceId | undefined> {
  const [row] = await app.db
    .select({ workspaceId: handOffs.workspaceId })
    .from(handOffs)
    .where(eq(handOffs.deliveryId, deliveryId));
  return row?.workspaceId;
}

const Named = z.object({ delivery_id: DeliveryId, workspace_id: WorkspaceId });
const mostAtOnce = 200;

/** Scheduled deliveries of accounts posted on by hand whose lead has begun, in every workspace. */
export async function handOffsComingUp(app: AppContext) {
  const { rows } = await app.db.execute(sql`
    select deliveries.id as delivery_id, deliveries.workspace_id
    from deliveries
    join accounts on accounts.id = deliveries.account_id
    left join hand_off_settings settings on settings.workspace_id = deliveries.workspace_id
    where deliveries.state = 'scheduled' and accounts.mode = 'hand_off' and not accounts.paused
      and accounts.disconnected_at is null
      and deliveries.publish_at <= ${app.now()}::timestamptz + make_interval(mins => coalesce(settings.lead_minutes, 30))
    order by deliveries.publish_at
    limit ${mostAtOnce}`);
  return rows.map((row) => Named.parse(row));
}

/** Open packages whose time has passed, in every workspace. */
export async function lateHandOffs(app: AppContext): Promise<HandOffRow[]> {
  return app.db
    .select()
    .from(handOffs)
    .where(
      and(
        sql`${handOffs.dueAt} < ${app.now()}::timestamptz`,
        sql`exists (select 1 from deliveries where deliveries.id = ${handOffs.deliveryId} and deliveries.state = 'handed_off')`,
      ),
    )
    .orderBy(asc(handOffs.dueAt))
    .limit(mostAtOnce);
}

/** Whether another delivery of the workspace has this address already. */
export async function isAddressTaken(ctx: Ctx, deliveryId: DeliveryId, address: string): Promise<boolean> {
  const { rows } = await ctx.db.execute(sql`
    select 1 from deliveries
    where workspace_id = ${ctx.workspaceId} and remote_url = ${address} and id <> ${deliveryId} limit 1`);
  return rows.length > 0;
}
