'use client';
import type { Generation, Take } from '@ainfluencer/server/contract/generation';
import { type WrittenKind, writtenKinds } from '@ainfluencer/server/kernel/written';
import { CircleStop, Columns2, SlidersHorizontal, X } from 'lucide-react';
import { useState } from 'react';
import { isRunning, useGeneration, useProgress } from '#features/generation/data.ts';
import { useCancelGeneration } from '#features/generation/mutations.ts';
import { useLive } from '#live/live-store.ts';
import { Badge } from '#ui/badge.tsx';
import { Button, IconButton } from '#ui/button.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { sayError } from '#ui/toast.ts';
import { DroppedTakes } from './dropped-takes.tsx';
import { TakeComparison } from './take-comparison.tsx';
import { TakeDetail } from './take-detail.tsx';
import { TakeTile } from './take-tile.tsx';

const titles: Readonly<Record<Generation['medium'], string>> = {
  image: 'Pictures',
  text: 'Captions',
  speech: 'Voice',
  video: 'Clips',
};
const writtenTitles: Readonly<Record<WrittenKind, string>> = {
  caption: 'Captions',
  hook: 'Opening lines',
  thread: 'Threads',
  script: 'Scripts',
  'alt-text': 'Descriptions',
  reply: 'Replies',
};

function titleOf({ medium, request }: Generation): string {
  const kind = medium === 'text' && writtenKinds.find((one) => one === request.kind);
  return kind ? writtenTitles[kind] : titles[medium];
}

function Running({ generation }: { generation: Generation }) {
  const { progress, stage } = useProgress(generation);
  const cancel = useCancelGeneration();
  return (
    <div className="flex items-center gap-4 rounded-2xl border border-line bg-surface p-4 shadow-soft">
      <div className="min-w-0 flex-1" aria-live="polite">
        <p className="mb-2 flex justify-between gap-3 text-sm">
          <span className="truncate font-medium">
            {stage || (generation.state === 'queued' ? 'Waiting for its turn' : 'Working')}
          </span>
          <span className="tabular text-ink-faint">{Math.round(progress * 100)} %</span>
        </p>
        <Progress label="Progress" fraction={progress} />
      </div>
      <Button
        size="small"
        busy={cancel.isPending}
        onClick={() => cancel.mutate(generation.id, { onError: sayError })}
      >
        <CircleStop aria-hidden /> Cancel
      </Button>
    </div>
  );
}

/** One request and its takes, best first: the chosen one large, the rest beneath. */
interface GenerationViewProps {
  id: string;
  onClose: () => void;
  /** Takes the settings of this one over into the form. */
  onReuse: (generation: Generation) => void;
}

export function GenerationView({ id, onClose, onReuse }: GenerationViewProps) {
  const query = useGeneration(id);
  const [picked, setPicked] = useState<string>();
  const [comparing, setComparing] = useState(false);
  const previews = useLive((state) => state.running[id]?.previews);
  const generation = query.data;
  if (query.error && !generation)
    return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!generation) return <Skeleton className="aspect-4/5 max-h-[70dvh] w-full rounded-3xl" />;
  const shown = largeTake(generation, picked);
  const comparable = generation.takes.filter(({ state }) => state === 'done' || state === 'set_aside');
  return (
    <section aria-label="Takes" className="flex flex-col gap-4">
      <header className="flex items-center justify-between gap-3">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
          {titleOf(generation)} of {generation.characterName}
          <span className="text-[13px] font-normal text-ink-faint">
            version {generation.characterVersion}
          </span>
          {generation.state === 'cancelled' && <Badge>Cancelled</Badge>}
        </h2>
        <div className="flex shrink-0 items-center gap-1">
          {generation.request.change === undefined && (
            <Button size="small" look="ghost" onClick={() => onReuse(generation)}>
              <SlidersHorizontal aria-hidden /> <span className="max-sm:sr-only">Use these settings</span>
            </Button>
          )}
          {comparable.length > 1 && (
            <Button
              size="small"
              look={comparing ? 'soft' : 'ghost'}
              aria-pressed={comparing}
              onClick={() => setComparing(!comparing)}
            >
              <Columns2 aria-hidden /> <span className="max-sm:sr-only">Compare</span>
            </Button>
          )}
          <IconButton label="Close, back to composing" size="small" onClick={onClose}>
            <X />
          </IconButton>
        </div>
      </header>
      {isRunning(generation) && <Running generation={generation} />}
      <DroppedTakes generation={generation} />
      {generation.state === 'failed' && (
        <p role="alert" className="rounded-xl bg-bad-soft px-4 py-3 text-sm">
          <span className="block font-medium">This did not work.</span>
          <span className="text-ink-soft">{generation.failure ?? 'The engine gave no reason.'}</span>
        </p>
      )}
      {comparing && comparable.length > 1 ? (
        <TakeComparison generation={generation} takes={comparable} />
      ) : (
        shown && <TakeDetail generation={generation} take={shown} />
      )}
      {generation.takes.length > 1 && (
        <ul
          className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-3"
          aria-label="All takes, best first"
        >
          {generation.takes.map((take) => (
            <TakeTile
              key={take.id}
              take={take}
              medium={generation.medium}
              chosen={take.id === generation.chosenTakeId}
              shown={take === shown}
              preview={previews?.[take.id]}
              onShow={() => setPicked(take.id)}
            />
          ))}
        </ul>
      )}
      {!shown && isRunning(generation) && (
        <Skeleton className="aspect-4/5 max-h-[60dvh] w-full rounded-3xl" />
      )}
    </section>
  );
}

function largeTake(generation: Generation, picked: string | undefined): Take | undefined {
  const { takes, chosenTakeId } = generation;
  return (
    takes.find((take) => take.id === picked) ??
    takes.find((take) => take.id === chosenTakeId) ??
    takes.find((take) => take.state === 'done') ??
    takes.find((take) => take.state === 'set_aside')
  );
}
