import type { EnginePlan, PlannedBar } from '@ainfluencer/server/contract/engines';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { media } from '#features/engines/media.ts';
import { shortMoment } from '#features/engines/ready.ts';
import { Badge } from '#ui/badge.tsx';
import { cx } from '#ui/cx.ts';

type Lane = EnginePlan['lanes'][number];
type Work = Pick<PlannedBar, 'characterName' | 'medium' | 'takeNumber' | 'spare'>;

/** Far enough apart to be told apart; red is left to what is late. */
const hues = [60, 95, 145, 190, 235, 265, 300, 335] as const;

/** A character's own colour, the same everywhere in the plan. */
function colorOf({ characterId }: Pick<PlannedBar, 'characterId'>): string {
  const hash = [...(characterId ?? '')].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return `oklch(0.66 0.13 ${hues[hash % hues.length]})`;
}

/** "Mara, pictures, take 2". */
export function pieceWords({ characterName, medium, takeNumber }: Work): string {
  const what = media[medium].label.toLowerCase();
  return [characterName, what, takeNumber && `take ${takeNumber}`].filter(Boolean).join(', ');
}

interface PlanLaneProps {
  lane: Lane;
  now: number;
  /** Milliseconds that the chart shows. */
  span: number;
  ticks: readonly number[];
  timeZone: string;
}

const usuallyListed = 3;

/** One engine: its work along the time, and the same as a list, which is what is read aloud. */
export function PlanLane({ lane, now, span, ticks, timeZone }: PlanLaneProps) {
  const [all, setAll] = useState(false);
  const [pointed, setPointed] = useState<string>();
  const { bars } = lane;
  const listed = all ? bars : bars.slice(0, usuallyListed);
  const late = bars.filter((bar) => bar.late).length;
  return (
    <section aria-label={lane.name} className="flex flex-col gap-2">
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-semibold">
        {lane.name}
        {lane.loadedModel && (
          <span className="max-w-64 truncate text-xs font-normal text-ink-faint">
            {lane.loadedModel} in memory
          </span>
        )}
        {late > 0 && (
          <Badge tone="bad">
            <TriangleAlert aria-hidden /> {late} late
          </Badge>
        )}
      </h3>
      <div
        className="relative hidden h-9 overflow-hidden rounded-lg bg-sunken sm:block"
        aria-hidden
        onPointerLeave={() => setPointed(undefined)}
      >
        {ticks.map((at) => (
          <span
            key={at}
            className="absolute inset-y-0 w-px bg-line"
            style={{ left: `${((at - now) / span) * 100}%` }}
          />
        ))}
        {bars.map((bar) => (
          <Bar
            key={bar.id}
            bar={bar}
            now={now}
            span={span}
            pointed={bar.id === pointed}
            onPoint={() => setPointed(bar.id)}
          />
        ))}
      </div>
      {bars.length === 0 ? (
        <p className="text-[13px] text-ink-faint">Free.</p>
      ) : (
        <ol className="flex flex-col">
          {listed.map((bar) => (
            <Row key={bar.id} bar={bar} timeZone={timeZone} now={now} pointed={bar.id === pointed} />
          ))}
        </ol>
      )}
      {bars.length > usuallyListed && (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="self-start text-[13px] text-accent-ink underline-offset-2 hover:underline"
        >
          {all ? 'Show fewer' : `Show all ${bars.length}`}
        </button>
      )}
    </section>
  );
}

interface BarProps {
  bar: PlannedBar;
  now: number;
  span: number;
  pointed: boolean;
  onPoint: () => void;
}

function Bar({ bar, now, span, pointed, onPoint }: BarProps) {
  const percent = (at: number) => Math.max(0, ((at - now) / span) * 100);
  const left = percent(Date.parse(bar.startsAt));
  if (left >= 100) return null;
  const width = Math.max(0.6, Math.min(100, percent(Date.parse(bar.readyAt))) - left);
  const color = colorOf(bar);
  return (
    <span
      onPointerEnter={onPoint}
      className={cx(
        'absolute inset-y-1 flex items-center overflow-hidden rounded-md border border-l-3 px-1.5 text-[11px] font-medium text-ink',
        bar.late ? 'border-bad' : 'border-transparent',
        pointed && 'ring-2 ring-focus',
        bar.state === 'waiting' && 'opacity-90',
      )}
      style={{
        left: `${left}%`,
        width: `calc(${width}% - 2px)`,
        backgroundColor: `color-mix(in oklab, ${color} ${bar.state === 'running' ? 55 : 30}%, var(--surface))`,
        ...(!bar.late && { borderLeftColor: color }),
      }}
    >
      {width > 7 && <span className="truncate">{bar.characterName}</span>}
    </span>
  );
}

function Row({
  bar,
  timeZone,
  now,
  pointed,
}: {
  bar: PlannedBar;
  timeZone: string;
  now: number;
  pointed: boolean;
}) {
  const ready = shortMoment(bar.readyAt, timeZone, now);
  const planned = bar.plannedAt && `post planned ${shortMoment(bar.plannedAt, timeZone, now)}`;
  const needed = bar.neededBy && `needed by ${shortMoment(bar.neededBy, timeZone, now)}`;
  const notes = [
    bar.state === 'running' && 'working on it',
    bar.swapSeconds >= 1 && `${Math.round(bar.swapSeconds)} s to load the model`,
    bar.late ? needed : null,
    planned,
  ].filter(Boolean);
  const inside = (
    <>
      <span
        className="mt-1.5 size-2.5 shrink-0 rounded-full"
        style={{ backgroundColor: colorOf(bar) }}
        aria-hidden
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">{pieceWords(bar)}</span>
        {notes.length > 0 && <span className="block text-xs text-ink-faint">{notes.join(' · ')}</span>}
      </span>
      <span
        className={cx('tabular shrink-0 text-[13px]', bar.late ? 'font-medium text-bad' : 'text-ink-soft')}
      >
        {bar.late ? `late: ready ${ready}` : `ready by ${ready}`}
      </span>
    </>
  );
  const style = cx('flex items-start gap-2.5 rounded-lg px-2 py-1', pointed && 'bg-hover');
  return (
    <li>
      {bar.generationId ? (
        <Link
          href={`/studio?generation=${bar.generationId}${bar.characterId ? `&character=${bar.characterId}` : ''}`}
          className={cx(style, 'hover:bg-hover')}
        >
          {inside}
        </Link>
      ) : (
        <span className={style}>{inside}</span>
      )}
    </li>
  );
}
