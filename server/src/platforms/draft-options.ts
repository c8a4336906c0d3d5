import type { PlatformManifest, PostDraft } from './platform.ts';

/** The value of each option that applies to a draft: what was chosen, else its default; null when a person must. */
export function optionsOf(
  manifest: PlatformManifest,
  draft: Pick<PostDraft, 'media' | 'options'>,
): Readonly<Record<string, string | null>> {
  const applies = manifest.options.filter(
    ({ onlyWith }) => onlyWith === undefined || draft.media.some(({ kind }) => kind === onlyWith),
  );
  return Object.fromEntries(
    applies.map(({ name, defaultValue }) => [name, draft.options?.[name] ?? defaultValue]),
  );
}
