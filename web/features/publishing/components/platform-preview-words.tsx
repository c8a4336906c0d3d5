import { Heart, MessageCircle, Repeat2, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '#ui/avatar.tsx';
import { WrittenText } from '#ui/written-text.tsx';
import { BehindWarning, Uncover } from './platform-preview-fold.tsx';
import { AiLabel, type FamilyProps, likesIn, MediaGrid, Replies } from './platform-preview-parts.tsx';

/** A post of a thread: the line below the portrait leads to the next one. */
function ThreadPost({
  post,
  isLast,
  children,
}: Pick<FamilyProps, 'post'> & { isLast: boolean; children: ReactNode }) {
  return (
    <div className="flex gap-3">
      <div className="flex flex-col items-center">
        <Avatar name={post.displayName} src={post.avatarUrl} className="size-10" />
        {!isLast && <span aria-hidden className="mt-1.5 w-0.5 flex-1 rounded-full bg-line-strong" />}
      </div>
      <div className={isLast ? 'min-w-0 flex-1' : 'min-w-0 flex-1 pb-4'}>
        <p className="flex flex-wrap items-center gap-x-1.5 text-sm leading-tight">
          <span className="max-w-full truncate font-semibold">{post.displayName}</span>
          <span className="max-w-full truncate text-ink-faint">@{post.handle}</span>
          <span className="text-ink-faint">· {post.when}</span>
        </p>
        {children}
        <p className="mt-3 flex max-w-60 justify-between text-ink-faint" aria-hidden>
          <MessageCircle className="size-4.5" />
          <Repeat2 className="size-4.5" />
          <Heart className="size-4.5" />
          <Send className="size-4.5" />
        </p>
      </div>
    </div>
  );
}

/** A feed led by short words; a thread is posts joined by a line. */
export function WordsPreview({ post, manner }: FamilyProps) {
  const { parts } = post;
  const text = 'mt-1 text-[15px] leading-snug break-words whitespace-pre-line';
  const grid = 'mt-3 rounded-2xl border border-line';
  return (
    <article className="rounded-2xl border border-line bg-raised p-4">
      <ThreadPost post={post} isLast={parts.length === 0}>
        <BehindWarning warning={post.warning}>
          {post.title && <p className="mt-1 font-semibold">{post.title}</p>}
          <p className={text}>
            <WrittenText text={post.text} linked />
          </p>
          <Uncover isCovered={post.isCovered && post.media.length > 0}>
            <MediaGrid media={post.media} altBadge={manner.altBadge} className={grid} />
          </Uncover>
        </BehindWarning>
        <AiLabel post={post} manner={manner} className="mt-2 bg-info-soft text-info" />
        {post.likes !== null && post.likes > 0 && (
          <p className="tabular mt-2 text-[13px] text-ink-faint">{likesIn(post.likes)}</p>
        )}
      </ThreadPost>
      {parts.map((part, index) => (
        <div key={part.id} id={part.id}>
          <ThreadPost post={post} isLast={index === parts.length - 1}>
            <BehindWarning warning={part.warning ?? ''}>
              <p className={text}>
                <WrittenText text={part.text} linked />
              </p>
              <MediaGrid media={part.media} altBadge={manner.altBadge} className={grid} />
            </BehindWarning>
          </ThreadPost>
        </div>
      ))}
      <Replies replies={post.replies} post={post} />
    </article>
  );
}
