import type { Asset, AssetSummary } from './contract.ts';
import type { AssetRow } from './queries.ts';

/** Where the browser finds an asset's files. */
export function assetUrls(id: string) {
  const base = `/api/v1/assets/${id}`;
  return {
    file: `${base}/file`,
    thumbnail: `${base}/thumbnail?size=256`,
    largeThumbnail: `${base}/thumbnail?size=640`,
    cover: `${base}/cover`,
    captions: `${base}/captions`,
  };
}

export function presentSummary(row: AssetRow, characterName: string | null): AssetSummary {
  const urls = assetUrls(row.id);
  return {
    id: row.id,
    kind: row.kind,
    mime: row.mime,
    width: row.width,
    height: row.height,
    durationSeconds: row.durationSeconds,
    characterId: row.characterId,
    characterName,
    altText: row.altText,
    tags: row.tags,
    score: row.score,
    thumbnailUrl: urls.thumbnail,
    fileUrl: urls.file,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentAsset(row: AssetRow, characterName: string | null, usedBy: Asset['usedBy']): Asset {
  const urls = assetUrls(row.id);
  return {
    ...presentSummary(row, characterName),
    sha256: row.sha256,
    bytes: row.bytes,
    characterVersion: row.characterVersion,
    engine: row.engine,
    model: row.model,
    seed: row.seed,
    prompt: row.prompt,
    recipe: row.recipe,
    sourceType: row.sourceType,
    identityDistance: row.identityDistance,
    checks: row.checks,
    captionsUrl: row.captionsSha256 ? urls.captions : null,
    coverUrl: row.coverSha256 ? urls.cover : null,
    usedBy,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
