import { MessageSquare, Share2, ThumbsUp } from 'lucide-react';
import { Avatar } from '#ui/avatar.tsx';
import { WrittenText } from '#ui/written-text.tsx';
import { Folded } from './platform-preview-fold.tsx';
import {
  AiLabel,
  count,
  type FamilyProps,
  MediaGrid,
  partsAsReplies,
  Replies,
} from './platform-preview-parts.tsx';

const actions = [
  { label: 'Like', Icon: ThumbsUp },
  { label: 'Comment', Icon: MessageSquare },
  { label: 'Share', Icon: Share2 },
] as const;

/** A post of a page: words over the full width, media below, comments in boxes. */
export function PagePreview({ post, manner }: FamilyProps) {
  return (
    <article className="overflow-hidden rounded-xl border border-line bg-raised shadow-soft">
      <header className="flex items-center gap-3 px-4 pt-4">
        <Avatar name={post.displayName} src={post.avatarUrl} className="size-10" />
        <div className="min-w-0 leading-tight">
          <p className="truncate font-semibold">{post.displayName}</p>
          <p className="flex flex-wrap items-center gap-1.5 text-xs text-ink-faint">
            {post.when} <AiLabel post={post} manner={manner} />
          </p>
        </div>
      </header>
      <Folded lines={manner.foldLines} className="px-4 py-3 text-[15px] leading-snug">
        {post.title && <span className="block font-semibold">{post.title}</span>}
        <WrittenText text={post.text} linked />
      </Folded>
      <MediaGrid media={post.media} altBadge={manner.altBadge} />
      <div className="px-4 pb-3">
        {post.likes !== null && post.likes > 0 && (
          <p className="tabular mt-3 flex items-center gap-1.5 text-[13px] text-ink-soft">
            <ThumbsUp className="size-4 rounded-full bg-info-soft p-0.5 text-info" aria-hidden />
            {count(post.likes)} liked it
          </p>
        )}
        <p
          aria-hidden
          className="mt-3 grid grid-cols-3 border-t border-line pt-3 text-[13px] font-medium text-ink-soft"
        >
          {actions.map(({ label, Icon }) => (
            <span key={label} className="inline-flex items-center justify-center gap-1.5">
              <Icon className="size-4.5" /> {label}
            </span>
          ))}
        </p>
        <Replies replies={partsAsReplies(post)} post={post} boxed />
      </div>
    </article>
  );
}
