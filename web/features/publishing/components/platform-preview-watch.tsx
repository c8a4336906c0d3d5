import { Share2, ThumbsUp } from 'lucide-react';
import { Avatar } from '#ui/avatar.tsx';
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

/** The page around a clip: the clip, its title, the channel, the description, the comments. */
export function WatchPreview({ post, manner }: FamilyProps) {
  const shown = shownOf(post.media);
  // A picture beside the clip is its thumbnail.
  const clip = shown.find(({ kind }) => kind === 'video') ?? shown[0];
  const replies = partsAsReplies(post);
  return (
    <article className="overflow-hidden rounded-2xl border border-line bg-raised">
      <div className="flex aspect-video items-center justify-center bg-black text-sm text-white/80">
        {clip ? (
          <Medium item={clip} altBadge={manner.altBadge} className="aspect-video w-full object-contain" />
        ) : (
          'No clip yet'
        )}
      </div>
      <div className="flex flex-col gap-3 p-4">
        <p className="font-semibold break-words">{post.title || 'No title yet'}</p>
        <div className="flex items-center gap-3">
          <Avatar name={post.displayName} src={post.avatarUrl} className="size-9" />
          <p className="min-w-0 flex-1 text-sm leading-tight">
            <span className="block truncate font-medium">{post.displayName}</span>
            <span className="block truncate text-xs text-ink-faint">@{post.handle}</span>
          </p>
          <span className="tabular inline-flex items-center gap-1.5 rounded-full bg-sunken px-3 py-1.5 text-[13px]">
            <ThumbsUp className="size-4" aria-hidden />
            {post.likes ? count(post.likes) : 'Like'}
          </span>
          <span aria-hidden className="rounded-full bg-sunken p-2">
            <Share2 className="size-4" />
          </span>
        </div>
        <div className="rounded-xl bg-sunken p-3 text-sm leading-snug">
          <p className="mb-1 font-medium">{post.when}</p>
          <Folded lines={manner.foldLines}>
            <WrittenText text={post.text} linked />
          </Folded>
          <AiLabel post={post} manner={manner} className="mt-2 bg-info-soft text-info" />
        </div>
        {replies.length > 0 && (
          <section aria-label="Comments">
            <p className="text-sm font-semibold">
              {count(replies.length)} {replies.length === 1 ? 'comment' : 'comments'}
            </p>
            <Replies replies={replies} post={post} />
          </section>
        )}
      </div>
    </article>
  );
}
