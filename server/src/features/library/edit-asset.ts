import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Asset, EditAsset } from './contract.ts';
import { getAsset } from './get-asset.ts';
import { readAsset, updateAsset } from './queries.ts';
import { cleanTags } from './rules.ts';

/** Changes the words and tags of an asset, or archives it. Its bytes never change. */
export async function editAsset(ctx: Ctx, assetId: string, input: EditAsset): Promise<Asset> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const { asset } = await readAsset(ctx, assetId);
    const archivedAt = input.archived ? (asset.archivedAt ?? ctx.now()) : null;
    const edits = {
      ...(input.altText === undefined ? {} : { altText: input.altText }),
      ...(input.tags === undefined ? {} : { tags: cleanTags(input.tags) }),
      ...(input.archived === undefined ? {} : { archivedAt }),
    };
    if (Object.keys(edits).length > 0) {
      await updateAsset(ctx, assetId, edits);
      await recordActivity(ctx, {
        verb: input.archived ? 'asset.archived' : 'asset.edited',
        subject: { type: 'asset', id: assetId, topic: 'assets' },
        characterId: asset.characterId ?? undefined,
        summary: input.archived ? 'An asset was archived.' : 'An asset was changed.',
        facts: { changed: Object.keys(edits) },
      });
    }
    return getAsset(ctx, assetId);
  });
}
