import type { AssetSummary } from '#features/library/contract.ts';
import type { PlatformManifest } from '#platforms/platform.ts';

/** How a picture is cut and coded for a platform, in pixels and bytes. */
export interface Rendition {
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  readonly format: 'jpeg' | 'png' | 'webp';
}

const codable = ['jpeg', 'webp', 'png'] as const;
const widestByDefault = 2000;

/**
 * The rendition of a picture for a platform: inside its aspect and width limits, in a format it takes.
 * Undefined for video and sound, which are sent as they are.
 */
export function renditionFor(
  manifest: PlatformManifest,
  asset: Pick<AssetSummary, 'kind' | 'width' | 'height' | 'mime'>,
): Rendition | undefined {
  if (asset.kind !== 'image' || !asset.width || !asset.height) return undefined;
  const limits = manifest.media.images;
  const own = asset.width / asset.height;
  const aspect = Math.min(limits.maxAspect ?? own, Math.max(limits.minAspect ?? own, own));
  // A cut takes from one side only; the rest keeps its pixels.
  const cutWidth = aspect < own ? asset.height * aspect : asset.width;
  const widest = limits.maxWidth ?? widestByDefault;
  const scale = Math.min(1, widest / cutWidth, widestByDefault / (cutWidth / aspect));
  const width = Math.round(cutWidth * scale);
  const format = codable.find((one) => limits.mimes.includes(`image/${one}`)) ?? 'jpeg';
  // Rounded so that a cut picture is never beyond the limit it was cut to.
  const height = aspect < own ? Math.ceil(width / aspect) : Math.floor(width / aspect);
  return { width, height, maxBytes: limits.maxBytes, format };
}
