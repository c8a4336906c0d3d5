import type { Ctx } from '#context';
import type { AssetSummary } from './contract.ts';
import { presentSummary } from './present-asset.ts';
import { type AssetRow, readAssets } from './queries.ts';

export type AssetFacts = AssetSummary &
  Pick<AssetRow, 'sha256' | 'bytes' | 'recipe' | 'sourceType' | 'checks'>;

/** Short facts of several assets by id; those that are not in this workspace are left out. */
export async function assetSummaries(
  ctx: Ctx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AssetFacts>> {
  const rows = await readAssets(ctx, ids);
  return new Map(
    rows.map(({ asset, characterName }) => {
      const { id, sha256, bytes, recipe, sourceType, checks } = asset;
      return [
        id as string,
        { ...presentSummary(asset, characterName), sha256, bytes, recipe, sourceType, checks },
      ];
    }),
  );
}
