import { Eye, Heart, MessageCircle } from 'lucide-react';
import { Avatar } from '#ui/avatar.tsx';
import { WrittenText } from '#ui/written-text.tsx';
import { AiLabel, count, type FamilyProps, MediaGrid, Replies } from './platform-preview-parts.tsx';

/** Messages of a channel: media over the words in one bubble, a thread as one bubble after the other. */
export function BubblePreview({ post, manner }: FamilyProps) {
  const first = { id: 'first', text: post.text, media: post.media };
  const all = [first, ...post.parts];
  return (
    <article className="flex items-end gap-2 rounded-2xl bg-sunken p-3">
      <Avatar name={post.displayName} src={post.avatarUrl} className="size-9" />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {all.map((message, index) => (
          <div
            key={message.id}
            {...(index > 0 && { id: message.id })}
            className="overflow-hidden rounded-2xl rounded-bl-md border border-line bg-raised"
          >
            {index === 0 && (
              <p className="truncate px-3.5 pt-2.5 pb-1.5 text-sm font-semibold text-accent-ink">
                {post.displayName}
              </p>
            )}
            <MediaGrid media={message.media} altBadge={manner.altBadge} />
            <div className="px-3.5 pt-2 pb-2">
              {index === 0 && post.title && <p className="font-semibold">{post.title}</p>}
              <p className="text-[15px] leading-snug break-words whitespace-pre-line">
                <WrittenText text={message.text} linked />
              </p>
              <AiLabel post={post} manner={manner} className="mt-1.5 bg-info-soft text-info" />
              <p className="tabular mt-1 flex items-center justify-end gap-1 text-xs text-ink-faint">
                {index === 0 && post.likes !== null && post.likes > 0 && (
                  <span className="mr-auto inline-flex items-center gap-1 rounded-full bg-accent-soft px-2 py-0.5 text-accent-ink">
                    <Heart className="size-3.5 fill-current" aria-hidden /> {count(post.likes)}
                  </span>
                )}
                <Eye className="size-3.5" aria-hidden /> {post.when}
              </p>
            </div>
            {index === all.length - 1 && post.replies.length > 0 && (
              <div className="border-t border-line px-3.5 pb-3">
                <p className="flex items-center gap-1.5 pt-2.5 text-sm font-medium text-accent-ink">
                  <MessageCircle className="size-4" aria-hidden />
                  {count(post.replies.length)} {post.replies.length === 1 ? 'comment' : 'comments'}
                </p>
                <Replies replies={post.replies} post={post} />
              </div>
            )}
          </div>
        ))}
      </div>
    </article>
  );
}
