import type { PlatformManifest } from './manifest.ts';

/** Whether the platform downloads files of this kind itself, so that each needs a public address. */
export function fetchesByUrl(
  { fetchesMediaByUrl }: Pick<PlatformManifest, 'fetchesMediaByUrl'>,
  kind: 'image' | 'video',
): boolean {
  return fetchesMediaByUrl === true || fetchesMediaByUrl === kind;
}
