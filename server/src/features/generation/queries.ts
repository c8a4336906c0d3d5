import { and, asc, desc, eq, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, Database } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId, GenerationId, TakeId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { ListGenerations } from './contract.ts';
import { openStates, silentSeconds, unfinishedTakes } from './rules.ts';
import { generations, takes } from './tables.ts';

export type GenerationRow = typeof generations.$inferSelect;
export type TakeRow = typeof takes.$inferSelect;

const own = (ctx: Ctx, id: string) =>
  and(eq(generations.workspaceId, ctx.workspaceId), eq(generations.id, id as GenerationId));

const characterName = sql<string>`coalesce((select "characters"."name" from "characters" where "characters"."id" = "generations"."character_id"), '')`;

const inPost = sql<boolean>`exists (select from "post_assets" p join "takes" t on t."asset_id" = p."asset_id"
  where p."post_id" = "generations"."for_post_id" and t."id" = "generations"."chosen_take_id")`;

/** @throws AppError `not_found`. */
export async function readGeneration(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select({ generation: generations, characterName, inPost })
    .from(generations)
    .where(own(ctx, id));
  if (row) return row;
  throw new AppError('not_found', 'There is no such generation in this workspace.');
}

/** Holds the generation's row until the transaction ends. @throws AppError `not_found`. */
export async function lockGeneration(ctx: Ctx, id: string): Promise<GenerationRow> {
  const [row] = await ctx.db.select().from(generations).where(own(ctx, id)).for('update');
  if (row) return row;
  throw new AppError('not_found', 'There is no such generation in this workspace.');
}

/** In the order they were asked for. */
export async function takesOf(ctx: Ctx, ids: readonly GenerationId[]): Promise<TakeRow[]> {
  if (ids.length === 0) return [];
  return ctx.db
    .select()
    .from(takes)
    .where(and(eq(takes.workspaceId, ctx.workspaceId), inArray(takes.generationId, [...ids])))
    .orderBy(asc(takes.number));
}

export async function pageOfGenerations(ctx: Ctx, input: ListGenerations) {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select({ generation: generations, characterName, inPost })
    .from(generations)
    .where(
      and(
        eq(generations.workspaceId, ctx.workspaceId),
        input.characterId ? eq(generations.characterId, input.characterId as CharacterId) : undefined,
        input.medium ? eq(generations.medium, input.medium) : undefined,
        input.assetId
          ? sql`${generations.id} in (select "takes"."generation_id" from "takes" where "takes"."asset_id" = ${input.assetId}::uuid)`
          : undefined,
        after
          ? sql`(${generations.createdAt}, ${generations.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(generations.createdAt), desc(generations.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit, ({ generation }) => [generation.createdAt.toISOString(), generation.id]);
}

/**
 * Takes a generation up, unless it is finished or another worker is at it.
 * `busy` means that the other one said so within the last seconds.
 */
export async function claimGeneration(ctx: Ctx, id: string): Promise<GenerationRow | 'finished' | 'busy'> {
  const [claimed] = await ctx.db
    .update(generations)
    .set({ state: 'running', workedAt: sql`now()` })
    .where(
      and(
        own(ctx, id),
        inArray(generations.state, [...openStates]),
        or(
          isNull(generations.workedAt),
          lt(generations.workedAt, sql`now() - make_interval(secs => ${silentSeconds})`),
        ),
      ),
    )
    .returning();
  if (claimed) return claimed;
  const [row] = await ctx.db.select({ state: generations.state }).from(generations).where(own(ctx, id));
  return row && openStates.includes(row.state) ? 'busy' : 'finished';
}

/** Says that this worker is still at it, and how far; answers whether it is still wanted. */
export async function keepGeneration(
  ctx: Ctx,
  id: GenerationId,
  { progress, stage }: { readonly progress: number; readonly stage: string },
): Promise<boolean> {
  const rows = await ctx.db
    .update(generations)
    .set({ progress, stage, workedAt: sql`now()` })
    .where(and(own(ctx, id), eq(generations.state, 'running')))
    .returning({ id: generations.id });
  return rows.length > 0;
}

/** Lets go of a generation that goes on later, here or elsewhere. */
export async function releaseGeneration(ctx: Ctx, id: GenerationId): Promise<void> {
  await ctx.db.update(generations).set({ workedAt: null }).where(own(ctx, id));
}

/** Ends an open generation; answers false when it had already ended. */
export async function endGeneration(
  ctx: Ctx,
  id: string,
  end: Pick<GenerationRow, 'state'> & Partial<Pick<GenerationRow, 'failure' | 'progress' | 'stage'>>,
): Promise<boolean> {
  const rows = await ctx.db
    .update(generations)
    .set({ ...end, finishedAt: ctx.now(), workedAt: null })
    .where(and(own(ctx, id), inArray(generations.state, [...openStates])))
    .returning({ id: generations.id });
  return rows.length > 0;
}

export async function chooseInGeneration(
  ctx: Ctx,
  id: string,
  choice: { readonly chosenTakeId: TakeId; readonly chosenRank: number; readonly offered: number },
): Promise<void> {
  await ctx.db.update(generations).set(choice).where(own(ctx, id));
}

/** Changes a take that is not finished; answers false when it was (cancelled meanwhile). */
export async function updateTake(
  ctx: Ctx,
  id: TakeId,
  values: Partial<typeof takes.$inferInsert>,
): Promise<boolean> {
  const rows = await ctx.db
    .update(takes)
    .set(values)
    .where(
      and(
        eq(takes.workspaceId, ctx.workspaceId),
        eq(takes.id, id),
        inArray(takes.state, [...unfinishedTakes]),
      ),
    )
    .returning({ id: takes.id });
  return rows.length > 0;
}

/** Ends every take of a generation that is not finished. */
export async function cancelTakes(ctx: Ctx, generationId: string): Promise<void> {
  await ctx.db
    .update(takes)
    .set({ state: 'cancelled', finishedAt: ctx.now() })
    .where(
      and(
        eq(takes.workspaceId, ctx.workspaceId),
        eq(takes.generationId, generationId as GenerationId),
        inArray(takes.state, [...unfinishedTakes]),
      ),
    );
}

/** The replies of a character that people took, newest first. */
export async function chosenReplies(ctx: Ctx, characterId: CharacterId, limit: number): Promise<string[]> {
  const rows = await ctx.db
    .select({ reply: takes.caption })
    .from(generations)
    .innerJoin(takes, eq(takes.id, generations.chosenTakeId))
    .where(
      and(
        eq(generations.workspaceId, ctx.workspaceId),
        eq(generations.characterId, characterId),
        sql`${generations.request} ->> 'kind' = 'reply'`,
      ),
    )
    .orderBy(desc(generations.createdAt))
    .limit(limit);
  return rows.flatMap(({ reply }) => reply ?? []);
}

/** Opens a take again that was dropped, and its generation with it. */
export async function reopenTake(ctx: Ctx, generationId: string, takeId: TakeId): Promise<void> {
  await ctx.db
    .update(takes)
    .set({ state: 'waiting', failure: null, finishedAt: null })
    .where(and(eq(takes.workspaceId, ctx.workspaceId), eq(takes.id, takeId), eq(takes.state, 'cancelled')));
  // What a person asks for twice is not dropped twice.
  await ctx.db.update(generations).set({ mayBeDropped: false }).where(own(ctx, generationId));
  await ctx.db
    .update(generations)
    .set({
      ...{ state: 'queued', stage: 'Waiting for its turn', failure: null },
      ...{ finishedAt: null, workedAt: null },
    })
    .where(and(own(ctx, generationId), notInArray(generations.state, [...openStates])));
}

/** Open generations, of every workspace, that nobody has worked on for a minute. */
export async function abandonedGenerations(db: Database) {
  return db
    .select({ id: generations.id, workspaceId: generations.workspaceId, medium: generations.medium })
    .from(generations)
    .where(
      and(
        inArray(generations.state, [...openStates]),
        lt(generations.createdAt, sql`now() - interval '1 minute'`),
        or(isNull(generations.workedAt), lt(generations.workedAt, sql`now() - interval '1 minute'`)),
      ),
    )
    .orderBy(asc(generations.createdAt))
    .limit(100);
}
