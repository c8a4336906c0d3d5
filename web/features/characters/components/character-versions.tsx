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
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { differences } from './differences.ts';
import { LookPreview } from './look-preview.tsx';

export function CharacterVersions({ character }: { character: Character }) {
  const versions = useCharacterVersions(character.id);
  const [picked, setPicked] = useState<number>();
  if (versions.error) return <ProblemNote error={versions.error} onRetry={() => void versions.refetch()} />;
  if (!versions.data) return <SkeletonRows />;
  const items = versions.data.items.toSorted((a, b) => b.version - a.version);
  const current = items.find((item) => item.version === character.version);
  const other = items.find((item) => item.version === picked) ?? items.find((item) => item !== current);
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <ol className="flex flex-col gap-1" aria-label="Versions">
        {items.map((item) => (
          <li key={item.version}>
            <button
              type="button"
              aria-pressed={item === other}
              disabled={item === current}
              onClick={() => setPicked(item.version)}
              className={cx(
                'w-full rounded-xl border border-transparent p-3 text-left transition-colors enabled:hover:bg-hover',
                item === other && 'border-line bg-surface shadow-soft',
              )}
            >
              <span className="flex items-center gap-2 text-sm font-medium">
                Version {item.version}
                {item === current && <Badge tone="accent">Now</Badge>}
              </span>
              <span className="block text-[13px] text-ink-soft">
                {item.note || (item.version === 1 ? 'Made' : 'Changed')}
              </span>
              <span className="block text-xs text-ink-faint">
                {item.actorName} · <Ago at={item.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      {current && other ? (
        <Comparison character={character} current={current} other={other} />
      ) : (
        <p className="flex items-center gap-2 text-sm text-ink-faint">
          <History className="size-4" aria-hidden /> Every change makes a version. There is only one so far.
        </p>
      )}
    </div>
  );
}

interface ComparisonProps {
  character: Character;
  current: CharacterVersion;
  other: CharacterVersion;
}

function Comparison({ character, current, other }: ComparisonProps) {
  const restore = useRestoreVersion(character.id);
  const changes = differences(other, current);
  const bring = (version: number, from: number) =>
    restore.mutate(
      { version, currentVersion: from },
      {
        onError: sayError,
        onSuccess: (restored) =>
          say(`Version ${version} is back, as version ${restored.version}.`, () =>
            bring(from, restored.version),
          ),
      },
    );
  return (
    <section aria-label={`Version ${other.version} beside the one in use`} className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-4">
        {[other, current].map((version) => (
          <figure key={version.version} className="flex flex-col gap-2">
            <LookPreview look={version.look} label={`Version ${version.version}`} />
            <figcaption className="flex flex-wrap items-center justify-between gap-2 text-sm font-medium">
              {version === current ? 'Now' : `Version ${version.version}`}
              {version === other && (
                <Button
                  size="small"
                  busy={restore.isPending}
                  onClick={() => bring(other.version, character.version)}
                >
                  <RotateCcw aria-hidden /> Bring back
                </Button>
              )}
            </figcaption>
          </figure>
        ))}
      </div>
      {changes.length === 0 ? (
        <p className="text-sm text-ink-faint">No difference in what they hold.</p>
      ) : (
        <div className="overflow-x-auto rounded-2xl border border-line">
          <table className="w-full text-left text-sm">
            <thead className="bg-sunken text-xs text-ink-faint">
              <tr>
                <th className="px-4 py-2 font-medium">What</th>
                <th className="px-4 py-2 font-medium">Version {other.version}</th>
                <th className="px-4 py-2 font-medium">Now</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={change.path} className="border-t border-line align-top">
                  <th scope="row" className="px-4 py-2 font-medium">
                    {change.path}
                  </th>
                  <td className="px-4 py-2 break-words text-ink-soft">{change.before}</td>
                  <td className="px-4 py-2 break-words">{change.after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
