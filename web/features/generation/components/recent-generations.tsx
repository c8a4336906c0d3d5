'use client';
import type { Generation } from '@ainfluencer/server/contract/generation';
import { AudioLines, Clapperboard, ImageIcon, LoaderCircle, PenLine } from 'lucide-react';
import { isRunning, useGenerations } from '#features/generation/data.ts';
import { Ago } from '#ui/ago.tsx';
import { cx } from '#ui/cx.ts';
import { Picture } from '#ui/picture.tsx';

const icons = { image: ImageIcon, text: PenLine, speech: AudioLines, video: Clapperboard } as const;
const labels = { image: 'Pictures', text: 'Captions', speech: 'Voice', video: 'Clip' } as const;

function Tile({ generation, here, onOpen }: { generation: Generation; here: boolean; onOpen: () => void }) {
  const Icon = icons[generation.medium];
  const best = generation.takes.find((take) => take.id === generation.chosenTakeId) ?? generation.takes[0];
  return (
    <li className="w-28 shrink-0 snap-start">
      <button
        type="button"
        onClick={onOpen}
        aria-pressed={here}
        className="flex w-full flex-col gap-1.5 rounded-xl text-left"
      >
        <span
          className={cx(
            'relative flex aspect-4/5 w-full items-center justify-center overflow-hidden rounded-xl bg-sunken ring-1 ring-line',
            here && 'ring-3 ring-accent',
          )}
        >
          {isRunning(generation) ? (
            <LoaderCircle className="size-5 animate-spin text-accent" aria-hidden />
          ) : best?.thumbnailUrl ? (
            <Picture src={best.thumbnailUrl} alt="" boxClassName="size-full" />
          ) : best?.caption ? (
            <span className="line-clamp-6 p-2 text-[11px] leading-snug text-ink-soft">{best.caption}</span>
          ) : (
            <Icon className="size-5 text-ink-faint" aria-hidden />
          )}
        </span>
        <span className="px-0.5 text-xs leading-tight text-ink-faint">
          <span className="block font-medium text-ink-soft">{labels[generation.medium]}</span>
          <Ago at={generation.createdAt} />
        </span>
      </button>
    </li>
  );
}

interface RecentProps {
  characterId: string | undefined;
  current: string | undefined;
  onOpen: (generationId: string) => void;
}

export function RecentGenerations({ characterId, current, onOpen }: RecentProps) {
  const items = useGenerations({ characterId, limit: 16 }).data?.items;
  if (!items || items.length === 0) return null;
  return (
    <section aria-label="Made lately" className="flex flex-col gap-3">
      <h2 className="text-sm font-semibold text-ink-soft">Made lately</h2>
      <ul className="no-scrollbar -mx-4 flex snap-x gap-3 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
        {items.map((generation) => (
          <Tile
            key={generation.id}
            generation={generation}
            here={generation.id === current}
            onOpen={() => onOpen(generation.id)}
          />
        ))}
      </ul>
    </section>
  );
}
