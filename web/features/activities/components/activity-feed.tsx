'use client';
import type { Activity } from '@ainfluencer/server/contract/activities';
import {
  CalendarDays,
  CircleCheckBig,
  Images,
  type LucideIcon,
  NotebookPen,
  Plug,
  Radio,
  Send,
  Users,
  WandSparkles,
} from 'lucide-react';
import Link from 'next/link';
import { useActivities } from '#features/activities/data.ts';
import { Ago } from '#ui/ago.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

const looks: Readonly<Record<string, { icon: LucideIcon; href?: (id: string) => string }>> = {
  character: { icon: Users, href: (id) => `/characters/${id}` },
  generation: { icon: WandSparkles, href: (id) => `/studio?generation=${id}` },
  asset: { icon: Images, href: (id) => `/library?asset=${id}` },
  post: { icon: NotebookPen, href: (id) => `/posts/${id}` },
  review: { icon: CircleCheckBig },
  delivery: { icon: Send, href: (id) => `/deliveries/${id}` },
  account: { icon: Plug, href: (id) => `/accounts/${id}` },
  schedule: { icon: CalendarDays },
};

function ActivityLine({ activity }: { activity: Activity }) {
  const look = looks[activity.subjectType] ?? { icon: Radio };
  const href = look.href?.(activity.subjectId);
  const body = (
    <>
      <span className="mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-ink-soft">
        <look.icon className="size-3.5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block text-sm leading-snug">{activity.summary}</span>
        <span className="text-xs text-ink-faint">
          {activity.actorName} · <Ago at={activity.at} />
        </span>
      </span>
    </>
  );
  const style = 'flex gap-3 rounded-xl p-2 animate-fade';
  return (
    <li>
      {href ? (
        <Link href={href} className={`${style} transition-colors hover:bg-hover`}>
          {body}
        </Link>
      ) : (
        <span className={style}>{body}</span>
      )}
    </li>
  );
}

interface FeedProps {
  characterId?: string;
  subjectType?: string;
  subjectId?: string;
  limit?: number;
}

/** What happened, newest first; grows by itself. */
export function ActivityFeed({ limit = 12, ...filter }: FeedProps) {
  const feed = useActivities({ ...filter, limit });
  if (feed.error) return <ProblemNote error={feed.error} onRetry={() => void feed.refetch()} />;
  if (!feed.data) {
    return (
      <div role="status" aria-label="Loading" className="flex flex-col gap-3">
        {['a', 'b', 'c', 'd'].map((row) => (
          <Skeleton key={row} className="h-10" />
        ))}
      </div>
    );
  }
  if (feed.data.items.length === 0) {
    return (
      <p className="py-4 text-sm text-ink-faint">
        Nothing has happened yet. What you and the studio do shows here.
      </p>
    );
  }
  return (
    <ol aria-live="polite" aria-relevant="additions" className="-mx-2 flex flex-col">
      {feed.data.items.map((activity) => (
        <ActivityLine key={activity.id} activity={activity} />
      ))}
    </ol>
  );
}
