import type { Ctx } from '#context';
import type { DigitalSourceType, MadeFile } from '#engines/engine.ts';
import { type AssetId, type CharacterId, newId } from '#kernel/ids.ts';
import { hashImage } from '#media/hashes.ts';
import type { Asset } from './contract.ts';
import { type AssetRow, insertAsset } from './queries.ts';
import { cleanTags, kindOf } from './rules.ts';

/** A finished file and where it came from. */
export interface NewAsset {
  readonly file: MadeFile;
  /** For a video: the picture shown before it plays. */
  readonly cover?: MadeFile;
  /** For a video: WebVTT. */
  readonly captions?: MadeFile;
  readonly character: { readonly id: CharacterId; readonly version: number };
  readonly engine: string;
  readonly model: string;
  readonly seed: number;
  readonly prompt: string;
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly sourceType: DigitalSourceType;
  readonly altText: string;
  readonly tags: readonly string[];
  /** 0 to 100. */
  readonly score: number | null;
  readonly identityDistance: number | null;
  /** What the distance was measured with: how faces of the engine compare, and the learnt face's fingerprint. */
  readonly measured?: { readonly as: 'builtin' | 'photo'; readonly against: string };
  readonly checks: Asset['checks'];
  /** Kept, but not offered in the library. */
  readonly archived: boolean;
}

/**
 * Takes a finished file into the library, once for its bytes: the same file again answers the asset
 * that is already there. Not to be called inside a transaction, because files are written.
 */
export async function storeAsset(ctx: Ctx, asset: NewAsset): Promise<AssetRow> {
  const { file, cover, captions } = asset;
  const kind = kindOf(file.mime);
  const hashes = kind === 'image' ? await hashImage(file.path) : undefined;
  const kept = await ctx.files.put(file.path);
  const coverBlob = cover ? await ctx.files.put(cover.path) : undefined;
  const captionsBlob = captions ? await ctx.files.put(captions.path) : undefined;
  const at = ctx.now();
  const row = await insertAsset(ctx, {
    id: newId<AssetId>(),
    workspaceId: ctx.workspaceId,
    sha256: kept.sha256,
    bytes: kept.bytes,
    kind,
    mime: file.mime,
    width: file.width ?? null,
    height: file.height ?? null,
    durationSeconds: file.durationSeconds ?? null,
    characterId: asset.character.id,
    characterVersion: asset.character.version,
    engine: asset.engine,
    model: asset.model,
    seed: asset.seed,
    prompt: asset.prompt,
    recipe: { ...asset.recipe },
    sourceType: asset.sourceType,
    altText: asset.altText,
    tags: cleanTags(asset.tags),
    score: asset.score,
    identityDistance: asset.identityDistance,
    measuredAs: asset.measured?.as ?? null,
    measuredAgainst: asset.measured?.against ?? null,
    checks: asset.checks,
    hashes: hashes ? { phash: hashes.phash, dhash: hashes.dhash } : null,
    coverSha256: coverBlob?.sha256 ?? null,
    captionsSha256: captionsBlob?.sha256 ?? null,
    createdAt: at,
    archivedAt: asset.archived ? at : null,
  });
  ctx.emit({ type: 'changed', topic: 'assets', id: row.id });
  return row;
}
