import { assetUrls } from '#features/library/index.ts';
import { ShotLook } from '#kernel/shot.ts';
import type { SavedLook } from './contract.ts';
import type { LookRow } from './queries.ts';

export function presentLook({ id, characterId, name, content, assetId, createdAt }: LookRow): SavedLook {
  return {
    id,
    characterId,
    name,
    content: ShotLook.parse(content),
    assetId,
    thumbnailUrl: assetId && assetUrls(assetId).thumbnail,
    createdAt: createdAt.toISOString(),
  };
}
