import type { Ctx } from '#context';
import type { Asset } from './contract.ts';
import { presentAsset } from './present-asset.ts';
import { postsUsing, readAsset } from './queries.ts';

/** An asset, where it came from, and the posts that use it. @throws AppError `not_found`. */
export async function getAsset(ctx: Ctx, assetId: string): Promise<Asset> {
  const { asset, characterName } = await readAsset(ctx, assetId);
  return presentAsset(asset, characterName, await postsUsing(ctx, assetId));
}
