import { Bot, Heart } from 'lucide-react';
import type { Manner } from '#features/publishing/manners.ts';
import type { PreviewMedia, PreviewPost, PreviewReply } from '#features/publishing/preview-post.ts';
import { Avatar } from '#ui/avatar.tsx';
import { cx } from '#ui/cx.ts';
import { WrittenText } from '#ui/written-text.tsx';

/** What each family draws. */
export interface FamilyProps {
  post: PreviewPost;
  manner: Manner;
}

export function AiLabel({ post, manner, className }: FamilyProps & { className?: string }) {
  if (post.aiLabel !== 'platform') return null;
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium',
        className ?? 'bg-info-soft text-info',
      )}
    >
      <Bot className="size-3.5 shrink-0" aria-hidden /> {manner.labelWords}
    </span>
  );
}

/** One picture or clip, with the mark that tells readers of its description where there is one. */
export function Medium({
  item,
  altBadge,
  className,
}: {
  item: PreviewMedia;
  altBadge: boolean;
  className: string;
}) {
  return (
    <span className="relative block size-full min-w-0 shrink-0 snap-center">
      {item.kind === 'video' ? (
        // biome-ignore lint/a11y/useMediaCaption: captions are burned into the clip.
        <video
          controls
          playsInline
          preload="metadata"
          poster={item.poster ?? undefined}
          src={item.url}
          aria-label={item.altText || 'Clip'}
          className={className}
        />
      ) : (
        // biome-ignore lint/performance/noImgElement: shown as the platform would.
        <img src={item.url} alt={item.altText} loading="lazy" className={className} />
      )}
      {altBadge && item.altText && (
        <span
          aria-hidden
          className="absolute bottom-2 left-2 rounded bg-black/85 px-1.5 text-[11px] leading-5 font-bold text-white"
        >
          ALT
        </span>
      )}
    </span>
  );
}

export const shownOf = (media: readonly PreviewMedia[]) => media.filter(({ kind }) => kind !== 'audio');

/** Media one after the other, to be swept through. */
export function MediaStrip({ media, altBadge }: { media: readonly PreviewMedia[]; altBadge: boolean }) {
  const shown = shownOf(media);
  if (shown.length === 0) return null;
  return (
    <div
      className="no-scrollbar flex snap-x snap-mandatory overflow-x-auto bg-sunken"
      {...(shown.length > 1 && { tabIndex: 0, role: 'group', 'aria-label': `${shown.length} pictures` })}
    >
      {shown.map((item) => (
        <Medium
          key={item.url}
          item={item}
          altBadge={altBadge}
          className="max-h-[36rem] w-full object-cover"
        />
      ))}
    </div>
  );
}

const gridMost = 4;

/** One whole, or up to four in a square, with how many more there are. */
export function MediaGrid({
  media,
  altBadge,
  className,
}: {
  media: readonly PreviewMedia[];
  altBadge: boolean;
  className?: string;
}) {
  const shown = shownOf(media);
  const [only] = shown;
  if (!only) return null;
  const frame = cx('overflow-hidden bg-sunken', className);
  if (shown.length === 1) {
    return (
      <div className={frame}>
        <Medium item={only} altBadge={altBadge} className="max-h-[36rem] w-full object-cover" />
      </div>
    );
  }
  return (
    <div className={cx('grid grid-cols-2 gap-0.5', frame)}>
      {shown.slice(0, gridMost).map((item, index) => (
        <span
          key={item.url}
          className={cx('relative', shown.length === 3 && index === 0 ? 'row-span-2' : 'aspect-square')}
        >
          <span className="absolute inset-0">
            <Medium item={item} altBadge={altBadge} className="size-full object-cover" />
          </span>
          {index === gridMost - 1 && shown.length > gridMost && (
            <span className="absolute inset-0 flex items-center justify-center bg-black/60 text-2xl font-semibold text-white">
              +{shown.length - gridMost}
            </span>
          )}
        </span>
      ))}
    </div>
  );
}

export const count = (value: number) => value.toLocaleString('en');
export const likesIn = (likes: number) => `${count(likes)} ${likes === 1 ? 'like' : 'likes'}`;

const indents = ['', 'pl-6', 'pl-12'];

/** What others, and the account itself, wrote under a post. */
export function Replies({
  replies,
  post,
  boxed = false,
}: {
  replies: readonly PreviewReply[];
  post: PreviewPost;
  /** Each reply in a box of its own. */
  boxed?: boolean;
}) {
  if (replies.length === 0) return null;
  return (
    <ol aria-label="Replies" className="mt-3 flex flex-col gap-3 border-t border-line pt-3">
      {replies.map((reply) => {
        const author = reply.author ?? post;
        return (
          <li key={reply.id} id={reply.id} className={cx('flex gap-2.5', indents[reply.depth])}>
            <Avatar
              name={author.displayName || author.handle}
              src={reply.author ? null : post.avatarUrl}
              className="size-7 text-xs"
            />
            <div className={cx('min-w-0 text-sm leading-snug', boxed && 'rounded-2xl bg-sunken px-3 py-2')}>
              <p className="break-words whitespace-pre-line">
                <span className="font-semibold">{boxed ? author.displayName : author.handle}</span>{' '}
                <WrittenText text={reply.text} linked />
              </p>
              <MediaGrid media={reply.media} altBadge={false} className="mt-2 rounded-xl" />
              {reply.likes !== null && reply.likes > 0 && (
                <p className="tabular mt-1 inline-flex items-center gap-1 text-xs text-ink-faint">
                  <Heart className="size-3" aria-hidden /> {likesIn(reply.likes)}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The rest of a thread where a platform shows it as answers of the account itself. */
export const partsAsReplies = (post: PreviewPost): readonly PreviewReply[] => [
  ...post.parts.map((part) => ({ ...part, author: null, likes: null, depth: 0 })),
  ...post.replies,
];
