import { Heart, MessageCircle, Send } from 'lucide-react';
import { Avatar } from '#ui/avatar.tsx';
import { cx } from '#ui/cx.ts';
import { WrittenText } from '#ui/written-text.tsx';
import { Folded } from './platform-preview-fold.tsx';
import {
  AiLabel,
  count,
  type FamilyProps,
  Medium,
  partsAsReplies,
  Replies,
  shownOf,
} from './platform-preview-parts.tsx';

const shade = 'bg-black/65 text-white';

/** How many pieces a story or a set of pictures has, as marks over the top. */
function Pieces({ total }: { total: number }) {
  return (
    <span aria-hidden className="absolute inset-x-3 top-2 z-10 flex gap-1">
      {[...Array(total).keys()].map((place) => (
        <span
          key={place}
          className={cx('h-0.5 flex-1 rounded-full', place === 0 ? 'bg-white' : 'bg-white/45')}
        />
      ))}
    </span>
  );
}

/** A clip, a picture or a story over the full height, what is said about it on top of it. */
export function ClipPreview({ post, manner }: FamilyProps) {
  const clip = post.media.find(({ kind }) => kind === 'video');
  // A picture beside a clip is its thumbnail.
  const shown = clip && !post.isStory ? [clip] : shownOf(post.media);
  const replies = partsAsReplies(post);
  return (
    <article className="mx-auto w-full max-w-88">
      <div className="relative isolate aspect-9/16 overflow-hidden rounded-2xl bg-black">
        {(post.isStory || shown.length > 1) && <Pieces total={Math.max(1, shown.length)} />}
        <div
          className="no-scrollbar absolute inset-0 flex snap-x snap-mandatory overflow-x-auto"
          {...(shown.length > 1 && { tabIndex: 0, role: 'group', 'aria-label': `${shown.length} pictures` })}
        >
          {shown.map((item) => (
            <Medium
              key={item.url}
              item={item}
              altBadge={manner.altBadge}
              className={cx('size-full', post.isStory ? 'object-contain' : 'object-cover')}
            />
          ))}
        </div>
        <p
          className={cx(
            'absolute top-5 left-3 z-10 flex max-w-[calc(100%-1.5rem)] items-center gap-2 rounded-full py-1 pr-3 pl-1 text-sm',
            shade,
          )}
        >
          <Avatar name={post.displayName} src={post.avatarUrl} className="size-8 text-ink" />
          <span className="truncate font-semibold">{post.handle}</span>
          <span className="shrink-0 text-xs">{post.when}</span>
        </p>
        {!post.isStory && (
          <p
            className={cx(
              'absolute right-3 bottom-56 z-10 flex flex-col items-center gap-4 rounded-full px-2 py-3',
              shade,
            )}
          >
            <span className="tabular flex flex-col items-center text-xs">
              <Heart className="size-6" aria-hidden />
              {post.likes !== null && post.likes > 0 && (
                <span>
                  {count(post.likes)}
                  <span className="sr-only"> likes</span>
                </span>
              )}
            </span>
            <MessageCircle className="size-6" aria-hidden />
            <Send className="size-6" aria-hidden />
          </p>
        )}
        <div className="absolute inset-x-3 bottom-20 z-10 flex flex-col items-start gap-1.5 empty:hidden">
          <AiLabel post={post} manner={manner} className={shade} />
          {(post.title || post.text) && (
            <div className={cx('max-h-72 max-w-full overflow-y-auto rounded-xl px-3 py-2 text-sm', shade)}>
              {post.title && <p className="font-semibold break-words">{post.title}</p>}
              {post.text && (
                <Folded lines={manner.foldLines}>
                  <WrittenText text={post.text} />
                </Folded>
              )}
            </div>
          )}
        </div>
      </div>
      <Replies replies={replies} post={post} />
    </article>
  );
}
