import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { measure, type TextUnit } from '@ainfluencer/server/kernel/text-length';
import type { ReactNode } from 'react';
import { mannerOf } from './manners.ts';
import type { PreviewMedia, PreviewPost } from './preview-post.ts';
import type { WorkingCopy } from './working-copy.ts';

/** What a preview asks of a platform. */
export type PreviewedPlatform = Pick<
  PlatformInfo,
  'id' | 'text' | 'textOnly' | 'nativeAiLabel' | 'title' | 'firstCommentMax'
>;

interface Shown {
  readonly copy: WorkingCopy;
  readonly accountId: string;
  readonly handle: string;
  readonly displayName: string;
  readonly avatarUrl: string | null | undefined;
  readonly platform: PreviewedPlatform;
  /** What the account would get, disclosure words included. */
  readonly text: string;
  readonly when: ReactNode;
}

const shownMedia = (media: Post['media']): PreviewMedia[] =>
  media.map(({ asset, altText }) => ({
    kind: asset.kind,
    url: asset.fileUrl,
    poster: asset.thumbnailUrl,
    altText,
    width: asset.width,
    height: asset.height,
  }));

export const mannerOfPlatform = ({ id, textOnly }: Pick<PlatformInfo, 'id' | 'textOnly'>) =>
  mannerOf({ id, pictureFirst: !textOnly });

/** A post as one account's readers would see it, before it is there. */
export function previewOf(shown: Shown): PreviewPost {
  const { copy, platform, accountId, text, ...rest } = shown;
  const { options } = mannerOfPlatform(platform);
  const chosen = copy.options[accountId] ?? {};
  const comment = copy.form === 'feed' && platform.firstCommentMax !== null ? copy.firstComment : '';
  const warning = (options.warning && chosen[options.warning]) || '';
  const isStory = copy.form === 'story';
  return {
    ...rest,
    isStory,
    // A story is its file: the words stay with us.
    text: isStory ? '' : text,
    title: platform.title && !isStory ? copy.title : '',
    media: shownMedia(copy.media),
    warning,
    isCovered: options.cover !== undefined && chosen[options.cover] === 'true',
    aiLabel: platform.nativeAiLabel ? 'platform' : 'caption',
    likes: null,
    parts:
      copy.form === 'thread'
        ? copy.parts.map((part, index) => ({
            id: `part-${index + 2}`,
            text: part.text,
            media: shownMedia(part.media),
            warning,
          }))
        : [],
    replies: comment
      ? [{ id: 'first-comment', text: comment, media: [], author: null, likes: null, depth: 0 }]
      : [],
  };
}

const unitWords: Readonly<Record<TextUnit, string>> = {
  graphemes: 'characters',
  codePoints: 'characters',
  utf16Units: 'characters, most emoji as two',
  utf8Bytes: 'bytes',
  emojiBytes: 'characters, emoji by their bytes',
  weighted: 'characters, links and some scripts weighed',
};

/** Such as "212 of 300 characters", the parts of a thread one after the other. */
export function countsOf({ text, parts, isStory }: PreviewPost, { text: limit }: PreviewedPlatform): string {
  if (isStory) return '';
  const lengths = [text, ...parts.map((part) => part.text)].map((words) => measure(words, limit.unit));
  const told = lengths.map((length) => length.toLocaleString('en')).join(', ');
  return `${told} of ${limit.max.toLocaleString('en')} ${unitWords[limit.unit]}`;
}
