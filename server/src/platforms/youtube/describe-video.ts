import { hashtagsIn } from '#platforms/caption.ts';
import { optionsOf } from '#platforms/draft-options.ts';
import type { PublishPayload } from '#platforms/platform.ts';
import { manifest } from './manifest.ts';

/** The video resource as it is inserted. https://developers.google.com/youtube/v3/docs/videos */
export interface VideoResource {
  readonly snippet: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly paidProductPlacementDetails?: { readonly hasPaidProductPlacement: true };
}

/** All tags together: 500 characters, with a comma between two. */
const mostTagCharacters = 500;

/** The hashtags of the text are the tags of the video too, as many as fit. */
export function tagsOf(caption: string): string[] {
  const tags: string[] = [];
  let length = 0;
  for (const tag of new Set(hashtagsIn(caption))) {
    length += tag.length + 1;
    if (length > mostTagCharacters) break;
    tags.push(tag);
  }
  return tags;
}

export function describeVideo(payload: PublishPayload): VideoResource {
  const { privacy, madeForKids, category, paidPromotion } = optionsOf(manifest, payload);
  const tags = tagsOf(payload.caption);
  return {
    snippet: {
      title: payload.title ?? '',
      description: payload.caption,
      categoryId: category,
      ...(tags.length > 0 && { tags }),
    },
    status: {
      privacyStatus: privacy,
      selfDeclaredMadeForKids: madeForKids === 'true',
      containsSyntheticMedia: payload.disclosure !== 'none',
    },
    ...(paidPromotion === 'true' && { paidProductPlacementDetails: { hasPaidProductPlacement: true } }),
  };
}

export const partsOf = (resource: VideoResource): string => Object.keys(resource).join(',');

/** Square or upright, and three minutes at most. https://support.google.com/youtube/answer/15424877 (unverified) */
const mostShortSeconds = 180;

/** YouTube makes a Short of a video by its shape and length alone. */
export function isShort({ media }: Pick<PublishPayload, 'media'>): boolean {
  const video = media.find(({ kind }) => kind === 'video');
  if (!video || video.durationSeconds === undefined) return false;
  return video.width <= video.height && video.durationSeconds <= mostShortSeconds;
}
