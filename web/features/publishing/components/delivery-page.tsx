'use client';
import type { Attempt, DeliveryDetail } from '@ainfluencer/server/contract/publishing';
import { ChevronLeft, CircleAlert, ExternalLink, RotateCw, XCircle } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PlatformMark } from '#features/accounts/components/platform-mark.tsx';
import { HandOffCard } from '#features/hand-off/components/hand-off-card.tsx';
import { useDelivery } from '#features/publishing/data.ts';
import { useCancelDelivery, useRetryDelivery } from '#features/publishing/mutations.ts';
import { deliveryStateWords } from '#features/publishing/words.ts';
import { EchoCard } from '#features/reading/components/echo-card.tsx';
import { PublishedActions } from '#features/reading/components/published-actions.tsx';
import { Ago } from '#ui/ago.tsx';
import { Badge, type Tone } from '#ui/badge.tsx';
import { Button, LinkButton } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { dayAndTime, zoneName } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';
import { WrittenText } from '#ui/written-text.tsx';
import { Changes } from './changes.tsx';
import { ResolveUnknown } from './resolve-unknown.tsx';
import { DeliveryStateBadge } from './state-badge.tsx';

const attemptWords: Readonly<Record<Attempt['state'], { label: string; tone: Tone; meaning: string }>> = {
  prepared: { label: 'Prepared', tone: 'plain', meaning: 'Written down before anything was sent.' },
  sending: { label: 'Sending', tone: 'accent', meaning: 'Handed to the platform; the answer is awaited.' },
  accepted: { label: 'Accepted', tone: 'good', meaning: 'The platform has taken it.' },
  refused: { label: 'Refused', tone: 'bad', meaning: 'The platform said no; nothing was published.' },
  unknown: {
    label: 'No clear answer',
    tone: 'warn',
    meaning: 'The answer was lost. It is looked up before anything is sent again.',
  },
};

/** One try, in plain words; the technical part folds out. */
function AttemptLine({ attempt }: { attempt: Attempt }) {
  const words = attemptWords[attempt.state];
  const handles = Object.entries(attempt.handles);
  return (
    <li className="relative flex gap-4 pb-6 last:pb-0">
      <span className="absolute top-8 bottom-0 left-[15px] w-px bg-line" aria-hidden />
      <span className="tabular relative flex size-8 shrink-0 items-center justify-center rounded-full border border-line-strong bg-raised text-sm font-semibold">
        {attempt.number}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={words.tone}>{words.label}</Badge>
          <span className="text-[13px] text-ink-faint">
            {dayAndTime(attempt.startedAt)}
            {attempt.finishedAt && `, took ${duration(attempt.startedAt, attempt.finishedAt)}`}
          </span>
        </p>
        <p className="mt-1.5 text-sm">{attempt.message || words.meaning}</p>
        <details className="mt-2 text-[13px] text-ink-soft">
          <summary className="text-ink-faint hover:text-ink">Details</summary>
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-xl bg-sunken p-3">
            <dt className="text-ink-faint">Operation key</dt>
            <dd className="font-mono text-xs break-all">{attempt.operationKey}</dd>
            {attempt.failure && (
              <>
                <dt className="text-ink-faint">Kind of failure</dt>
                <dd>{attempt.failure.replaceAll('_', ' ')}</dd>
              </>
            )}
            {handles.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-faint">{name}</dt>
                <dd className="font-mono text-xs break-all">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </li>
  );
}

function duration(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

function Actions({ delivery }: { delivery: DeliveryDetail }) {
  const retry = useRetryDelivery();
  const cancel = useCancelDelivery();
  const [asking, setAsking] = useState(false);
  const stoppable =
    delivery.state === 'scheduled' ||
    delivery.state === 'handed_off' ||
    delivery.state === 'planned' ||
    delivery.state === 'failed' ||
    delivery.state === 'missed';
  return (
    <div className="flex flex-wrap gap-2">
      {delivery.remoteUrl && (
        <a
          href={delivery.remoteUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-10 items-center gap-2 rounded-xl bg-accent px-4 text-sm font-medium text-accent-contrast shadow-soft hover:bg-accent-hover"
        >
          See it there <ExternalLink className="size-4" aria-hidden />
        </a>
      )}
      {(delivery.state === 'failed' || delivery.state === 'missed') && (
        <Button
          look="primary"
          busy={retry.isPending}
          onClick={() =>
            retry.mutate(delivery.id, { onError: sayError, onSuccess: () => say('Trying again.') })
          }
        >
          <RotateCw aria-hidden /> Try again
        </Button>
      )}
      <LinkButton href={`/posts/${delivery.postId}`}>Open the post</LinkButton>
      {delivery.state === 'published' && <PublishedActions delivery={delivery} />}
      {stoppable && (
        <Button look="ghost" busy={cancel.isPending} onClick={() => setAsking(true)}>
          <XCircle aria-hidden /> Cancel delivery
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Cancel this delivery?"
        description={`It will not go out on ${delivery.platformName}. The post stays, with its other deliveries.`}
        confirm="Cancel delivery"
        onConfirm={() =>
          cancel.mutate(delivery.id, { onError: sayError, onSuccess: () => say('Cancelled.') })
        }
      />
    </div>
  );
}

export function DeliveryPage({ id }: { id: string }) {
  const query = useDelivery(id);
  const delivery = query.data;
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 py-6 sm:px-8 sm:py-8">
      <Link
        href="/calendar"
        className="-mb-2 inline-flex items-center gap-1 self-start rounded text-sm text-ink-faint hover:text-ink"
      >
        <ChevronLeft className="size-4" aria-hidden /> Calendar
      </Link>
      {query.error && !delivery && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton className="h-80" />}
      {delivery && <Detail delivery={delivery} />}
    </div>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  const words = deliveryStateWords[delivery.state];
  return (
    <>
      <header className="flex flex-wrap items-start gap-5">
        {delivery.thumbnailUrl && (
          <Picture
            src={delivery.thumbnailUrl}
            alt=""
            eager
            boxClassName="size-24 rounded-2xl ring-1 ring-line sm:size-28"
          />
        )}
        <div className="min-w-0 flex-[1_1_16rem]">
          <p className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
            <PlatformMark
              platform={delivery.platform}
              name={delivery.platformName}
              className="size-6 rounded-md text-[10px]"
            />
            {delivery.platformName} @{delivery.handle}
            {delivery.mode === 'rehearsal' && <Badge tone="info">Rehearsal</Badge>}
          </p>
          <h1 className="mt-2 flex flex-wrap items-center gap-3 text-[1.75rem] leading-tight font-semibold">
            {delivery.characterName}
            <DeliveryStateBadge state={delivery.state} />
          </h1>
          <p className="mt-1 max-w-2xl text-ink-soft">{words.meaning}</p>
          <p className="mt-1 text-sm text-ink-faint">
            {delivery.publishedAt ? (
              <>
                Published {dayAndTime(delivery.publishedAt, delivery.timeZone)},{' '}
                <Ago at={delivery.publishedAt} />
              </>
            ) : (
              delivery.publishAt && (
                <>
                  Due {dayAndTime(delivery.publishAt, delivery.timeZone)}
                  {delivery.timeZone && ` in ${zoneName(delivery.timeZone, new Date(delivery.publishAt))}`},{' '}
                  <Ago at={delivery.publishAt} />
                </>
              )
            )}
          </p>
        </div>
      </header>
      {delivery.failureMessage && delivery.state !== 'published' && delivery.state !== 'unknown' && (
        <div role="alert" className="flex items-start gap-3 rounded-2xl bg-bad-soft p-4 text-sm">
          <CircleAlert className="mt-0.5 size-5 shrink-0 text-bad" aria-hidden />
          <div>
            <p className="font-medium">{delivery.failureMessage}</p>
            {delivery.failureHint && <p className="text-ink-soft">{delivery.failureHint}</p>}
            {delivery.retryAt && (
              <p className="mt-1 text-ink-soft">
                Tried again by itself <Ago at={delivery.retryAt} />.
              </p>
            )}
          </div>
        </div>
      )}
      <Actions delivery={delivery} />
      {delivery.mode === 'hand_off' && (
        <HandOffCard deliveryId={delivery.id} waiting={delivery.state === 'scheduled'} />
      )}
      {delivery.state === 'unknown' && <ResolveUnknown delivery={delivery} />}
      {delivery.warnings.length > 0 && (
        <ul role="alert" className="rounded-2xl bg-warn-soft p-4 text-sm">
          {delivery.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {delivery.state === 'published' && (
        <EchoCard deliveryId={delivery.id} platformName={delivery.platformName} />
      )}
      <div className="grid grid-cols-1 items-start gap-6 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
        <Card aria-label="Attempts">
          <h2 className="mb-4 text-lg font-semibold">What was tried</h2>
          {delivery.attempts.length === 0 ? (
            <p className="text-sm text-ink-faint">
              Nothing yet. Each try is written down here before it begins, and never erased.
            </p>
          ) : (
            <ol>
              {delivery.attempts
                .toSorted((a, b) => b.number - a.number)
                .map((attempt) => (
                  <AttemptLine key={attempt.id} attempt={attempt} />
                ))}
            </ol>
          )}
        </Card>
        <Card aria-label="What is sent">
          <h2 className="mb-3 text-lg font-semibold">What is sent</h2>
          <p className="text-sm leading-relaxed break-words whitespace-pre-line">
            <WrittenText text={delivery.caption || 'No words'} />
          </p>
          {delivery.changes.length > 0 && <Changes changes={delivery.changes} />}
          <p className="mt-3 border-t border-line pt-3 text-[13px] text-info">
            {delivery.mode === 'hand_off'
              ? `The words of the package say that it is made with AI, and its first step is ${delivery.platformName}’s own label.`
              : delivery.disclosure}
          </p>
          {delivery.disclosed !== null && (
            <p className="mt-1 text-[13px] text-ink-soft">
              {delivery.disclosed
                ? 'Read back after publishing: it is labelled as AI-made.'
                : 'Read back after publishing: the AI label was not found.'}
            </p>
          )}
        </Card>
      </div>
    </>
  );
}
