'use client';
import { CalendarDays, ChevronLeft, ChevronRight, CircleCheckBig } from 'lucide-react';
import { useReviewing } from '#features/publishing/use-reviewing.ts';
import { useShortcuts } from '#shell/shortcuts.ts';
import { IconButton, LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { ReviewCard } from './review-card.tsx';

/** Posts waiting for a person's word, one at a time. */
export function ReviewQueue() {
  const { queue, posts, index, post, noting, setNoting, note, setNote, step, approve, sendNote, edit, undo } =
    useReviewing();
  useShortcuts({ z: undo }, noting === undefined);
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
          onApprove={approve}
          onChanges={() => setNoting('changes_requested')}
          onReject={() => setNoting('rejected')}
        />
      )}
      {post && <KeyHints />}
      <NoteDialog
        kind={noting}
        note={note}
        onNote={setNote}
        onClose={() => setNoting(undefined)}
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
  [['z'], 'undo'],
  [['?'], 'all keys'],
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
