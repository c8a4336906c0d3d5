import { and, asc, eq, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#context';
import { madeFromIn } from '#kernel/picture-change.ts';
import type { AssetRelative, AssetRelatives } from './contract.ts';
import { presentSummary } from './present-asset.ts';
import { type AssetRow, findBySha256, readAsset } from './queries.ts';
import { assets } from './tables.ts';

const mostRelatives = 50;
const madeFromSha256 = sql<string | null>`${assets.recipe} -> 'madeFrom' ->> 'sha256'`;

/** What a picture was made from, and what was made from it, oldest first. @throws AppError `not_found` */
export async function getRelatives(ctx: Ctx, assetId: string): Promise<z.infer<typeof AssetRelatives>> {
  const { asset, characterName } = await readAsset(ctx, assetId);
  const step = madeFromIn(asset.recipe);
  const source = step && (await findBySha256(ctx, step.sha256));
  const made = await madeFrom(ctx, asset.sha256);
  return {
    madeFrom:
      source && step
        ? { ...presentSummary(source, characterName), change: step.change, words: step.words }
        : null,
    changes: made.flatMap((row): AssetRelative[] => {
      const by = madeFromIn(row.recipe);
      return by ? [{ ...presentSummary(row, characterName), change: by.change, words: by.words }] : [];
    }),
  };
}

async function madeFrom(ctx: Ctx, sha256: string): Promise<AssetRow[]> {
  return ctx.db
    .select()
    .from(assets)
    .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(madeFromSha256, sha256)))
    .orderBy(asc(assets.createdAt), asc(assets.id))
    .limit(mostRelatives);
}

/**
 * The ids of a picture and of those it was made from or with: they are meant to be alike, so that one of them is no
 * copy of another.
 */
export async function familyOf(ctx: Ctx, asset: AssetRow): Promise<string[]> {
  const origin = madeFromIn(asset.recipe)?.sha256;
  const rows = await ctx.db
    .select({ id: assets.id })
    .from(assets)
    .where(
      and(
        eq(assets.workspaceId, ctx.workspaceId),
        or(
          eq(madeFromSha256, asset.sha256),
          ...(origin === undefined ? [] : [eq(assets.sha256, origin), eq(madeFromSha256, origin)]),
        ),
      ),
    )
    .limit(mostRelatives);
  return [asset.id, ...rows.map(({ id }) => id)];
}
