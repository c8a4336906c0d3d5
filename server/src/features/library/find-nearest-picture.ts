import { sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import type { NearestPicture } from '#media/checks/media-checks.ts';
import { hashImage, nearDuplicateBits } from '#media/hashes.ts';

/**
 * The picture of a character in the library that comes nearest to a file, mirrored ones included: by the share of
 * the bits that a copy may differ in, of the better of the two hashes. Archived pictures and those of `except` are
 * left out. Reads an index of the character's hashes from end to end.
 */
export async function findNearestPicture(
  ctx: Ctx,
  path: string,
  { characterId, except = [] }: { readonly characterId: string; readonly except?: readonly string[] },
): Promise<NearestPicture | null> {
  const { phash, dhash, mirrored } = await hashImage(path);
  const { rows } = await ctx.db.execute<{ id: string; createdAt: string; phash: number; dhash: number }>(sql`
    with asked as (
      select ${`x${phash}`}::text::bit(64) as p, ${`x${mirrored.phash}`}::text::bit(64) as mirrored_p,
        ${`x${dhash}`}::text::bit(256) as d, ${`x${mirrored.dhash}`}::text::bit(256) as mirrored_d
    ), measured as (
      select id,
        least(bit_count(phash # p), bit_count(phash # mirrored_p))::integer as phash,
        least(bit_count(dhash # d), bit_count(dhash # mirrored_d))::integer as dhash
      from assets, asked
      where workspace_id = ${ctx.workspaceId} and character_id = ${characterId}
        and phash is not null and archived_at is null
        and not id = any(${sql.param([...except])}::uuid[])
    ), nearest as (
      select * from measured
      order by least(phash::real / ${nearDuplicateBits.phash}, dhash::real / ${nearDuplicateBits.dhash}), id
      limit 1
    )
    select nearest.*, assets.created_at as "createdAt" from nearest join assets using (id)`);
  const [row] = rows;
  if (!row) return null;
  const bits = { phash: row.phash, dhash: row.dhash };
  return { assetId: row.id, createdAt: new Date(row.createdAt), bits };
}
