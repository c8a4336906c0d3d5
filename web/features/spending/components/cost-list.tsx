'use client';
import type { CostEntry } from '@ainfluencer/server/contract/spending';
import { media } from '#features/engines/media.ts';
import { useCosts } from '#features/spending/data.ts';
import { dollars } from '#features/spending/money.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge, type Tone } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';

const states: Readonly<Record<CostEntry['state'], { label: string; tone: Tone } | undefined>> = {
  reserved: { label: 'Under way', tone: 'info' },
  booked: undefined,
  uncertain: { label: 'May have been paid', tone: 'warn' },
  released: { label: 'Not charged', tone: 'plain' },
};

/** Every cost, newest first: for what, of whom, and what the engine itself said. */
export function CostList() {
  const costs = useCosts();
  const items = costs.data?.pages.flatMap((page) => page.items) ?? [];
  if (costs.error) return <ProblemNote error={costs.error} onRetry={() => void costs.refetch()} />;
  if (costs.isPending) return <SkeletonRows rows={2} className="h-12" />;
  if (items.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium">Costs</h3>
      <ul aria-label="Costs" className="divide-y divide-line">
        {items.map((cost) => (
          <CostRow key={cost.id} cost={cost} />
        ))}
      </ul>
      {costs.hasNextPage && (
        <Button
          look="ghost"
          size="small"
          className="mt-2"
          busy={costs.isFetchingNextPage}
          onClick={() => void costs.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  );
}

function CostRow({ cost }: { cost: CostEntry }) {
  const { icon: Icon, label } = media[cost.medium];
  const state = states[cost.state];
  const isFree = cost.state === 'released';
  const amount = cost.state === 'reserved' || isFree ? cost.estimatedMicros : cost.bookedMicros;
  return (
    <li className="flex items-start gap-3 py-2.5">
      <Icon className="mt-0.5 size-4.5 shrink-0 text-ink-faint" aria-label={label} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="font-medium">{cost.engineName}</span>
          {cost.characterName && <span className="text-ink-soft">{cost.characterName}</span>}
          {state && <Badge tone={state.tone}>{state.label}</Badge>}
          {!cost.isPriceKnown && <Badge tone="warn">Price unknown</Badge>}
        </p>
        <p className="text-[13px] break-words text-ink-faint">
          {[cost.basis, cost.providerFigure, cost.note].filter((part) => part !== '').join(' · ')}
        </p>
      </div>
      <div className="shrink-0 text-right">
        <p className={`text-sm tabular-nums ${isFree ? 'text-ink-faint line-through' : 'font-medium'}`}>
          {dollars(amount)}
        </p>
        <Ago at={cost.at} className="text-xs text-ink-faint" />
      </div>
    </li>
  );
}
