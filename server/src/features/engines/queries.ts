import { and, asc, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Ctx, Database } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId, EngineInstanceId } from '#kernel/ids.ts';
import type { MeasuredRun } from './rules.ts';
import { engineInstances, engineRoutes, engineRuns } from './tables.ts';

export type InstanceRow = typeof engineInstances.$inferSelect;
export type RunRow = typeof engineRuns.$inferSelect;

/** Runs of one instance that are looked at. */
const runsRead = 200;
/** A run nobody ended for this long is not counted as work there: its process died and nobody asked again. */
const forgottenAfter = sql`interval '2 hours'`;

const own = (ctx: Ctx, id: string) =>
  and(eq(engineInstances.workspaceId, ctx.workspaceId), eq(engineInstances.id, id as EngineInstanceId));

/** In the order they were connected. */
export async function instancesOf(ctx: Ctx): Promise<InstanceRow[]> {
  return ctx.db
    .select()
    .from(engineInstances)
    .where(eq(engineInstances.workspaceId, ctx.workspaceId))
    .orderBy(asc(engineInstances.createdAt), asc(engineInstances.id));
}

/** Of every workspace. */
export async function allInstances(db: Database): Promise<InstanceRow[]> {
  return db.select().from(engineInstances).orderBy(asc(engineInstances.createdAt)).limit(100);
}

/** @throws AppError `not_found`. */
export async function findInstance(ctx: Ctx, id: string): Promise<InstanceRow> {
  const [row] = await ctx.db.select().from(engineInstances).where(own(ctx, id));
  if (row) return row;
  throw new AppError('not_found', 'There is no such engine in this workspace.', {
    hint: 'It may have been disconnected meanwhile.',
  });
}

export async function insertInstance(ctx: Ctx, row: typeof engineInstances.$inferInsert): Promise<void> {
  const [made] = await ctx.db
    .insert(engineInstances)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: engineInstances.id });
  if (made) return;
  throw new AppError('conflict', `An engine of this kind at ${row.address} is connected already.`, {
    field: 'address',
    hint: 'Edit that one, or give another address.',
  });
}

export async function updateInstance(
  ctx: Ctx,
  id: EngineInstanceId,
  change: Partial<typeof engineInstances.$inferInsert>,
): Promise<void> {
  await ctx.db.update(engineInstances).set(change).where(own(ctx, id));
  ctx.emit({ type: 'changed', topic: 'engines', id });
}

export async function deleteInstance(ctx: Ctx, id: EngineInstanceId): Promise<void> {
  await ctx.db.delete(engineInstances).where(own(ctx, id));
}

/** Instances of every workspace to be asked again: those in trouble often, the others now and then. */
export async function instancesToProbe(db: Database): Promise<InstanceRow[]> {
  return db
    .select()
    .from(engineInstances)
    .where(
      and(
        eq(engineInstances.enabled, true),
        or(
          isNull(engineInstances.probedAt),
          lt(engineInstances.probedAt, sql`now() - interval '10 minutes'`),
          and(
            sql`${engineInstances.health} <> 'ok'`,
            lt(engineInstances.probedAt, sql`now() - interval '1 minute'`),
          ),
        ),
      ),
    )
    .orderBy(asc(engineInstances.probedAt))
    .limit(50);
}

/** Our runs that have not ended, by instance. */
export async function runningByInstance(ctx: Ctx): Promise<ReadonlyMap<string, number>> {
  const rows = await ctx.db
    .select({ id: engineRuns.instanceId, count: sql<number>`count(*)::integer` })
    .from(engineRuns)
    .where(
      and(
        eq(engineRuns.workspaceId, ctx.workspaceId),
        eq(engineRuns.state, 'running'),
        sql`${engineRuns.startedAt} > now() - ${forgottenAfter}`,
      ),
    )
    .groupBy(engineRuns.instanceId);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** The last runs of every instance that ended well, newest first: what speeds and swap costs are learnt from. */
export async function recentRuns(ctx: Ctx): Promise<MeasuredRun[]> {
  const { rows } = await ctx.db.execute<{
    instance_id: string;
    ability: AbilityId;
    model: string | null;
    swapped: boolean | null;
    seconds: number;
  }>(sql`
    select r.instance_id, r.ability, r.model, r.swapped,
      extract(epoch from r.ended_at - r.started_at)::float8 as seconds
    from engine_instances i cross join lateral (
      select * from engine_runs where instance_id = i.id and state = 'done'
      order by started_at desc limit ${runsRead}) r
    where i.workspace_id = ${ctx.workspaceId}
    order by r.started_at desc`);
  return rows.map(({ instance_id: instanceId, ability, model, swapped, seconds }) => ({
    ...{ instanceId, ability, model, seconds },
    swapped: swapped ?? false,
  }));
}

/** Ends a run that went well, and notes whether its model had to be loaded first. */
export async function endRunWell(ctx: Ctx, id: string, model: string): Promise<void> {
  await ctx.db
    .update(engineRuns)
    .set({
      state: 'done',
      endedAt: ctx.now(),
      model,
      swapped: sql`(select before.model from engine_runs before
        where before.instance_id = engine_runs.instance_id and before.id <> engine_runs.id
          and before.started_at < engine_runs.started_at and before.model is not null
        order by before.started_at desc limit 1) is distinct from ${model}`,
    })
    .where(
      and(
        eq(engineRuns.workspaceId, ctx.workspaceId),
        eq(engineRuns.id, id),
        eq(engineRuns.state, 'running'),
      ),
    );
}

/** Every choice of the workspace and of its characters. */
export async function allRoutes(ctx: Ctx) {
  return ctx.db.select().from(engineRoutes).where(eq(engineRoutes.workspaceId, ctx.workspaceId));
}

/** The choices that concern a character: its own, and the workspace's. */
export async function routesOf(ctx: Ctx, characterId: CharacterId | undefined) {
  return ctx.db
    .select()
    .from(engineRoutes)
    .where(
      and(
        eq(engineRoutes.workspaceId, ctx.workspaceId),
        characterId
          ? or(isNull(engineRoutes.characterId), eq(engineRoutes.characterId, characterId))
          : isNull(engineRoutes.characterId),
      ),
    );
}

export async function saveRoute(ctx: Ctx, row: typeof engineRoutes.$inferInsert): Promise<void> {
  await ctx.db
    .insert(engineRoutes)
    .values(row)
    .onConflictDoUpdate({
      target: [engineRoutes.workspaceId, engineRoutes.characterId, engineRoutes.medium],
      set: { choice: row.choice },
    });
}

export async function deleteRoute(
  ctx: Ctx,
  characterId: CharacterId | undefined,
  medium: InstanceMedium,
): Promise<void> {
  await ctx.db
    .delete(engineRoutes)
    .where(
      and(
        eq(engineRoutes.workspaceId, ctx.workspaceId),
        characterId ? eq(engineRoutes.characterId, characterId) : isNull(engineRoutes.characterId),
        eq(engineRoutes.medium, medium),
      ),
    );
}
type InstanceMedium = (typeof engineRoutes.$inferSelect)['medium'];

/** The run of a piece of work that has not ended, if there is one. */
export async function openRunOf(ctx: Ctx, subject: string): Promise<RunRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(engineRuns)
    .where(
      and(
        eq(engineRuns.workspaceId, ctx.workspaceId),
        eq(engineRuns.subject, subject),
        eq(engineRuns.state, 'running'),
      ),
    )
    .orderBy(desc(engineRuns.startedAt))
    .limit(1);
  return row;
}

export async function insertRun(ctx: Ctx, row: typeof engineRuns.$inferInsert): Promise<void> {
  await ctx.db.insert(engineRuns).values(row);
}

/** Serialises who picks an engine in this workspace, until the transaction ends. */
export async function lockEngines(ctx: Ctx): Promise<void> {
  await ctx.db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`engines ${ctx.workspaceId}`}, 0))`,
  );
}

export async function keepTicket(ctx: Ctx, id: string, ticket: string): Promise<void> {
  await ctx.db
    .update(engineRuns)
    .set({ ticket })
    .where(and(eq(engineRuns.workspaceId, ctx.workspaceId), eq(engineRuns.id, id)));
}

export async function endRun(
  ctx: Ctx,
  id: string,
  state: 'done' | 'failed' | 'lost',
  message: string,
): Promise<void> {
  await ctx.db
    .update(engineRuns)
    .set({ state, message, endedAt: ctx.now() })
    .where(
      and(
        eq(engineRuns.workspaceId, ctx.workspaceId),
        eq(engineRuns.id, id),
        eq(engineRuns.state, 'running'),
      ),
    );
}

/** Adds one failure in a row and rests the instance; answers how many there were. */
export async function countFailure(
  ctx: Ctx,
  id: EngineInstanceId,
  failure: { readonly message: string; readonly hint: string; readonly until: (failures: number) => Date },
): Promise<void> {
  const [row] = await ctx.db
    .update(engineInstances)
    .set({
      failures: sql`${engineInstances.failures} + 1`,
      health: 'unreachable',
      healthMessage: failure.message,
      healthHint: failure.hint,
    })
    .where(own(ctx, id))
    .returning({ failures: engineInstances.failures });
  if (row) await updateInstance(ctx, id, { setAsideUntil: failure.until(row.failures) });
}
