import { AppError } from '#kernel/errors.ts';
import type { Asset, assetKinds } from './contract.ts';

export type AssetKind = (typeof assetKinds)[number];

/** Widths of thumbnails that are offered, in pixels of the longer side. */
export const thumbnailSizes = [256, 640] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

const kindByType: Readonly<Record<string, AssetKind>> = { image: 'image', video: 'video', audio: 'audio' };
const endingByMime: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'audio/wav': 'wav',
};

/** @throws AppError `unsupported_media` for what a library does not hold. */
export function kindOf(mime: string): AssetKind {
  const kind = kindByType[mime.split('/')[0] ?? ''];
  if (kind && endingByMime[mime]) return kind;
  throw new AppError('unsupported_media', `The library does not hold files of the type ${mime}.`);
}

export function endingOf(mime: string): string {
  return endingByMime[mime] ?? 'bin';
}

/** Small letters, each once, in the order given. */
export function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))];
}

/** Checks below whose line nothing is offered or published. */
const decisiveChecks: ReadonlySet<string> = new Set(['safety', 'apparent-age', 'identity']);

/** Why an asset may not be offered, from its checks; nothing when it may. */
export function whySetAside(checks: Asset['checks']): string | undefined {
  return checks.find((check) => decisiveChecks.has(check.name) && check.verdict === 'fail')?.reason;
}
