import type { AssetFacts, Rendition } from '#features/library/index.ts';
import type { ImageLimits, MediaLimits, VideoLimits } from '#platforms/platform.ts';

/** How a file is sent on one platform, and what that changes, in sentences for people. */
export interface Adapted {
  /** Undefined: as it is. */
  readonly rendition: Rendition | undefined;
  readonly changes: readonly string[];
}

type Facts = Pick<AssetFacts, 'kind' | 'width' | 'height' | 'mime' | 'bytes' | 'durationSeconds'>;

const codable = ['jpeg', 'webp', 'png'] as const;
const widestByDefault = 2000;
/** What the marks may add to a clip, in bytes: a clip this near to its limit is made smaller. */
const bytesForMarks = 64 * 1024;

/**
 * The rendition of a file within a platform's limits. `aspect` overrides the file's own before the limits are
 * applied: the files of one carousel share the first one's.
 */
export function renditionFor(limits: MediaLimits, asset: Facts, aspect?: number): Adapted {
  if (asset.kind === 'audio' || !asset.width || !asset.height) return { rendition: undefined, changes: [] };
  const size = { width: asset.width, height: asset.height };
  if (asset.kind === 'image') return adaptedImage(limits.images, asset, size, aspect);
  return adaptedVideo(limits.video, asset, size, aspect);
}

/** The aspect that all files of one post are cut to, where the platform cuts them to the first one's. */
export function sharedAspect(limits: MediaLimits, media: readonly Facts[]): number | undefined {
  const [first] = media;
  if (!limits.sharesFirstAspect || media.length < 2 || !first?.width || !first.height) return undefined;
  return clampedAspect(limits.images, first.width / first.height);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const clampedAspect = ({ minAspect, maxAspect }: ImageLimits | VideoLimits, own: number) =>
  Math.min(maxAspect ?? own, Math.max(minAspect ?? own, own));

function adaptedImage(limits: ImageLimits, asset: Facts, own: Size, aspect?: number): Adapted {
  const format = codable.find((one) => limits.mimes.includes(`image/${one}`)) ?? 'jpeg';
  const target = fitted(own, clampedAspect(limits, aspect ?? own.width / own.height), limits.maxWidth);
  return {
    rendition: { kind: 'image', ...target, maxBytes: limits.maxBytes, format },
    changes: [
      ...shapeChanges(own, target),
      ...(asset.mime === `image/${format}` ? [] : [`Saved as ${format.toUpperCase()}.`]),
      ...(asset.bytes > limits.maxBytes ? [`Compressed to ${megabytes(limits.maxBytes)} at most.`] : []),
    ],
  };
}

function adaptedVideo(limits: VideoLimits, asset: Facts, own: Size, aspect?: number): Adapted {
  const { maxBytes, maxSeconds, maxFramesPerSecond } = limits;
  const cut = fitted(own, clampedAspect(limits, aspect ?? own.width / own.height), limits.maxWidth);
  // H.264 in 4:2:0 has even sides only.
  const target = { width: cut.width - (cut.width % 2), height: cut.height - (cut.height % 2) };
  const isTooLong = (asset.durationSeconds ?? 0) > maxSeconds;
  const isTooHeavy = asset.bytes + bytesForMarks > maxBytes;
  const changes = [
    ...shapeChanges(own, target),
    ...(isTooLong ? [`Cut after ${maxSeconds} s of ${Math.round(asset.durationSeconds ?? 0)}.`] : []),
    ...(isTooHeavy ? [`Compressed to ${megabytes(maxBytes)} at most.`] : []),
  ];
  if (changes.length === 0) return { rendition: undefined, changes };
  return {
    rendition: {
      kind: 'video',
      ...target,
      maxBytes,
      ...(isTooLong && { maxSeconds }),
      ...(maxFramesPerSecond !== undefined && { maxFramesPerSecond }),
    },
    changes,
  };
}

/** The largest size of an aspect inside a picture, scaled down to a width. */
function fitted(own: Size, aspect: number, maxWidth = widestByDefault): Size {
  const isNarrowed = aspect < own.width / own.height;
  // A cut takes from one side only; the rest keeps its pixels.
  const cutWidth = isNarrowed ? own.height * aspect : own.width;
  const scale = Math.min(1, maxWidth / cutWidth, widestByDefault / (cutWidth / aspect));
  const width = Math.max(1, Math.round(cutWidth * scale));
  // Rounded so that a cut picture is never beyond the limit it was cut to.
  const height = Math.max(1, isNarrowed ? Math.ceil(width / aspect) : Math.floor(width / aspect));
  return { width, height };
}

function shapeChanges(own: Size, target: Size): string[] {
  const share = target.width / target.height / (own.width / own.height);
  const isCut = Math.abs(share - 1) > 0.01;
  if (isCut) {
    const sides = share < 1 ? 'at the sides' : 'at the top and bottom';
    return [
      `Cropped ${sides}, around the faces: ${target.width} × ${target.height} of ${own.width} × ${own.height}.`,
    ];
  }
  if (target.width < own.width - 2) return [`Scaled down to ${target.width} × ${target.height}.`];
  return [];
}

const megabytes = (bytes: number) => `${Math.round(bytes / 100_000) / 10} MB`;
