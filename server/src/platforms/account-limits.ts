import type { AccountLimits, PlatformManifest } from './platform.ts';

/** A manifest with the limits that one account has, where the platform told them. */
export function withLimits(manifest: PlatformManifest, limits: AccountLimits | undefined): PlatformManifest {
  if (!limits) return manifest;
  const { text, altTextMax, media, choices } = limits;
  return {
    ...manifest,
    text: { ...manifest.text, ...text },
    altText: { ...manifest.altText, ...(altTextMax === undefined ? {} : { max: altTextMax }) },
    media: {
      ...manifest.media,
      ...(media?.maxItems === undefined ? {} : { maxItems: media.maxItems }),
      images: { ...manifest.media.images, ...media?.images },
      video: { ...manifest.media.video, ...media?.video },
    },
    options: manifest.options.map((option) => {
      const own = option.choicesFromAccount ? choices?.[option.name] : undefined;
      return own ? { ...option, choices: own } : option;
    }),
  };
}
