'use client';
import type { Character, CharacterVersion } from '@ainfluencer/server/contract/characters';
import { History, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useCharacterVersions } from '#features/characters/data.ts';
import { useRestoreVersion } from '#features/characters/mutations.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { LookPreview } from './look-preview.tsx';
import { VersionDifferences } from './version-differences.tsx';

/** The versions on the two sides; the newest on the right and the one before it on the left until chosen. */
function useSides(character: Character, items: readonly CharacterVersion[]) {
  const [picked, setPicked] = useState<{ left?: number | undefined; right?: number | undefined }>({});
  const find = (version: number | undefined) => items.find((item) => item.version === version);
  const right = find(picked.right) ?? find(character.version) ?? items[0];
  const left = find(picked.left) ?? find((right?.version ?? 0) - 1) ?? items.find((item) => item !== right);
  const pick = (side: 'left' | 'right', version: number | undefined) =>
    setPicked((now) => ({ ...now, [side]: version }));
  return { left, right, pick, show: setPicked };
}

/** Brings an old version back, and offers the way back from that. */
function useBringBack(character: Character, show: (sides: { left?: number; right?: number }) => void) {
  const restore = useRestoreVersion(character.id);
  const bring = (version: number, from: number) =>
    restore.mutate(
      { version, currentVersion: from },
      {
        onError: sayError,
        onSuccess: (restored) => {
          show({ left: from, right: restored.version });
          say(`Version ${version} is back, as version ${restored.version}.`, () =>
            bring(from, restored.version),
          );
        },
      },
    );
  return { bring: (version: number) => bring(version, character.version), busy: restore.isPending };
}

/** Every version of a character, any two side by side, and the way back to one. */
export function CharacterVersions({ character }: { character: Character }) {
  const versions = useCharacterVersions(character.id);
  const items = (versions.data?.items ?? []).toSorted((a, b) => b.version - a.version);
  const { left, right, pick, show } = useSides(character, items);
  const { bring, busy } = useBringBack(character, show);
  if (versions.error) return <ProblemNote error={versions.error} onRetry={() => void versions.refetch()} />;
  if (!versions.data) return <SkeletonRows />;
  if (!left || !right) {
    return (
      <EmptyState icon={History} title="Only one version so far">
        Every change to who {character.name} is, the look, the voice or the canon makes a version. Two of them
        can be compared here, and any one brought back.
      </EmptyState>
    );
  }
  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_17rem]">
      <section aria-label="Comparison" className="flex min-w-0 flex-col gap-6">
        <div className="grid grid-cols-2 gap-3 sm:gap-5">
          {(['left', 'right'] as const).map((side) => (
            <Side
              key={side}
              side={side}
              version={side === 'left' ? left : right}
              current={character.version}
              items={items}
              busy={busy}
              onPick={(version) => pick(side, version)}
              onBring={bring}
            />
          ))}
        </div>
        <div className="flex flex-col gap-3">
          <h2 className="text-lg font-semibold">
            From version {left.version} to version {right.version}
          </h2>
          <VersionDifferences before={left} after={right} />
        </div>
      </section>
      <Timeline items={items} left={left} right={right} current={character.version} onPick={pick} />
    </div>
  );
}

/** The face is what one compares. */
const square = { format: 'square' } as const;

interface SideProps {
  side: 'left' | 'right';
  version: CharacterVersion;
  current: number;
  items: readonly CharacterVersion[];
  busy: boolean;
  onPick: (version: number) => void;
  onBring: (version: number) => void;
}

function Side({ side, version, current, items, busy, onPick, onBring }: SideProps) {
  return (
    <figure className="flex min-w-0 flex-col gap-3">
      <Select
        size="small"
        label={side === 'left' ? 'Compare' : 'With'}
        value={String(version.version)}
        onChange={(picked) => onPick(Number(picked))}
        choices={items.map((item) => ({
          value: String(item.version),
          label: `Version ${item.version}${item.version === current ? ', now' : ''}`,
        }))}
      />
      <LookPreview
        key={version.version}
        look={version.look}
        shot={square}
        place={side}
        label={`${version.name} in version ${version.version}`}
      />
      <figcaption className="flex flex-col gap-2">
        {version.version === current ? (
          <span className="flex h-8 items-center text-sm text-ink-soft">In use</span>
        ) : (
          <Button size="small" className="self-start" busy={busy} onClick={() => onBring(version.version)}>
            {!busy && <RotateCcw aria-hidden />} Bring back
          </Button>
        )}
      </figcaption>
    </figure>
  );
}

interface TimelineProps {
  items: readonly CharacterVersion[];
  left: CharacterVersion;
  right: CharacterVersion;
  current: number;
  onPick: (side: 'left' | 'right', version: number | undefined) => void;
}

/** Choosing a version shows what it changed: itself beside the one before it. */
function Timeline({ items, left, right, current, onPick }: TimelineProps) {
  return (
    <section aria-label="Versions" className="flex flex-col gap-2">
      <h2 className="px-3 text-sm font-semibold">History</h2>
      <ol className="flex flex-col gap-1">
        {items.map((item) => {
          const shown = item === right || item === left;
          return (
            <li key={item.version}>
              <button
                type="button"
                aria-pressed={shown}
                onClick={() => {
                  onPick('right', item.version);
                  onPick('left', item.version > 1 ? item.version - 1 : undefined);
                }}
                className={cx(
                  'w-full rounded-xl border border-transparent p-3 text-left transition-colors hover:bg-hover',
                  shown && 'border-line bg-surface shadow-soft',
                )}
              >
                <span className="flex items-center gap-2 text-sm font-medium">
                  Version {item.version}
                  {item.version === current && <Badge tone="accent">Now</Badge>}
                </span>
                <span className="block text-[13px] text-ink-soft">
                  {item.note || (item.version === 1 ? 'Created' : 'Changed')}
                </span>
                <span className="block text-xs text-ink-faint">
                  {item.actorName} · <Ago at={item.createdAt} />
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
