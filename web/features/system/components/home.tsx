'use client';
import type { Home as HomeState } from '@ainfluencer/server/contract/system';
import { ArrowRight, CalendarDays, CircleCheckBig, TriangleAlert, WandSparkles } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ActivityFeed } from '#features/activities/components/activity-feed.tsx';
import { CharacterStrip } from '#features/characters/components/character-strip.tsx';
import { BuiltInEngines } from '#features/engines/components/built-in-engines.tsx';
import { ToPostByHand } from '#features/hand-off/components/to-post-by-hand.tsx';
import { useHandOffs } from '#features/hand-off/data.ts';
import { DeliveryRow } from '#features/publishing/components/delivery-row.tsx';
import { useHome } from '#features/system/data.ts';
import { useSession } from '#features/workspaces/data.ts';
import { LinkButton } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { cx } from '#ui/cx.ts';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { FirstSteps } from './first-steps.tsx';

function greeting(hour: number): string {
  if (hour < 5) return 'Still up';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

function Need({
  href,
  icon,
  count,
  label,
  urgent,
}: {
  href: string;
  icon: ReactNode;
  count: number;
  label: string;
  urgent?: boolean;
}) {
  return (
    <Link
      href={href}
      className={cx(
        'group flex items-center gap-4 rounded-2xl border border-line bg-surface p-4 shadow-soft transition-colors hover:border-line-strong',
        urgent && count > 0 && 'border-warn/40 bg-warn-soft',
      )}
    >
      <span
        className={cx(
          'flex size-11 items-center justify-center rounded-xl bg-sunken text-ink-soft [&_svg]:size-5',
          count > 0 && 'bg-accent-soft text-accent-ink',
        )}
      >
        {icon}
      </span>
      <span>
        <span className="tabular block font-display text-2xl leading-none font-semibold">{count}</span>
        <span className="text-[13px] text-ink-soft">{label}</span>
      </span>
      <ArrowRight
        className="ml-auto size-4 text-ink-faint transition-transform group-hover:translate-x-0.5"
        aria-hidden
      />
    </Link>
  );
}

function Needs({ home }: { home: HomeState }) {
  const { inReview, needsDecision, scheduled } = home.counts;
  const troubled = Math.max(home.trouble.length, needsDecision);
  const trouble = home.trouble[0];
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Need
        href="/review"
        icon={<CircleCheckBig aria-hidden />}
        count={inReview}
        label="waiting for your review"
      />
      <Need
        href={troubled === 1 && trouble ? `/deliveries/${trouble.id}` : '/calendar'}
        icon={<TriangleAlert aria-hidden />}
        count={troubled}
        label={troubled === 1 ? 'delivery in trouble' : 'deliveries in trouble'}
        urgent
      />
      <Need
        href="/calendar"
        icon={<CalendarDays aria-hidden />}
        count={scheduled}
        label="scheduled to go out"
      />
    </div>
  );
}

function Deliveries({
  title,
  deliveries,
  empty,
}: {
  title: string;
  deliveries: HomeState['next'];
  empty: ReactNode;
}) {
  return (
    <Card aria-label={title}>
      <h2 className="mb-2 text-lg font-semibold">{title}</h2>
      {deliveries.length === 0 ? (
        <p className="text-sm text-ink-faint">{empty}</p>
      ) : (
        <ul className="-mx-2 flex flex-col">
          {deliveries.map((delivery) => (
            <li key={delivery.id}>
              <DeliveryRow delivery={delivery} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function Home() {
  const home = useHome();
  const name = useSession().data?.user?.name.split(' ')[0] ?? '';
  const byHand = useHandOffs().data?.items.length ?? 0;
  const state = home.data;
  return (
    <Page
      title={`${greeting(new Date().getHours())}, ${name}`}
      lead={state && needLine(state, byHand)}
      actions={
        <LinkButton href="/studio" look="primary">
          <WandSparkles aria-hidden /> Make something
        </LinkButton>
      }
    >
      {home.error && <ProblemNote error={home.error} onRetry={() => void home.refetch()} />}
      {!state && !home.error && <Skeleton className="h-24" />}
      {state && <Needs home={state} />}
      <Section title="Characters">
        <CharacterStrip />
      </Section>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-6">
          {state && state.trouble.length > 0 && (
            <Deliveries title="In trouble" deliveries={state.trouble} empty={null} />
          )}
          <ToPostByHand />
          {state && <FirstSteps counts={state.counts} />}
          {state && (
            <Deliveries
              title="Next to go out"
              deliveries={state.next}
              empty={
                <>
                  Nothing is scheduled. Approved posts wait in the{' '}
                  <Link href="/calendar" className="font-medium text-accent-ink underline underline-offset-2">
                    calendar
                  </Link>
                  .
                </>
              }
            />
          )}
          <Card aria-label="Engines">
            <h2 className="mb-3 text-lg font-semibold">Engines</h2>
            <BuiltInEngines />
          </Card>
        </div>
        <Card aria-label="Live">
          <h2 className="mb-2 flex items-center gap-2 text-lg font-semibold">
            Live <span className="size-2 animate-pulse rounded-full bg-good" aria-hidden />
          </h2>
          <ActivityFeed />
        </Card>
      </div>
    </Page>
  );
}

function needLine({ counts, trouble }: HomeState, byHand: number): string {
  if (trouble.length > 0) return 'A delivery needs you.';
  if (counts.inReview > 0)
    return counts.inReview === 1
      ? 'One post waits for your word.'
      : `${counts.inReview} posts wait for your word.`;
  if (byHand > 0)
    return byHand === 1 ? 'One post waits for your hand.' : `${byHand} posts wait for your hand.`;
  return 'Nothing needs you right now.';
}
