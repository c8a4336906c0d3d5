/** How a platform shows a post, as data: the screens draw families, and know no platform by name. */

/**
 * - `picture`: a feed led by the picture; - `words`: a feed led by short words; - `page`: a page's wide posts;
 * - `bubble`: messages of a channel; - `watch`: a page around one clip; - `clip`: a clip over the full height.
 */
export type MannerFamily = 'picture' | 'words' | 'page' | 'bubble' | 'watch' | 'clip';

export interface Manner {
  readonly family: MannerFamily;
  /** Whether readers see a mark on pictures that carry a description. */
  readonly altBadge: boolean;
  /** What the platform's own AI label says. */
  readonly labelWords: string;
  /** A warning stands in place of the post until somebody opens it. */
  readonly titleIs: 'title' | 'warning';
  /** The platform's choices that hold a warning, and that cover the media. */
  readonly options: { readonly warning?: string; readonly cover?: string };
  /** A description shown in its first lines only, until somebody opens it. No platform documents a number of characters. */
  readonly foldLines: number | null;
}

const plain = {
  altBadge: false,
  labelWords: 'AI info',
  titleIs: 'title',
  options: {},
  foldLines: null,
} as const;
const pictures: Manner = { ...plain, family: 'picture' };
const words: Manner = { ...plain, family: 'words' };

const manners: Readonly<Record<string, Manner>> = {
  instagram: pictures,
  fanvue: pictures,
  onlyfans: pictures,
  threads: words,
  bluesky: { ...words, altBadge: true },
  x: { ...words, altBadge: true, labelWords: 'Made with AI' },
  mastodon: {
    ...words,
    altBadge: true,
    titleIs: 'warning',
    options: { warning: 'contentWarning', cover: 'sensitive' },
  },
  facebook: { ...plain, family: 'page' },
  telegram: { ...plain, family: 'bubble' },
  youtube: { ...plain, family: 'watch', labelWords: 'Altered or synthetic content', foldLines: 3 },
  tiktok: { ...plain, family: 'clip', labelWords: 'Creator labeled as AI-generated', foldLines: 2 },
};

/** The manner of a platform; for one that is not in the table, by whether its feed leads with the picture. */
export const mannerOf = (platform: { readonly id: string; readonly pictureFirst: boolean }): Manner =>
  manners[platform.id] ?? (platform.pictureFirst ? pictures : words);

interface Sized {
  readonly kind: string;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
}

/** A story fills the screen, and so does an upright clip where others have a page around them. */
export function familyFor(
  manner: Manner,
  post: { readonly isStory: boolean; readonly media: readonly Sized[] },
): MannerFamily {
  if (post.isStory) return 'clip';
  const clip = post.media.find(({ kind }) => kind === 'video');
  const isUpright = (clip?.height ?? 0) > (clip?.width ?? 0);
  return manner.family === 'watch' && isUpright ? 'clip' : manner.family;
}
