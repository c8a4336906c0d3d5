import { Bookmark, Bot, Heart, MessageCircle, Repeat2, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '#ui/avatar.tsx';
import { cx } from '#ui/cx.ts';
import { WrittenText } from '#ui/written-text.tsx';

export interface PreviewMedia {
  kind: 'image' | 'video' | 'audio';
  url: string;
  poster?: string | null;
  altText: string;
}

export interface PreviewPost {
  displayName: string;
  handle: string;
  avatarUrl?: string | null;
  text: string;
  media: readonly PreviewMedia[];
  /** How the AI label shows: by the platform's flag, in the words, or not at all. */
  aiLabel: 'platform' | 'caption' | 'none';
  when: ReactNode;
  title?: string;
  /** Further parts of a thread. */
  parts?: readonly string[];
  firstComment?: string;
}

/** Whether a platform's feed leads with the picture or with the words. */
export type FeedManner = 'picture' | 'words';

/** A feed shows pictures first where a post cannot be words alone. */
export const mannerOf = (platform: { textOnly: boolean }): FeedManner =>
  platform.textOnly ? 'words' : 'picture';

function AiChip() {
  return (
    <span className="inline-flex items-center gap-1 rounded-full bg-info-soft px-2 py-0.5 text-xs font-medium text-info">
      <Bot className="size-3.5" aria-hidden /> AI info
    </span>
  );
}

function Media({ media, manner }: { media: readonly PreviewMedia[]; manner: FeedManner }) {
  const shown = media.filter(({ kind }) => kind !== 'audio');
  if (shown.length === 0) return null;
  return (
    <div
      className={cx(
        'no-scrollbar flex snap-x snap-mandatory overflow-x-auto bg-sunken',
        manner === 'words' && 'mt-3 rounded-2xl border border-line',
      )}
      {...(shown.length > 1 && { tabIndex: 0, role: 'group', 'aria-label': `${shown.length} pictures` })}
    >
      {shown.map((item) =>
        item.kind === 'video' ? (
          // biome-ignore lint/a11y/useMediaCaption: captions are burned into the clip.
          <video
            key={item.url}
            controls
            playsInline
            preload="metadata"
            poster={item.poster ?? undefined}
            src={item.url}
            aria-label={item.altText || 'Clip'}
            className="max-h-[36rem] w-full shrink-0 snap-center object-contain"
          />
        ) : (
          // biome-ignore lint/performance/noImgElement: shown as the platform would.
          <img
            key={item.url}
            src={item.url}
            alt={item.altText}
            loading="lazy"
            className="max-h-[36rem] w-full shrink-0 snap-center object-cover"
          />
        ),
      )}
    </div>
  );
}

/** What stands below a post by the same account: the rest of a thread, or a first comment. */
function Below({ post }: { post: PreviewPost }) {
  const below = [...(post.parts ?? []), ...(post.firstComment ? [post.firstComment] : [])];
  if (below.length === 0) return null;
  return (
    <ol className="mt-3 flex flex-col gap-3 border-l-2 border-line pl-3">
      {below.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place.
        <li key={index} className="text-sm leading-snug break-words whitespace-pre-line">
          <span className="font-semibold">{post.handle}</span> <WrittenText text={text} linked />
        </li>
      ))}
    </ol>
  );
}

/** A post in the manner of the platform: words first, or the picture first. */
export function PlatformPreview({ post, manner }: { post: PreviewPost; manner: FeedManner }) {
  const head = (
    <span className="min-w-0 leading-tight">
      <span className="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-sm">
        <span className="truncate font-semibold">{manner === 'words' ? post.displayName : post.handle}</span>
        {manner === 'words' && <span className="truncate text-ink-faint">@{post.handle}</span>}
        <span className="text-ink-faint">· {post.when}</span>
      </span>
      {post.aiLabel === 'platform' && (
        <span className="mt-1 block">
          <AiChip />
        </span>
      )}
    </span>
  );
  if (manner === 'words') {
    return (
      <article className="flex gap-3 rounded-2xl border border-line bg-raised p-4">
        <Avatar name={post.displayName} src={post.avatarUrl} className="size-10" />
        <div className="min-w-0 flex-1">
          {head}
          {post.title && <p className="mt-1 font-semibold">{post.title}</p>}
          <p className="mt-1 text-[15px] leading-snug break-words whitespace-pre-line">
            <WrittenText text={post.text} linked />
          </p>
          <Media media={post.media} manner={manner} />
          <Below post={post} />
          <p className="mt-3 flex max-w-60 justify-between text-ink-faint" aria-hidden>
            <MessageCircle className="size-4.5" />
            <Repeat2 className="size-4.5" />
            <Heart className="size-4.5" />
            <Send className="size-4.5" />
          </p>
        </div>
      </article>
    );
  }
  return (
    <article className="overflow-hidden rounded-2xl border border-line bg-raised">
      <div className="flex items-center gap-3 p-3">
        <Avatar name={post.displayName} src={post.avatarUrl} className="size-9 ring-2 ring-accent/60" />
        {head}
      </div>
      <Media media={post.media} manner={manner} />
      <div className="p-3">
        <p className="mb-2 flex items-center gap-4" aria-hidden>
          <Heart className="size-5.5" />
          <MessageCircle className="size-5.5" />
          <Send className="size-5.5" />
          <Bookmark className="ml-auto size-5.5" />
        </p>
        <p className="text-sm leading-snug break-words whitespace-pre-line">
          {post.title && <span className="block font-semibold">{post.title}</span>}
          <span className="font-semibold">{post.handle}</span> <WrittenText text={post.text} linked />
        </p>
        <Below post={post} />
      </div>
    </article>
  );
}
