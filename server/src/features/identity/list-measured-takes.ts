import type { z } from 'zod';
import type { Ctx } from '#context';
import { readCharacter } from '#features/characters/index.ts';
import { type AssetRow, assetUrls } from '#features/library/index.ts';
import type { ListMeasuredTakes, MeasuredTake, MeasuredTakePage } from './contract.ts';
import { pageOfMeasured } from './queries.ts';

/** Takes of a character whose face was measured, newest first. @throws AppError `not_found`. */
export async function listMeasuredTakes(
  ctx: Ctx,
  characterId: string,
  input: ListMeasuredTakes,
): Promise<z.infer<typeof MeasuredTakePage>> {
  await readCharacter(ctx, characterId);
  const { items, nextCursor } = await pageOfMeasured(ctx, characterId, input);
  return { items: items.map(({ asset, isChosen }) => present(asset, isChosen)), nextCursor };
}

function present(asset: AssetRow, isChosen: boolean): MeasuredTake {
  const identity = asset.checks.find(({ name }) => name === 'identity');
  const isUnsafe = asset.checks.some(
    ({ name, verdict }) => (name === 'safety' || name === 'apparent-age') && verdict === 'fail',
  );
  return {
    assetId: asset.id,
    model: asset.model,
    kind: asset.kind,
    distance: asset.identityDistance ?? 0,
    verdict: identity?.verdict ?? 'not_applicable',
    reason: identity?.reason ?? '',
    thumbnailUrl: isUnsafe ? null : assetUrls(asset.id).thumbnail,
    isChosen,
    isSetAside: asset.tags.includes('set-aside'),
    createdAt: asset.createdAt.toISOString(),
  };
}
