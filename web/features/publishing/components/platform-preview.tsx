import type { ReactNode } from 'react';
import { familyFor, type Manner, type MannerFamily } from '#features/publishing/manners.ts';
import type { PreviewPost } from '#features/publishing/preview-post.ts';
import { BubblePreview } from './platform-preview-bubble.tsx';
import { ClipPreview } from './platform-preview-clip.tsx';
import { PagePreview } from './platform-preview-page.tsx';
import type { FamilyProps } from './platform-preview-parts.tsx';
import { PicturePreview } from './platform-preview-picture.tsx';
import { WatchPreview } from './platform-preview-watch.tsx';
import { WordsPreview } from './platform-preview-words.tsx';

const families: Readonly<Record<MannerFamily, (props: FamilyProps) => ReactNode>> = {
  picture: PicturePreview,
  words: WordsPreview,
  page: PagePreview,
  bubble: BubblePreview,
  watch: WatchPreview,
  clip: ClipPreview,
};

/** A post in the manner of its platform. */
export function PlatformPreview({ post, manner }: { post: PreviewPost; manner: Manner }) {
  const Family = families[familyFor(manner, post)];
  return <Family post={post} manner={manner} />;
}
