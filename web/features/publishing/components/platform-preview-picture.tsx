import { Bookmark, Heart, MessageCircle, Send } from 'lucide-react';
import { Avatar } from '#ui/avatar.tsx';
import { WrittenText } from '#ui/written-text.tsx';
import { Folded } from './platform-preview-fold.tsx';
import {
  AiLabel,
  type FamilyProps,
  likesIn,
  MediaStrip,
  partsAsReplies,
  Replies,
} from './platform-preview-parts.tsx';

/** A feed led by the picture, the words below it. */
export function PicturePreview({ post, manner }: FamilyProps) {
  return (
    <article className="overflow-hidden rounded-2xl border border-line bg-raised">
      <div className="flex items-center gap-3 p-3">
        <Avatar name={post.displayName} src={post.avatarUrl} className="size-9 ring-2 ring-accent/60" />
        <span className="flex min-w-0 flex-col items-start gap-1 leading-tight">
          <span className="flex max-w-full items-center gap-1.5 text-sm">
            <span className="truncate font-semibold">{post.handle}</span>
            <span className="shrink-0 text-ink-faint">· {post.when}</span>
          </span>
          <AiLabel post={post} manner={manner} />
        </span>
      </div>
      <MediaStrip media={post.media} altBadge={manner.altBadge} />
      <div className="p-3">
        <p className="mb-2 flex items-center gap-4" aria-hidden>
          <Heart className="size-5.5" />
          <MessageCircle className="size-5.5" />
          <Send className="size-5.5" />
          <Bookmark className="ml-auto size-5.5" />
        </p>
        {post.likes !== null && post.likes > 0 && (
          <p className="tabular mb-1 text-sm font-semibold">{likesIn(post.likes)}</p>
        )}
        <Folded lines={manner.foldLines} className="text-sm leading-snug">
          {post.title && <span className="block font-semibold">{post.title}</span>}
          <span className="font-semibold">{post.handle}</span> <WrittenText text={post.text} linked />
        </Folded>
        <Replies replies={partsAsReplies(post)} post={post} />
      </div>
    </article>
  );
}
