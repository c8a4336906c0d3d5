import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, Database } from '#context';
import { assets } from '#features/library/index.ts';
import type { CharacterId, WorkspaceId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { EngineLook } from '#media/checks/media-checks.ts';
import type { ListMeasuredTakes, ModelChoices } from './contract.ts';
import { type CalibratedLines, methodVersion, mostSamples } from './rules.ts';
import { likenessLinesTable } from './tables.ts';

export type LinesRow = typeof likenessLinesTable.$inferSelect;

/** What a distance belongs to: others must not be mixed with it. */
export interface Measuring {
  readonly model: string;
  readonly measuredAs: EngineLook;
  readonly measuredAgainst: string;
}

/** The newest distances of approved takes of one model to one learnt face. */
export interface ApprovedTakes extends Measuring {
  readonly distances: readonly number[];
}

/** Assets read of one kind of approval; more would say no more. */
const mostApproved = 3000;

/**
 * Distances of the takes of a character that a person chose or published, newest first. Starts from the approvals,
 * which are few, and not from the library. Read from the tables of generations and deliveries by name: this feature
 * lies below those.
 */
export async function approvedTakes(ctx: Ctx, characterId: string): Promise<ApprovedTakes[]> {
  const { rows } = await ctx.db.execute<{
    model: string;
    measuredAs: EngineLook;
    measuredAgainst: string;
    distances: number[];
  }>(sql`
    with chosen as (
      select chosen_take_id as take_id from generations
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId} and chosen_take_id is not null
      order by created_at desc limit ${mostApproved}
    ), published as (
      select post_id from deliveries
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId} and state = 'published'
      order by updated_at desc limit ${mostApproved}
    ), approved as (
      select takes.asset_id from chosen join takes on takes.id = chosen.take_id
      union
      select post_assets.asset_id from published join post_assets using (post_id)
    ), measured as (
      select model, measured_as, measured_against, identity_distance,
        row_number() over (partition by model, measured_against order by created_at desc, id desc) as place
      from assets join approved on approved.asset_id = assets.id
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId}
        and identity_distance is not null and measured_against is not null
    )
    select model, measured_as as "measuredAs", measured_against as "measuredAgainst",
      array_agg(identity_distance::float8 order by place) as distances
    from measured where place <= ${mostSamples}
    group by model, measured_as, measured_against`);
  return rows;
}

export async function keepLines(
  ctx: Ctx,
  characterId: CharacterId,
  { model, measuredAs, measuredAgainst }: Measuring,
  lines: CalibratedLines,
): Promise<void> {
  const values = { ...lines, measuredAs, methodVersion, computedAt: ctx.now() };
  const { characterId: character, model: ofModel, measuredAgainst: against } = likenessLinesTable;
  await ctx.db
    .insert(likenessLinesTable)
    .values({ ...values, workspaceId: ctx.workspaceId, characterId, model, measuredAgainst })
    .onConflictDoUpdate({ target: [character, ofModel, against], set: values });
}

/** The lines of the method in use now. */
export async function readLines(
  ctx: Ctx,
  characterId: string,
  measuring: { readonly model: string; readonly measuredAgainst: string },
): Promise<LinesRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(likenessLinesTable)
    .where(
      and(
        eq(likenessLinesTable.workspaceId, ctx.workspaceId),
        eq(likenessLinesTable.characterId, characterId as CharacterId),
        eq(likenessLinesTable.model, measuring.model),
        eq(likenessLinesTable.measuredAgainst, measuring.measuredAgainst),
        eq(likenessLinesTable.methodVersion, methodVersion),
      ),
    );
  return row;
}

/**
 * The models whose takes of a character were measured, each with what its newest one was measured with; at most 50.
 * Hops along the index from model to model, however many takes each has.
 */
export async function measuredModels(
  ctx: Ctx,
  characterId: string,
): Promise<
  { model: string; measuredAs: EngineLook | null; measuredAgainst: string | null; engine: string }[]
> {
  const own = sql`workspace_id = ${ctx.workspaceId} and character_id = ${characterId} and identity_distance is not null`;
  const { rows } = await ctx.db.execute<{
    model: string;
    measuredAs: EngineLook | null;
    measuredAgainst: string | null;
    engine: string;
  }>(sql`
    with recursive hop as (
      select (select min(model) from assets where ${own}) as model, 1 as place
      union all
      select (select min(model) from assets where ${own} and model > hop.model), place + 1
      from hop where hop.model is not null and place < 50
    )
    select hop.model, newest.engine, newest.measured_as as "measuredAs", newest.measured_against as "measuredAgainst"
    from hop cross join lateral (
      select engine, measured_as, measured_against from assets
      where ${own} and assets.model = hop.model order by created_at desc, id desc limit 1
    ) as newest`);
  return rows;
}

/** Whether somebody chose the asset in a generation. */
const isChosen = sql<boolean>`exists (
  select 1 from takes join generations on generations.chosen_take_id = takes.id
  where takes.asset_id = "assets"."id")`;

/** A page of measured takes, newest first, read along an index. */
export async function pageOfMeasured(ctx: Ctx, characterId: string, input: ListMeasuredTakes) {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select({ asset: assets, isChosen })
    .from(assets)
    .where(
      and(
        eq(assets.workspaceId, ctx.workspaceId),
        eq(assets.characterId, characterId as CharacterId),
        isNotNull(assets.identityDistance),
        input.model === undefined ? undefined : eq(assets.model, input.model),
        after
          ? sql`(${assets.createdAt}, ${assets.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(assets.createdAt), desc(assets.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit, ({ asset }) => [asset.createdAt.toISOString(), asset.id]);
}

/** How often the take offered first was taken, by the model of the chosen one; most used first. */
export async function choicesByModel(ctx: Ctx, characterId: string): Promise<ModelChoices[]> {
  const { rows } = await ctx.db.execute<{ model: string; chosen: number; firstTaken: number }>(sql`
    select coalesce(takes.made_by ->> 'model', 'unknown') as model, count(*)::integer as chosen,
      count(*) filter (where chosen_rank = 1)::integer as "firstTaken"
    from (
      select chosen_take_id, chosen_rank from generations
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId}
        and chosen_take_id is not null and chosen_rank is not null and offered > 1
      order by created_at desc limit 10000
    ) as choices join takes on takes.id = choices.chosen_take_id
    group by 1 order by 2 desc, 1 limit 50`);
  return rows;
}

/** Characters of every workspace that published something since a moment. */
export async function publishedSince(db: Database, since: Date) {
  const { rows } = await db.execute<{ workspaceId: WorkspaceId; characterId: CharacterId }>(sql`
    select distinct workspace_id as "workspaceId", character_id as "characterId" from deliveries
    where state = 'published' and updated_at >= ${since.toISOString()}::timestamptz limit 10000`);
  return rows;
}
