'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { CalendarDays, ChevronLeft, ChevronRight, CircleCheckBig } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { usePosts } from '#features/publishing/data.ts';
import { useDecideReview } from '#features/publishing/mutations.ts';
import { useShortcuts } from '#shell/shortcuts.ts';
import { IconButton, LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { ReviewCard } from './review-card.tsx';

type NotedDecision = 'changes_requested' | 'rejected';

/** The queue, the place in it, and the decisions on the post at that place. */
function useReviewing() {
  const router = useRouter();
  const asked = useSearchParams().get('post');
  const queue = usePosts({ state: 'in_review' }, 50);
  const posts = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const [currentId, setCurrentId] = useState(asked);
  const [place, setPlace] = useState(0);
  const [noting, setNoting] = useState<NotedDecision>();
  const decide = useDecideReview();
  const at = posts.findIndex(({ id }) => id === currentId);
  // Keeps the place in the queue when the post on screen leaves it.
  const index = at >= 0 ? at : Math.min(place, Math.max(0, posts.length - 1));
  const post: Post | undefined = posts[index];
  useEffect(() => setPlace(index), [index]);

  const step = (by: number) => {
    const next = posts[Math.min(posts.length - 1, Math.max(0, index + by))];
    if (!next) return;
    setCurrentId(next.id);
    decide.reset();
  };
  const approve = () => {
    if (!post || decide.isPending) return;
    const action = { label: 'Schedule it', onClick: () => router.push(`/posts/${post.id}`) };
    decide.mutate(
      { id: post.id, decision: 'approved', contentHash: post.contentHash },
      { onSuccess: () => toast.success(`Approved: ${post.characterName}.`, { action, duration: 8000 }) },
    );
  };
  const sendNote = (note: string) => {
    if (!post || !noting) return;
    decide.mutate(
      { id: post.id, decision: noting, contentHash: post.contentHash, note },
      {
        onSuccess: () => {
          setNoting(undefined);
          toast.success(noting === 'rejected' ? 'Rejected.' : 'Sent back with your note.');
        },
      },
    );
  };
  const edit = () => post && router.push(`/posts/${post.id}`);
  return { queue, posts, index, post, noting, setNoting, decide, step, approve, sendNote, edit };
}

/** Posts waiting for a person's word, one at a time. */
export function ReviewQueue() {
  const { queue, posts, index, post, noting, setNoting, decide, step, approve, sendNote, edit } =
    useReviewing();
  useShortcuts(
    {
      j: () => step(1),
      k: () => step(-1),
      ArrowRight: () => step(1),
      ArrowLeft: () => step(-1),
      a: approve,
      c: () => setNoting('changes_requested'),
      r: () => setNoting('rejected'),
      e: edit,
    },
    post !== undefined && noting === undefined,
  );

  return (
    <Page
      title="Review"
      lead={post && 'You approve exactly what you see; a later change takes the approval back.'}
      actions={
        posts.length > 0 && (
          <div className="flex items-center gap-1">
            <IconButton label="Post before" shortcut="k" disabled={index === 0} onClick={() => step(-1)}>
              <ChevronLeft />
            </IconButton>
            <span className="tabular min-w-16 text-center text-sm text-ink-soft">
              {index + 1} of {posts.length}
            </span>
            <IconButton
              label="Next post"
              shortcut="j"
              disabled={index >= posts.length - 1}
              onClick={() => step(1)}
            >
              <ChevronRight />
            </IconButton>
          </div>
        )
      }
    >
      {queue.error && <ProblemNote error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && (
        <div className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="aspect-4/5 rounded-3xl" />
          <Skeleton className="h-96 rounded-3xl" />
        </div>
      )}
      {queue.data && !post && (
        <EmptyState
          icon={CircleCheckBig}
          title="All reviewed"
          action={
            <LinkButton href="/calendar" look="primary">
              <CalendarDays aria-hidden /> Put approved posts on the calendar
            </LinkButton>
          }
        >
          Nothing waits for you. Posts sent to review show up here by themselves.
        </EmptyState>
      )}
      {post && (
        <ReviewCard
          key={post.id}
          post={post}
          error={noting ? null : decide.error}
          busy={decide.isPending}
          onApprove={approve}
          onChanges={() => setNoting('changes_requested')}
          onReject={() => setNoting('rejected')}
        />
      )}
      {post && <KeyHints />}
      <NoteDialog
        kind={noting}
        busy={decide.isPending}
        error={decide.error}
        onClose={() => {
          setNoting(undefined);
          decide.reset();
        }}
        onSend={sendNote}
      />
    </Page>
  );
}

const hints: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k'], 'move'],
  [['a'], 'approve'],
  [['c'], 'request changes'],
  [['r'], 'reject'],
  [['e'], 'edit'],
];

function KeyHints() {
  return (
    <p className="hidden items-center justify-center gap-4 text-xs text-ink-faint md:flex">
      {hints.map(([keys, meaning]) => (
        <span key={meaning} className="flex items-center gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {meaning}
        </span>
      ))}
    </p>
  );
}
