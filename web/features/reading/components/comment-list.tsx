'use client';
import type { Comment } from '@ainfluencer/server/contract/reading';
import { EyeOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useComments } from '#features/reading/data.ts';
import { useHideComment, useRemoveComment } from '#features/reading/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Avatar } from '#ui/avatar.tsx';
import { Badge } from '#ui/badge.tsx';
import { IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Confirm } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { ShowMore } from '#ui/show-more.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';

/** Comments under one post, oldest first, answers below what they answer. */
export function CommentList({ deliveryId, canHide }: { deliveryId: string; canHide: boolean }) {
  const query = useComments(deliveryId);
  const comments = query.data?.pages.flatMap((page) => page.items) ?? [];
  const known = new Set(comments.map(({ remoteId }) => remoteId));
  return (
    <section aria-label="Comments" className="mt-5 border-t border-line pt-4">
      <h3 className="text-sm font-medium">Comments</h3>
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows rows={2} className="h-12" />}
      {!query.isPending && comments.length === 0 && !query.error && (
        <p className="mt-1 text-sm text-ink-faint">Nobody has written anything yet.</p>
      )}
      <ul className="mt-1 divide-y divide-line">
        {comments.map((comment) => (
          <CommentRow
            key={comment.id}
            comment={comment}
            canHide={canHide}
            isAnswer={comment.parentRemoteId !== null && known.has(comment.parentRemoteId)}
          />
        ))}
      </ul>
      <ShowMore list={query} className="mt-2 self-start" />
    </section>
  );
}

function CommentRow({
  comment,
  canHide,
  isAnswer,
}: {
  comment: Comment;
  canHide: boolean;
  isAnswer: boolean;
}) {
  const hide = useHideComment();
  const remove = useRemoveComment();
  const [asking, setAsking] = useState(false);
  const name = comment.author.name || comment.author.handle;
  return (
    <li className={cx('flex gap-3 py-3', isAnswer && 'pl-8', comment.hidden && 'opacity-60')}>
      <Avatar name={name} className="size-8 text-xs" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-[13px]">
          <span className="font-medium">{name}</span>
          <span className="text-ink-faint">
            @{comment.author.handle} · <Ago at={comment.writtenAt} />
          </span>
          {comment.mine && <Badge tone="accent">This account</Badge>}
          {comment.hidden && <Badge tone="plain">Hidden</Badge>}
        </p>
        <p className="mt-0.5 text-sm break-words whitespace-pre-line">{comment.text}</p>
      </div>
      {canHide && !comment.mine && (
        <span className="flex shrink-0 items-start">
          <IconButton
            label={comment.hidden ? `Show the comment of ${name} again` : `Hide the comment of ${name}`}
            size="small"
            onClick={() =>
              hide.mutate(
                { id: comment.id, hidden: !comment.hidden },
                { onError: sayError, onSuccess: () => say(comment.hidden ? 'Shown again.' : 'Hidden.') },
              )
            }
          >
            <EyeOff />
          </IconButton>
          <IconButton label={`Delete the comment of ${name}`} size="small" onClick={() => setAsking(true)}>
            <Trash2 />
          </IconButton>
          <Confirm
            open={asking}
            onOpenChange={setAsking}
            title="Delete this comment?"
            description="It is deleted on the platform for everyone, and cannot be brought back. Hiding it can be undone."
            confirm="Delete it"
            onConfirm={() =>
              remove.mutate(comment.id, { onError: sayError, onSuccess: () => say('Deleted.') })
            }
          />
        </span>
      )}
    </li>
  );
}
