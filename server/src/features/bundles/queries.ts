import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { characterReferences, declarations } from '#features/characters/index.ts';
import { type AssetRow, assets } from '#features/library/index.ts';
import type { AssetId, CharacterId } from '#kernel/ids.ts';
import { Said } from './bundle-format.ts';
import type { ExportCharacter } from './contract.ts';
import { characterOrigins } from './tables.ts';

export type OriginRow = typeof characterOrigins.$inferSelect;

export async function readOrigin(ctx: Ctx, characterId: string): Promise<OriginRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(characterOrigins)
    .where(
      and(
        eq(characterOrigins.workspaceId, ctx.workspaceId),
        eq(characterOrigins.characterId, characterId as CharacterId),
      ),
    );
  return row;
}

/** The pictures, clips and sounds that go along, in the order of their bytes' names. */
export async function assetsOf(
  ctx: Ctx,
  character: { readonly id: CharacterId; readonly portraitAssetId: AssetId | null },
  choice: ExportCharacter['assets'],
): Promise<AssetRow[]> {
  const own = and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.characterId, character.id));
  const portrait = character.portraitAssetId ? [character.portraitAssetId] : [];
  const wanted =
    choice === 'all'
      ? undefined
      : choice === 'none'
        ? portrait
        : [...portrait, ...(await chosenAssets(ctx, character.id))];
  if (wanted?.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(assets)
    .where(
      wanted === undefined ? own : and(eq(assets.workspaceId, ctx.workspaceId), inArray(assets.id, wanted)),
    )
    .orderBy(asc(assets.sha256));
  const missing = portrait.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length === 0) return rows;
  const more = await ctx.db
    .select()
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), inArray(assets.id, missing)));
  return [...rows, ...more].toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
}

/** Takes a person chose and what posts show. Read from the other features' tables by name. */
async function chosenAssets(ctx: Ctx, characterId: CharacterId): Promise<AssetId[]> {
  const { rows } = await ctx.db.execute<{ id: AssetId }>(sql`
    select t.asset_id as id from generations g join takes t on t.id = g.chosen_take_id
      where g.workspace_id = ${ctx.workspaceId} and g.character_id = ${characterId} and t.asset_id is not null
    union
    select used.asset_id from posts p join post_assets used on used.post_id = p.id
      join assets a on a.id = used.asset_id and a.character_id = p.character_id
      where p.workspace_id = ${ctx.workspaceId} and p.character_id = ${characterId}`);
  return rows.map(({ id }) => id);
}

/** What it said and what was written for it here, oldest first. Read from the other features' tables by name. */
export async function historyOf(ctx: Ctx, characterId: CharacterId): Promise<Said[]> {
  const { rows } = await ctx.db.execute(sql`
    select 'post' as kind, p.created_at as at, p.caption, to_json(p.hashtags) as hashtags, p.language, p.state,
      coalesce((select json_agg(json_build_object('platform', d.platform, 'url', d.remote_url, 'at', d.published_at)
          order by d.published_at, d.id)
        from deliveries d where d.post_id = p.id and d.state = 'published'), '[]') as published
    from posts p where p.workspace_id = ${ctx.workspaceId} and p.character_id = ${characterId}
    union all
    select 'written', coalesce(t.finished_at, t.created_at), t.caption, to_json(coalesce(t.hashtags, '{}')),
      coalesce(g.request ->> 'language', ''),
      case when g.chosen_take_id = t.id then 'chosen' else t.state end, '[]'
    from takes t join generations g on g.id = t.generation_id
    where g.workspace_id = ${ctx.workspaceId} and g.character_id = ${characterId} and t.caption is not null`);
  return z.array(SaidRow).parse(rows);
}

const moment = z.union([z.date(), z.string()]).transform((value) => new Date(value).toISOString());
const SaidRow = z
  .object({
    ...Said.shape,
    at: moment,
    published: z.array(z.object({ platform: z.string(), url: z.string().nullable(), at: moment.nullable() })),
  })
  .pipe(Said);

export async function insertDeclarations(
  ctx: Ctx,
  rows: (typeof declarations.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await ctx.db.insert(declarations).values(rows);
}

export async function insertReferences(
  ctx: Ctx,
  rows: (typeof characterReferences.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await ctx.db.insert(characterReferences).values(rows);
}

/** Adds rows whose bytes are not in the library yet. @returns Those that were added. */
export async function insertAssets(ctx: Ctx, rows: (typeof assets.$inferInsert)[]): Promise<AssetId[]> {
  const added: AssetId[] = [];
  // A statement takes up to 65,535 parameters, of which each row needs some thirty.
  for (let at = 0; at < rows.length; at += 500) {
    const made = await ctx.db
      .insert(assets)
      .values(rows.slice(at, at + 500))
      .onConflictDoNothing()
      .returning({ id: assets.id });
    added.push(...made.map(({ id }) => id));
  }
  return added;
}

export async function assetIdOf(ctx: Ctx, sha256: string): Promise<AssetId | undefined> {
  const [row] = await ctx.db
    .select({ id: assets.id })
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.sha256, sha256)));
  return row?.id;
}

/** Everything in the library that shows or voices a character. */
export async function assetIdsOf(ctx: Ctx, characterId: CharacterId): Promise<AssetId[]> {
  const rows = await ctx.db
    .select({ id: assets.id })
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.characterId, characterId)));
  return rows.map(({ id }) => id);
}
