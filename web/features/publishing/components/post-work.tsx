'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { Sparkles } from 'lucide-react';
import { readyLong } from '#features/engines/ready.ts';
import { LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { cx } from '#ui/cx.ts';

const editable: readonly Post['state'][] = ['draft', 'changes_requested', 'rejected'];

/** When the post is meant to go out at the earliest, as far as that is known. */
export function plannedAtOf({ deliveries }: Pick<Post, 'deliveries'>): string | null {
  const times = deliveries.flatMap(({ publishAt, state }) =>
    publishAt && (state === 'planned' || state === 'scheduled') ? [publishAt] : [],
  );
  return times.toSorted()[0] ?? null;
}

/** What engines make for the post and when it will be ready, and the way to have something made. */
export function PostWork({ post }: { post: Post }) {
  const { work } = post;
  const draws = editable.includes(post.state);
  if (!work && (!draws || post.media.length > 0)) return null;
  return (
    <Card aria-label="Pictures for this post" className="flex flex-col items-start gap-3">
      <h2 className="text-lg font-semibold">Pictures</h2>
      {work ? (
        <p aria-live="polite" className={cx('text-sm', work.late ? 'font-medium text-bad' : 'text-ink-soft')}>
          {work.takes === 1 ? 'One take is' : `${work.takes} takes are`} on the way.{' '}
          {readyLong(work, plannedAtOf(post), post.characterTimeZone)}
        </p>
      ) : (
        <p className="text-sm text-ink-soft">
          It has no picture yet. What is drawn for it is made in time for its planned time.
        </p>
      )}
      {draws && (
        <LinkButton href={`/studio?character=${post.characterId}&post=${post.id}`} size="small">
          <Sparkles aria-hidden /> Draw for this post
        </LinkButton>
      )}
    </Card>
  );
}
