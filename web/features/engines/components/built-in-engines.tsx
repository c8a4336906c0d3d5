'use client';
import type { EngineState } from '@ainfluencer/server/contract/engines';
import { useEngines } from '#features/engines/data.ts';
import { media } from '#features/engines/media.ts';
import { Badge } from '#ui/badge.tsx';
import { cx } from '#ui/cx.ts';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

function Points({ title, points }: { title: string; points: readonly string[] }) {
  if (points.length === 0) return null;
  return (
    <details className="mt-2 text-[13px]">
      <summary className="cursor-pointer font-medium hover:text-accent-ink">{title}</summary>
      <ul className="mt-1 list-disc pl-4 text-ink-soft">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </details>
  );
}

function EngineEntry({ engine, long }: { engine: EngineState; long: boolean }) {
  const { icon: Icon, label } = media[engine.medium];
  return (
    <li className={cx('flex gap-3', long && 'rounded-2xl border border-line bg-surface p-4 shadow-soft')}>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-xl bg-sunken text-ink-soft">
        <Icon className="size-4.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <p className="text-sm font-medium">{label}</p>
          <Badge tone={engine.ok ? 'plain' : 'warn'}>{engine.ok ? 'Built in' : 'Not working'}</Badge>
        </div>
        <p className="text-[13px] text-ink-soft">
          {engine.name}. {engine.summary}
        </p>
        {engine.remedy && <p className="text-[13px] text-warn">{engine.remedy}</p>}
        {long && (
          <>
            <Points title="What it does" points={engine.offers} />
            <Points title="What a connected engine would add" points={engine.connectedWouldAdd} />
          </>
        )}
        {!long && engine.connectedWouldAdd[0] && (
          <p className="mt-0.5 text-[13px] text-ink-faint">
            Connected, it would add: {engine.connectedWouldAdd[0]}
          </p>
        )}
      </div>
    </li>
  );
}

/** What draws, writes, speaks and films here with nothing connected, and what a connected engine would add. */
export function BuiltInEngines({ long = false }: { long?: boolean }) {
  const engines = useEngines();
  if (engines.error) return <ProblemNote error={engines.error} onRetry={() => void engines.refetch()} />;
  if (!engines.data) return <Skeleton className="h-40" />;
  return (
    <ul className={cx('grid gap-4', long && 'lg:grid-cols-2')}>
      {engines.data.items.map((engine) => (
        <EngineEntry key={engine.id} engine={engine} long={long} />
      ))}
    </ul>
  );
}
