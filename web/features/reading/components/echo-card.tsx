'use client';
import type { Echo, Numbers } from '@ainfluencer/server/contract/reading';
import { Bookmark, Eye, Heart, MessageCircle, Radio, RefreshCw, Repeat2 } from 'lucide-react';
import { useEcho } from '#features/reading/data.ts';
import { useReadNow } from '#features/reading/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { sayError } from '#ui/toast.ts';
import { CommentList } from './comment-list.tsx';
import { Sparkline } from './sparkline.tsx';

/** What came back of a published post: its numbers as they grew, and what people wrote. */
export function EchoCard({ deliveryId, platformName }: { deliveryId: string; platformName: string }) {
  const query = useEcho(deliveryId);
  const readNow = useReadNow(deliveryId);
  const echo = query.data;
  return (
    <Card aria-label="What came back">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">What came back</h2>
        {echo && (echo.can.numbers || echo.can.comments) && (
          <Button
            look="ghost"
            size="small"
            busy={readNow.isPending}
            onClick={() => readNow.mutate(undefined, { onError: sayError })}
          >
            <RefreshCw aria-hidden /> Ask now
          </Button>
        )}
      </div>
      {query.error && !echo && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton className="h-28" />}
      {echo && <Known echo={echo} deliveryId={deliveryId} platformName={platformName} />}
    </Card>
  );
}

function Known({ echo, deliveryId, platformName }: { echo: Echo; deliveryId: string; platformName: string }) {
  const { can } = echo;
  if (!can.numbers && !can.comments) {
    return (
      <p className="text-sm text-ink-faint">
        {platformName} shows other programs neither numbers nor comments of this post. Open it there to see
        them.
      </p>
    );
  }
  return (
    <>
      {can.numbers && <Counts numbers={echo.numbers} />}
      <p className="mt-3 text-[13px] text-ink-faint">
        {echo.readAt ? (
          <>
            Asked <Ago at={echo.readAt} />
            {echo.nextAt && (
              <>
                , again <Ago at={echo.nextAt} />
              </>
            )}
            .
          </>
        ) : (
          `${platformName} has not been asked yet.`
        )}
      </p>
      {echo.message && (
        <p role="alert" className="mt-2 rounded-xl bg-warn-soft px-3 py-2 text-sm">
          The last time it could not be read: {echo.message}
        </p>
      )}
      {can.comments && <CommentList deliveryId={deliveryId} canHide={can.hide} />}
    </>
  );
}

const counts = [
  { name: 'views', label: 'Views', icon: Eye },
  { name: 'reach', label: 'People reached', icon: Radio },
  { name: 'likes', label: 'Likes', icon: Heart },
  { name: 'comments', label: 'Comments', icon: MessageCircle },
  { name: 'shares', label: 'Shares', icon: Repeat2 },
  { name: 'saves', label: 'Saves', icon: Bookmark },
] as const;

/** Only what the platform tells: a number it does not have is left out, and is not nought. */
function Counts({ numbers }: { numbers: readonly Numbers[] }) {
  const last = numbers.at(-1);
  const told = counts.filter(({ name }) => last?.[name] !== null && last?.[name] !== undefined);
  if (!last || told.length === 0) {
    return <p className="text-sm text-ink-faint">No numbers yet. The first come within minutes.</p>;
  }
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {told.map(({ name, label, icon: Icon }) => (
        <div key={name} className="rounded-xl bg-sunken p-3">
          <dt className="flex items-center gap-1.5 text-[13px] text-ink-soft">
            <Icon className="size-4 text-ink-faint" aria-hidden /> {label}
          </dt>
          <dd className="tabular mt-1 flex items-end justify-between gap-2 text-xl font-semibold">
            {last[name]!.toLocaleString()}
            <Sparkline values={numbers.map((one) => one[name] ?? 0)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
