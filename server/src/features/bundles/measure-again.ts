import type { Ctx } from '#context';
import { measureAssetsJob, measuredAtOnce } from '#features/identity/index.ts';
import type { AssetId, CharacterId } from '#kernel/ids.ts';

/** Has files that came along measured here, by jobs: what another studio wrote down of them is only a claim. */
export async function measureAgain(
  ctx: Ctx,
  characterId: CharacterId,
  assetIds: readonly AssetId[],
): Promise<void> {
  const { workspaceId } = ctx;
  for (let at = 0; at < assetIds.length; at += measuredAtOnce) {
    const some = assetIds.slice(at, at + measuredAtOnce);
    await ctx.jobs.add(ctx.db, measureAssetsJob, { workspaceId, characterId, assetIds: some });
  }
}
