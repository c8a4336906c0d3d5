import type { Ctx } from '#context';
import { assetSummaries } from '#features/library/index.ts';
import type { FilmDraft } from '#kernel/film.ts';
import type { FilmPart } from './contract.ts';
import { findMusic } from './queries.ts';

/** The library assets that a film uses, each once. */
export function assetIdsOf(draft: FilmDraft): string[] {
  const ids = draft.scenes.flatMap(({ assetId, voiceAssetId }) => [assetId, voiceAssetId]);
  return [...new Set([...ids, draft.voice?.assetId].filter((id) => typeof id === 'string'))];
}

export const musicUrl = (id: string) => `/api/v1/music/${id}/file`;

/** Everything that a film uses, and what of it is gone. */
export async function findParts(ctx: Ctx, draft: FilmDraft): Promise<FilmPart[]> {
  const ids = assetIdsOf(draft);
  const known = await assetSummaries(ctx, ids);
  const parts: FilmPart[] = [];
  for (const id of ids) {
    const asset = known.get(id);
    const isThere = asset !== undefined && (await hasFile(ctx, asset.sha256));
    parts.push({
      id,
      kind: asset?.kind ?? 'image',
      name: asset?.altText ?? '',
      width: asset?.width ?? null,
      height: asset?.height ?? null,
      durationSeconds: asset?.durationSeconds ?? null,
      fileUrl: asset?.fileUrl ?? '',
      thumbnailUrl: asset?.thumbnailUrl ?? null,
      missing: !isThere,
    });
  }
  if (draft.music) {
    const { musicId } = draft.music;
    const music = await findMusic(ctx, musicId);
    parts.push({
      id: musicId,
      kind: 'music',
      name: music?.name ?? '',
      width: null,
      height: null,
      durationSeconds: music?.durationSeconds ?? null,
      fileUrl: musicUrl(musicId),
      thumbnailUrl: null,
      missing: music === undefined || !(await hasFile(ctx, music.sha256)),
    });
  }
  return parts;
}

async function hasFile(ctx: Ctx, sha256: string): Promise<boolean> {
  return ctx.files.pathOf(sha256).then(
    () => true,
    () => false,
  );
}
