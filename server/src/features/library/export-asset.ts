import type { Ctx } from '#context';
import { type MarkedCopy, markFile } from './mark-file.ts';
import { readAsset } from './queries.ts';
import { endingOf } from './rules.ts';

/** The asset as it may leave the product, and a name to save it under. */
export async function exportAsset(
  ctx: Ctx,
  assetId: string,
): Promise<MarkedCopy & { readonly saveAs: string }> {
  const { asset, characterName } = await readAsset(ctx, assetId);
  const marked = await markFile(ctx, asset, characterName, {
    mime: asset.mime,
    name: 'full',
    source: () => ctx.files.pathOf(asset.sha256),
  });
  const name = (characterName ?? 'asset').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return { ...marked, saveAs: `${name}-${asset.id.slice(-8)}.${endingOf(asset.mime)}` };
}
