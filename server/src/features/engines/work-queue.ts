import { and, desc, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, Database } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import type { Medium } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import {
  type CharacterId,
  type EngineInstanceId,
  type GenerationId,
  newId,
  type TakeId,
} from '#kernel/ids.ts';
import type { PlanSettings, RouteChoice } from './contract.ts';
import { usualReviewLeadMinutes } from './contract.ts';
import { median } from './rules.ts';
import { enginePlans, engineWorks } from './tables.ts';

/** Names this process among those that wait with work. */
export const workerId = newId();

/** A process that has said nothing of its work for this long no longer waits with it. */
const silentSeconds = 15;
const keptDays = 30;

/** What is asked for a piece of work, before or while it waits. */
export interface AskedWork {
  readonly subject: string;
  readonly medium: Medium;
  readonly abilities: readonly AbilityId[];
  readonly characterId?: CharacterId;
  readonly choice?: RouteChoice;
}

/** Enters work that will be asked for soon, so that the plan knows of it. */
export async function announceWorks(
  ctx: Ctx,
  works: readonly (AskedWork & { readonly generationId: GenerationId; readonly takeId: TakeId })[],
): Promise<void> {
  if (works.length === 0) return;
  const { workspaceId } = ctx;
  const askedAt = ctx.now();
  await ctx.db
    .insert(engineWorks)
    .values(
      works.map(({ abilities, ...work }) => ({
        id: newId(),
        workspaceId,
        ...work,
        abilities: [...abilities],
        askedAt,
      })),
    )
    .onConflictDoNothing();
}

/**
 * Waits with a piece of work, announced or new, from now on in this process's name.
 * @throws AppError `gone` for one that was dropped, saying why.
 */
export async function enterWork(ctx: Ctx, work: AskedWork): Promise<string> {
  const { subject, medium, abilities, characterId, choice } = work;
  const asked = { medium, abilities: [...abilities], choice: choice ?? null };
  const waiting = { worker: workerId, seenAt: sql`now()` };
  const [row] = await ctx.db
    .insert(engineWorks)
    .values({
      id: newId(),
      workspaceId: ctx.workspaceId,
      subject,
      ...asked,
      characterId: characterId ?? null,
      ...waiting,
      askedAt: ctx.now(),
    })
    .onConflictDoUpdate({
      target: [engineWorks.workspaceId, engineWorks.subject],
      set: {
        ...asked,
        ...waiting,
        state: sql`case when ${engineWorks.state} = 'dropped' then 'dropped' else 'waiting' end`,
        endedAt: null,
      },
    })
    .returning({ id: engineWorks.id, state: engineWorks.state, reason: engineWorks.reason });
  if (!row) throw new AppError('internal', 'The work could not be entered.');
  if (row.state === 'dropped') throw new AppError('gone', row.reason);
  return row.id;
}

/** Says that this process still waits with it. @throws AppError `gone` when it was dropped meanwhile. */
export async function keepWaiting(ctx: Ctx, id: string): Promise<void> {
  const [row] = await ctx.db
    .update(engineWorks)
    .set({ seenAt: sql`now()` })
    .where(and(eq(engineWorks.workspaceId, ctx.workspaceId), eq(engineWorks.id, id)))
    .returning({ state: engineWorks.state, reason: engineWorks.reason });
  if (row?.state === 'dropped') throw new AppError('gone', row.reason);
}

export async function beginWork(
  ctx: Ctx,
  id: string,
  at: {
    readonly instanceId: EngineInstanceId | null;
    readonly ability: AbilityId | null;
    readonly model: string | null;
  },
): Promise<void> {
  await ctx.db
    .update(engineWorks)
    .set({ ...at, state: 'running', worker: workerId, startedAt: ctx.now() })
    .where(and(eq(engineWorks.workspaceId, ctx.workspaceId), eq(engineWorks.id, id)));
}

/** Ends work by its subject; one that was dropped stays so. */
export async function endWork(ctx: Ctx, subject: string, state: 'done' | 'failed'): Promise<void> {
  await ctx.db
    .update(engineWorks)
    .set({ state, endedAt: ctx.now() })
    .where(
      and(
        eq(engineWorks.workspaceId, ctx.workspaceId),
        eq(engineWorks.subject, subject),
        inArray(engineWorks.state, ['waiting', 'running']),
      ),
    );
}

export interface DroppedTake {
  readonly takeId: TakeId;
  readonly generationId: GenerationId;
  readonly characterId: CharacterId | null;
  /** One sentence for a person. */
  readonly reason: string;
}

/** Takes waiting work out of the queue; answers the takes it would have made. */
export async function dropWorks(
  ctx: Ctx,
  drops: readonly { readonly id: string; readonly reason: string }[],
): Promise<DroppedTake[]> {
  const dropped: DroppedTake[] = [];
  for (const { id, reason } of drops) {
    const [row] = await ctx.db
      .update(engineWorks)
      .set({ state: 'dropped', reason, endedAt: ctx.now() })
      .where(
        and(
          eq(engineWorks.workspaceId, ctx.workspaceId),
          eq(engineWorks.id, id),
          eq(engineWorks.state, 'waiting'),
        ),
      )
      .returning({
        takeId: engineWorks.takeId,
        generationId: engineWorks.generationId,
        characterId: engineWorks.characterId,
      });
    if (row?.takeId && row.generationId) {
      const { takeId, generationId, characterId } = row;
      dropped.push({ takeId, generationId, characterId, reason });
    }
  }
  return dropped;
}

/** Puts dropped work of a take back into the queue; answers whether there was any. */
export async function restoreWork(ctx: Ctx, takeId: TakeId): Promise<boolean> {
  const rows = await ctx.db
    .update(engineWorks)
    .set({ state: 'waiting', reason: '', worker: null, seenAt: null, endedAt: null, askedAt: ctx.now() })
    .where(
      and(
        eq(engineWorks.workspaceId, ctx.workspaceId),
        eq(engineWorks.takeId, takeId),
        eq(engineWorks.state, 'dropped'),
      ),
    )
    .returning({ id: engineWorks.id });
  return rows.length > 0;
}

export type WorkRow = typeof engineWorks.$inferSelect;

/** Work with what the plan needs to know of the request behind it. */
export interface OpenWork {
  readonly row: WorkRow;
  readonly takeNumber: number | null;
  readonly characterName: string;
  readonly postId: string | null;
  /** When the post it is for goes out at the earliest. */
  readonly plannedAt: Date | null;
  /** The earlier of what a person said and the planned time less the time to look. */
  readonly neededBy: Date | null;
  readonly spare: boolean;
  readonly mayBeDropped: boolean;
  /** Whether a process waits with it now. */
  readonly live: boolean;
}

// Other features' tables by name: the engines know nothing of requests and posts but whose work it is and by when.
const generation = (column: string) =>
  sql.raw(`(select g.${column} from generations g where g.id = engine_works.generation_id)`);
const plannedAt = sql<Date | null>`(select min(d.publish_at) from deliveries d
  where d.workspace_id = engine_works.workspace_id and d.post_id = ${generation('for_post_id')}
    and d.state in ('planned', 'scheduled'))`;
// A request made shortly before its time leaves people half of what is left.
const neededBy = sql<Date | null>`(select least(g.needed_by, p.at - least(
      make_interval(mins => coalesce((select s.review_lead_minutes from engine_plans s where s.workspace_id = g.workspace_id), ${usualReviewLeadMinutes})),
      greatest(interval '0', (p.at - g.created_at) / 2)))
  from generations g left join lateral (select min(d.publish_at) as at from deliveries d
    where d.workspace_id = g.workspace_id and d.post_id = g.for_post_id and d.state in ('planned', 'scheduled')) p on true
  where g.id = engine_works.generation_id)`;
const spare = sql<boolean>`exists (select from takes t join takes o on o.generation_id = t.generation_id and o.id <> t.id
  where t.id = engine_works.take_id
    and (o.state = 'done' or o.state in ('waiting', 'running') and o.number < t.number))`;
const unfinished = sql`case when engine_works.take_id is null
  then engine_works.seen_at > now() - interval '15 seconds' or engine_works.state = 'running' and engine_works.started_at > now() - interval '10 minutes'
  else exists (select from takes t join generations g on g.id = t.generation_id
    where t.id = engine_works.take_id and t.state in ('waiting', 'running') and g.state in ('queued', 'running')) end`;

const live = sql`(engine_works.state = 'waiting' and engine_works.worker is not null
  and engine_works.seen_at > now() - make_interval(secs => ${silentSeconds}))`;

const time = (value: unknown): Date | null =>
  value === null ? null : new Date(z.union([z.string(), z.date()]).parse(value));

async function readWorks(ctx: Ctx, where: ReturnType<typeof sql>): Promise<OpenWork[]> {
  const rows = await ctx.db
    .select({
      row: engineWorks,
      takeNumber: sql<number | null>`(select t.number from takes t where t.id = engine_works.take_id)`,
      characterName: sql<string>`coalesce((select c.name from characters c where c.id = engine_works.character_id), '')`,
      postId: sql<string | null>`${generation('for_post_id')}`,
      plannedAt,
      neededBy,
      spare,
      mayBeDropped: sql<boolean>`coalesce(${generation('may_be_dropped')}, false)`,
      live: sql<boolean>`${live}`,
    })
    .from(engineWorks)
    .where(and(eq(engineWorks.workspaceId, ctx.workspaceId), where));
  return rows.map((one) => ({ ...one, plannedAt: time(one.plannedAt), neededBy: time(one.neededBy) }));
}

/** Everything that waits or runs in the workspace. What a dead process left behind and nobody wants is left out. */
export async function openWorks(ctx: Ctx): Promise<OpenWork[]> {
  return readWorks(ctx, sql`engine_works.state in ('waiting', 'running') and ${unfinished}`);
}

/** What runs and what a process waits with: all that matters to whose turn it is, however long the queue. */
export async function liveWorks(ctx: Ctx): Promise<OpenWork[]> {
  return readWorks(ctx, sql`(engine_works.state = 'running' or ${live}) and ${unfinished}`);
}

/** A generation's own open work, and what any process waits with. */
export async function worksAround(ctx: Ctx, generationId: GenerationId): Promise<OpenWork[]> {
  const own = sql`engine_works.generation_id = ${generationId} and engine_works.state in ('waiting', 'running')`;
  return readWorks(ctx, sql`(${own} or ${live}) and ${unfinished}`);
}

/** Dropped within the last week and not asked for again. */
export async function droppedWorks(ctx: Ctx): Promise<OpenWork[]> {
  return readWorks(
    ctx,
    sql`engine_works.state = 'dropped' and engine_works.ended_at > now() - interval '7 days'
      and not exists (select from generations g where g.id = engine_works.generation_id and g.state = 'cancelled')`,
  );
}

/** Whether any open work is for one of these posts: most posts have none, and need no plan. */
export async function hasWorkFor(ctx: Ctx, postIds: readonly string[]): Promise<boolean> {
  if (postIds.length === 0) return false;
  const [row] = await ctx.db
    .select({ id: engineWorks.id })
    .from(engineWorks)
    .where(
      and(
        eq(engineWorks.workspaceId, ctx.workspaceId),
        inArray(engineWorks.state, ['waiting', 'running']),
        sql`engine_works.generation_id in (select g.id from generations g where ${inArray(sql`g.for_post_id`, [...postIds])})`,
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Runs of the built-in engines that are looked at for their speed. */
const builtInRead = 60;

/** Median seconds of what the built-in engines did lately, by medium. */
export async function builtInSeconds(ctx: Ctx): Promise<ReadonlyMap<Medium, number>> {
  const rows = await ctx.db
    .select({
      medium: engineWorks.medium,
      seconds: sql<number>`extract(epoch from ${engineWorks.endedAt} - ${engineWorks.startedAt})::float8`,
    })
    .from(engineWorks)
    .where(
      and(
        eq(engineWorks.workspaceId, ctx.workspaceId),
        eq(engineWorks.state, 'done'),
        isNull(engineWorks.ability),
        isNotNull(engineWorks.startedAt),
      ),
    )
    .orderBy(desc(engineWorks.endedAt))
    .limit(builtInRead);
  const byMedium = Map.groupBy(rows, ({ medium }) => medium);
  return new Map(
    [...byMedium].flatMap(([medium, all]): [Medium, number][] => {
      const seconds = median(all.map((row) => row.seconds));
      return seconds === undefined ? [] : [[medium, seconds]];
    }),
  );
}

export async function readPlanSettings(ctx: Ctx): Promise<PlanSettings> {
  const [row] = await ctx.db.select().from(enginePlans).where(eq(enginePlans.workspaceId, ctx.workspaceId));
  return {
    dropRule: row?.dropRule ?? 'spare_takes_first',
    reviewLeadMinutes: row?.reviewLeadMinutes ?? usualReviewLeadMinutes,
  };
}

export async function savePlanSettings(ctx: Ctx, settings: PlanSettings): Promise<void> {
  await ctx.db
    .insert(enginePlans)
    .values({ workspaceId: ctx.workspaceId, ...settings })
    .onConflictDoUpdate({ target: enginePlans.workspaceId, set: settings });
}

/** Workspaces in which something waits, and forgets what ended long ago. */
export async function workspacesWithWork(db: Database) {
  await db
    .delete(engineWorks)
    .where(
      or(
        lt(engineWorks.endedAt, sql`now() - make_interval(days => ${keptDays})`),
        and(isNull(engineWorks.takeId), lt(engineWorks.askedAt, sql`now() - interval '1 day'`)),
      ),
    );
  const rows = await db
    .selectDistinct({ workspaceId: engineWorks.workspaceId })
    .from(engineWorks)
    .where(inArray(engineWorks.state, ['waiting']));
  return rows.map(({ workspaceId }) => workspaceId);
}
