import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { readAsset } from './queries.ts';

export interface OpenedFile {
  readonly path: string;
  readonly mime: string;
  /** Names the content. */
  readonly tag: string;
}

export type AssetFile = 'file' | 'cover' | 'captions';

/** Where a file of an asset lies. @throws AppError `not_found` when it has none of that kind. */
export async function openAssetFile(ctx: Ctx, assetId: string, which: AssetFile): Promise<OpenedFile> {
  const { asset } = await readAsset(ctx, assetId);
  const files = {
    file: { sha256: asset.sha256, mime: asset.mime },
    cover: { sha256: asset.coverSha256, mime: 'image/jpeg' },
    captions: { sha256: asset.captionsSha256, mime: 'text/vtt' },
  } as const;
  const { sha256, mime } = files[which];
  if (sha256 === null) throw new AppError('not_found', `This asset has no ${which}.`);
  return { path: await ctx.files.pathOf(sha256), mime, tag: sha256 };
}
