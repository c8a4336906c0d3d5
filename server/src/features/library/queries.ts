import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { AssetId, CharacterId } from '#kernel/ids.ts';
import { containing } from '#kernel/like-pattern.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import { type ImageHashes, nearDuplicateBits } from '#media/hashes.ts';
import type { ListAssets } from './contract.ts';
import { assets } from './tables.ts';

export type AssetRow = typeof assets.$inferSelect;

const own = (ctx: Ctx, id: string) =>
  and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.id, id as AssetId));

/** Read from the characters' table by name: this feature lies below that one. */
const characterNameOf = sql<
  string | null
>`(select "characters"."name" from "characters" where "characters"."id" = "assets"."character_id")`;

/** @throws AppError `not_found`. */
export async function readAsset(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select({ asset: assets, characterName: characterNameOf })
    .from(assets)
    .where(own(ctx, id));
  if (row) return row;
  throw new AppError('not_found', 'There is no such asset in this workspace.', {
    hint: 'It may have been removed, or belong to another workspace.',
  });
}

/** Those of the assets that are in this workspace. */
export async function readAssets(ctx: Ctx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return ctx.db
    .select({ asset: assets, characterName: characterNameOf })
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), inArray(assets.id, ids as AssetId[])));
}

export async function findBySha256(ctx: Ctx, sha256: string): Promise<AssetRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.sha256, sha256)));
  return row;
}

/** Adds a row, or answers the one that already holds these bytes. */
export async function insertAsset(ctx: Ctx, values: typeof assets.$inferInsert): Promise<AssetRow> {
  const [made] = await ctx.db.insert(assets).values(values).onConflictDoNothing().returning();
  const row = made ?? (await findBySha256(ctx, values.sha256));
  if (row) return row;
  throw new AppError('internal', 'The asset could not be added to the library.');
}

export async function updateAsset(
  ctx: Ctx,
  id: string,
  values: Partial<
    Pick<
      AssetRow,
      | 'altText'
      | 'tags'
      | 'archivedAt'
      | 'checks'
      | 'score'
      | 'identityDistance'
      | 'measuredAs'
      | 'measuredAgainst'
    >
  >,
): Promise<void> {
  await ctx.db.update(assets).set(values).where(own(ctx, id));
}

/** A page of the library, read along an index. */
export async function pageOfAssets(ctx: Ctx, input: ListAssets) {
  const byScore = input.sort === 'score';
  const rows = await ctx.db
    .select({ asset: assets, characterName: characterNameOf })
    .from(assets)
    .where(and(...filters(ctx, input), afterCursor(input)))
    .orderBy(
      ...(byScore
        ? [sql`${assets.score} desc nulls last`, desc(assets.id)]
        : [desc(assets.createdAt), desc(assets.id)]),
    )
    .limit(input.limit + 1);
  return toPage(rows, input.limit, ({ asset }) =>
    byScore ? [asset.score, asset.id] : [asset.createdAt.toISOString(), asset.id],
  );
}

function filters(ctx: Ctx, input: ListAssets) {
  const pattern = input.search ? containing(input.search) : undefined;
  return [
    eq(assets.workspaceId, ctx.workspaceId),
    input.archived === 'true' ? isNotNull(assets.archivedAt) : isNull(assets.archivedAt),
    input.characterId ? eq(assets.characterId, input.characterId as CharacterId) : undefined,
    input.kind ? eq(assets.kind, input.kind) : undefined,
    input.tag ? sql`${assets.tags} @> array[${input.tag.toLowerCase()}]::text[]` : undefined,
    pattern
      ? sql`(${assets.search} like ${pattern} or array_to_string(${assets.tags}, ' ') like ${pattern})`
      : undefined,
    input.minScore === undefined ? undefined : gte(assets.score, input.minScore),
    input.from ? gte(assets.createdAt, new Date(`${input.from}T00:00:00Z`)) : undefined,
    input.to ? lt(assets.createdAt, dayAfter(input.to)) : undefined,
  ];
}

function dayAfter(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 3600 * 1000);
}

function afterCursor(input: ListAssets) {
  if (!input.cursor) return undefined;
  if (input.sort === 'score') {
    const [score, id] = decodeCursor(input.cursor, z.tuple([z.number().nullable(), z.uuid()]));
    if (score === null) return sql`(${assets.score} is null and ${assets.id} < ${id}::uuid)`;
    // The column holds 32-bit numbers, which equal no 64-bit one.
    return sql`(${assets.score} < ${score}::real or (${assets.score} = ${score}::real and ${assets.id} < ${id}::uuid) or ${assets.score} is null)`;
  }
  const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  return sql`(${assets.createdAt}, ${assets.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

/** Tags of assets that are not archived, most used first. */
export async function countTags(ctx: Ctx): Promise<{ tag: string; count: number }[]> {
  const { rows } = await ctx.db.execute<{ tag: string; count: number }>(sql`
    select tag, count(*)::integer as count
    from assets, unnest(tags) as tag
    where workspace_id = ${ctx.workspaceId} and archived_at is null
    group by tag order by count desc, tag limit 200`);
  return rows;
}

/** Posts that show the asset, newest first. Read from the posts' tables by name: this feature lies below that one. */
export async function postsUsing(
  ctx: Ctx,
  assetId: string,
): Promise<{ postId: string; caption: string; state: string }[]> {
  const { rows } = await ctx.db.execute<{ postId: string; caption: string; state: string }>(sql`
    select p.id as "postId", p.caption, p.state
    from post_assets used join posts p on p.id = used.post_id
    where used.asset_id = ${assetId} and p.workspace_id = ${ctx.workspaceId}
    order by p.created_at desc limit 100`);
  return rows;
}

/** Of a character's pictures; a copy is hardly ever of anything older. */
const mostCompared = 100_000;

interface NearestFilter {
  readonly characterId: string;
  readonly except: readonly string[];
  /** A file that is left out where it was kept since a moment. */
  readonly itself?: { readonly sha256: string; readonly since: Date };
}

/**
 * The picture of a character whose hashes are nearest, among the newest `mostCompared` that are not archived. Reads
 * one index alone: which bits differ is counted by the database.
 */
export async function nearestByHash(
  ctx: Ctx,
  { phash, dhash, mirrored }: ImageHashes,
  { characterId, except, itself }: NearestFilter,
): Promise<{ id: string; createdAt: string; phash: number; dhash: number } | undefined> {
  const own = itself
    ? await ctx.db
        .select({ id: assets.id })
        .from(assets)
        .where(
          and(
            eq(assets.workspaceId, ctx.workspaceId),
            eq(assets.sha256, itself.sha256),
            gte(assets.createdAt, itself.since),
          ),
        )
    : [];
  const leftOut = [...except, ...own.map(({ id }) => id)];
  const { rows } = await ctx.db.execute<{ id: string; createdAt: string; phash: number; dhash: number }>(sql`
    with asked as (
      select ${`x${phash}`}::text::bit(64) as p, ${`x${mirrored.phash}`}::text::bit(64) as mirrored_p,
        ${`x${dhash}`}::text::bit(256) as d, ${`x${mirrored.dhash}`}::text::bit(256) as mirrored_d
    ), compared as (
      select id, phash, dhash from assets
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId}
        and phash is not null and archived_at is null
        and not id = any(${sql.param(leftOut)}::uuid[])
      order by created_at desc limit ${mostCompared}
    ), measured as (
      select id,
        least(bit_count(phash # p), bit_count(phash # mirrored_p))::integer as phash,
        least(bit_count(dhash # d), bit_count(dhash # mirrored_d))::integer as dhash
      from compared, asked
    ), nearest as (
      select * from measured
      order by least(phash::real / ${nearDuplicateBits.phash}, dhash::real / ${nearDuplicateBits.dhash}), id
      limit 1
    )
    select nearest.*, assets.created_at as "createdAt" from nearest join assets using (id)`);
  return rows[0];
}
