'use client';
import { X } from 'lucide-react';
import Link from 'next/link';
import { plannedAtOf } from '#features/publishing/components/post-work.tsx';
import { usePost } from '#features/publishing/data.ts';
import { IconButton } from '#ui/button.tsx';
import { dayAndTime } from '#ui/time.ts';

/** Says which post is drawn for, and what that means. */
export function ForPost({ postId, onLeave }: { postId: string; onLeave: () => void }) {
  const post = usePost(postId);
  if (post.isPending) return null;
  const planned = post.data && plannedAtOf(post.data);
  return (
    <div
      role="status"
      className="flex items-start justify-between gap-3 rounded-2xl border border-line bg-info-soft px-4 py-3 text-sm"
    >
      {post.data ? (
        <p className="min-w-0 text-ink-soft">
          For{' '}
          <Link href={`/posts/${postId}`} className="font-medium text-ink underline underline-offset-2">
            a post by {post.data.characterName}
          </Link>
          {planned
            ? `, planned for ${dayAndTime(planned, post.data.characterTimeZone)}. It is made in time for it.`
            : ' without a planned time.'}{' '}
          The take you choose is added to it.
        </p>
      ) : (
        <p className="text-ink-soft">The post that this was for is not there any more.</p>
      )}
      <IconButton label="Draw without a post" size="small" onClick={onLeave}>
        <X />
      </IconButton>
    </div>
  );
}
