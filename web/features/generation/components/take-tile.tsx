'use client';
import type { Generation, Take } from '@ainfluencer/server/contract/generation';
import { AudioLines, Check, LoaderCircle, PenLine, Play, TriangleAlert } from 'lucide-react';
import { cx } from '#ui/cx.ts';
import { Picture } from '#ui/picture.tsx';

interface TakeTileProps {
  take: Take;
  medium: Generation['medium'];
  chosen: boolean;
  shown: boolean;
  /** The take as far as it is, while it is made. */
  preview?: string | undefined;
  onShow: () => void;
}

const stateWords: Partial<Record<Take['state'], string>> = {
  waiting: 'Waiting',
  running: 'Working',
  failed: 'Failed',
  cancelled: 'Cancelled',
  set_aside: 'Set aside',
};

function Inside({ take, medium, preview }: Pick<TakeTileProps, 'take' | 'medium' | 'preview'>) {
  if (take.state === 'running' && preview) return <Picture src={preview} alt="" boxClassName="size-full" />;
  if (take.state === 'running')
    return <LoaderCircle className="size-5 animate-spin text-ink-faint" aria-hidden />;
  if (take.state === 'failed') return <TriangleAlert className="size-5 text-bad" aria-hidden />;
  if (medium === 'text') {
    return (
      <span className="line-clamp-5 p-2.5 text-left text-[11px] leading-snug text-ink-soft">
        {take.caption}
      </span>
    );
  }
  if (medium === 'speech') return <AudioLines className="size-6 text-ink-faint" aria-hidden />;
  if (take.thumbnailUrl) return <Picture src={take.thumbnailUrl} alt="" boxClassName="size-full" />;
  return medium === 'video' ? (
    <Play className="size-5 text-ink-faint" aria-hidden />
  ) : (
    <PenLine className="size-5 text-ink-faint" aria-hidden />
  );
}

export function TakeTile({ take, medium, chosen, shown, preview, onShow }: TakeTileProps) {
  const word = take.dropped ? 'Dropped' : stateWords[take.state];
  const ready = take.state === 'done' || take.state === 'set_aside';
  return (
    <li>
      <button
        type="button"
        disabled={!ready}
        aria-pressed={shown}
        onClick={onShow}
        className={cx(
          'group flex w-full flex-col gap-1.5 rounded-xl text-left',
          take.state === 'set_aside' && 'opacity-60',
        )}
      >
        <span
          className={cx(
            'relative flex aspect-4/5 w-full items-center justify-center overflow-hidden rounded-xl bg-sunken ring-1 ring-line',
            shown && 'ring-3 ring-accent',
            take.state === 'waiting' && 'animate-pulse',
          )}
        >
          <Inside take={take} medium={medium} preview={preview} />
          {chosen && (
            <span className="absolute top-1.5 right-1.5 flex size-6 items-center justify-center rounded-full bg-accent text-accent-contrast">
              <Check className="size-4" aria-hidden />
            </span>
          )}
        </span>
        <span className="flex justify-between px-0.5 text-xs text-ink-faint">
          <span>
            {word ?? `Take ${take.number}`}
            {chosen && <span className="sr-only">, chosen</span>}
          </span>
          {take.score !== null && (
            <span className="tabular font-medium text-ink-soft">{Math.round(take.score)}</span>
          )}
        </span>
      </button>
    </li>
  );
}
