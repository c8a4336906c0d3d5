'use client';
import type { EngineKindInfo, FoundEngines } from '@ainfluencer/server/contract/engines';
import { ArrowLeft, ChevronRight, Radar } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { ApiProblem } from '#api/problem.ts';
import { useEngineKinds } from '#features/engines/data.ts';
import { media } from '#features/engines/media.ts';
import { useConnectEngine, useFindEngines, useTestEngine } from '#features/engines/mutations.ts';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say } from '#ui/toast.ts';
import { AbilityList } from './ability-list.tsx';
import { type EngineDraft, EngineFields } from './engine-fields.tsx';

type Found = z.infer<typeof FoundEngines>['items'][number];
interface Picked {
  kind: EngineKindInfo;
  address?: string;
}

/** Which engine, then where it is, what it says of itself, and done. */
export function ConnectEngine({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const kinds = useEngineKinds();
  const [picked, setPicked] = useState<Picked>();
  const close = () => {
    onOpenChange(false);
    setPicked(undefined);
  };
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={picked ? `Connect ${picked.kind.name}` : 'Connect an engine'}
      description={picked ? picked.kind.summary : 'On this machine, on another one of yours, or hosted.'}
    >
      {kinds.error && <ProblemNote error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.isPending && <Skeleton className="h-48" />}
      {!picked && kinds.data && (
        <div className="flex flex-col gap-5">
          <FindHere
            onPick={({ kind, address }) => {
              const info = kinds.data.items.find(({ id }) => id === kind);
              if (info) setPicked({ kind: info, address });
            }}
          />
          <ul aria-label="Kinds of engines" className="flex flex-col gap-2">
            {kinds.data.items.map((kind) => (
              <li key={kind.id}>
                <KindButton kind={kind} onPick={() => setPicked({ kind })} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {picked && (
        <ConnectForm
          key={`${picked.kind.id} ${picked.address}`}
          picked={picked}
          onBack={() => setPicked(undefined)}
          onDone={close}
        />
      )}
    </Sheet>
  );
}

function KindButton({ kind, onPick }: { kind: EngineKindInfo; onPick: () => void }) {
  return (
    <button
      type="button"
      onClick={onPick}
      className="flex w-full items-center gap-3 rounded-2xl border border-line bg-raised p-3 text-left transition-colors hover:border-line-strong"
    >
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {kind.name}
          {kind.hosted && <Badge tone="info">Hosted, paid by use</Badge>}
        </span>
        <span className="block text-[13px] text-ink-faint">{kind.summary}</span>
        <span className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-soft">
          {kind.media.map((medium) => {
            const { icon: Icon, label } = media[medium];
            return (
              <span key={medium} className="inline-flex items-center gap-1">
                <Icon className="size-3.5" aria-hidden /> {label}
              </span>
            );
          })}
        </span>
      </span>
      <ChevronRight className="size-4 text-ink-faint" aria-hidden />
    </button>
  );
}

function FindHere({ onPick }: { onPick: (found: Found) => void }) {
  const find = useFindEngines();
  return (
    <section aria-label="On this machine" className="rounded-2xl bg-accent-soft p-4">
      <h3 className="flex items-center gap-2 font-semibold text-accent-ink">
        <Radar className="size-5" aria-hidden /> On this machine
      </h3>
      <p className="mt-1 mb-3 text-sm text-ink-soft">
        Looks at the usual addresses of each engine on the studio’s own machine.
      </p>
      <Button look="primary" busy={find.isPending} onClick={() => find.mutate()}>
        Look for engines
      </Button>
      {find.error && <ProblemNote error={find.error} className="mt-3 bg-raised" />}
      {find.data && (
        <ul aria-live="polite" className="mt-3 flex flex-col gap-2">
          {find.data.items.length === 0 && (
            <li className="text-sm text-ink-soft">
              None answers at the {find.data.asked} usual addresses that are not connected yet.
            </li>
          )}
          {find.data.items.map((found) => (
            <li key={`${found.kind} ${found.address}`}>
              <button
                type="button"
                onClick={() => onPick(found)}
                className="w-full rounded-xl bg-raised p-3 text-left text-sm hover:shadow-soft"
              >
                <span className="block font-medium">{found.kindName}</span>
                <span className="block text-[13px] text-ink-faint">
                  {found.address} · {found.probe.summary}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ConnectForm({ picked, onBack, onDone }: { picked: Picked; onBack: () => void; onDone: () => void }) {
  const { kind } = picked;
  const test = useTestEngine();
  const connect = useConnectEngine();
  const [draft, setDraft] = useState<EngineDraft>({
    name: kind.name,
    address: picked.address ?? kind.defaultAddress ?? '',
    key: '',
    settings: kind.defaults,
  });
  const asked = {
    kind: kind.id,
    address: draft.address,
    settings: draft.settings,
    ...(draft.key && { key: draft.key }),
  };
  const ready =
    draft.address.trim() !== '' && draft.name.trim() !== '' && (kind.key !== 'required' || draft.key !== '');
  const error = connect.error ?? test.error;
  const isAway = error instanceof ApiProblem && error.code === 'unavailable';
  const send = (evenIfUnreachable: boolean) =>
    connect.mutate(
      { ...asked, name: draft.name.trim(), evenIfUnreachable },
      {
        onSuccess: () => {
          say(`${draft.name.trim()} is connected.`);
          onDone();
        },
      },
    );
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        send(false);
      }}
    >
      <Button look="ghost" size="small" className="self-start" onClick={onBack}>
        <ArrowLeft aria-hidden /> Other engines
      </Button>
      {kind.setUp.length > 0 && (
        <ol className="list-decimal rounded-2xl bg-sunken py-3 pr-4 pl-8 text-sm text-ink-soft [&>li]:mt-1">
          {kind.setUp.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <EngineFields
        kind={kind}
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          if (test.data || test.error) test.reset();
          if (connect.error) connect.reset();
        }}
        error={error}
        probe={test.data}
      />
      {test.data && (
        <section aria-label="What it says" aria-live="polite" className="rounded-2xl border border-line p-4">
          <h3 className="mb-2 font-semibold">{test.data.summary}</h3>
          <AbilityList probe={test.data} />
        </section>
      )}
      {error && <ProblemNote error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        {isAway && (
          <Button look="ghost" busy={connect.isPending} onClick={() => send(true)}>
            Keep it all the same
          </Button>
        )}
        <Button disabled={!ready} busy={test.isPending} onClick={() => test.mutate(asked)}>
          Test
        </Button>
        <Button type="submit" look="primary" disabled={!ready} busy={connect.isPending}>
          Connect
        </Button>
      </div>
    </form>
  );
}
