'use client';
import type { MeasuredTake, ModelLikeness } from '@ainfluencer/server/contract/identity';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { type ChartScale, chartScale, margins } from '#features/identity/chart-scale.ts';
import { longDate } from '#ui/time.ts';
import { lookOfModel, Mark } from './model-mark.tsx';

const height = 280;

interface LikenessChartProps {
  /** Oldest first. */
  takes: readonly MeasuredTake[];
  /** Those whose lines are drawn. */
  models: readonly ModelLikeness[];
  /** All names, in the order of their signs. */
  names: readonly string[];
  /** Place of the take that is shown. */
  shown: number;
  onShow: (place: number) => void;
}

const verdictWords = {
  pass: 'passed',
  review: 'to be looked at',
  fail: 'failed',
  not_applicable: 'not judged',
} as const;

/** A take in words. */
export const takeWords = (take: MeasuredTake) =>
  `${longDate(take.createdAt)}, ${take.model}, distance ${take.distance.toFixed(2)}, ${verdictWords[take.verdict]}${take.isChosen ? ', chosen' : ''}`;

/** Distance of every take in the order they were made. One stop of the tab key; arrows go from take to take. */
export function LikenessChart({ takes, models, names, shown, onShow }: LikenessChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const lines = models.flatMap(({ pass, fail }) => [pass, fail]);
  const scale = chartScale(
    { width, height },
    takes.map(({ distance }) => distance),
    lines,
  );
  const last = takes.length - 1;
  const take = takes[shown];
  const onKey = (event: KeyboardEvent) => {
    const next = nextPlace(event.key, shown, last);
    if (next === undefined) return;
    event.preventDefault();
    onShow(next);
  };
  const onPoint = (event: PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    onShow(scale.placeAt(event.clientX - left));
  };
  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label="Take shown from the chart"
      aria-valuemin={1}
      aria-valuemax={takes.length}
      aria-valuenow={shown + 1}
      aria-valuetext={take ? takeWords(take) : 'none'}
      onKeyDown={onKey}
      onPointerMove={onPoint}
      onPointerDown={onPoint}
      className="w-full cursor-crosshair touch-pan-y rounded-xl"
      style={{ height }}
    >
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden className="block">
        <Grid scale={scale} width={width} />
        {models.map((model) => (
          <Lines
            key={model.model}
            model={model}
            scale={scale}
            width={width}
            look={lookOfModel(names, model.model).style}
            labelled={models.length === 1}
          />
        ))}
        {take && (
          <line
            x1={scale.x(shown)}
            x2={scale.x(shown)}
            y1={margins.top}
            y2={height - margins.bottom}
            stroke="var(--line-strong)"
          />
        )}
        {takes.map((one, place) => {
          const look = lookOfModel(names, one.model);
          const at = { x: scale.x(place), y: scale.y(one.distance) };
          return (
            <g key={one.assetId} className={look.style} opacity={one.isSetAside ? 0.55 : 1}>
              <Mark shape={look.shape} {...at} radius={place === shown ? 6 : 4} />
              {one.isChosen && (
                <circle cx={at.x} cy={at.y} r={9} fill="none" stroke="currentColor" strokeWidth={1.5} />
              )}
            </g>
          );
        })}
        <Days takes={takes} width={width} />
      </svg>
    </div>
  );
}

function nextPlace(key: string, shown: number, last: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowLeft: shown - 1,
    ArrowDown: shown - 1,
    ArrowRight: shown + 1,
    ArrowUp: shown + 1,
    PageDown: shown - 10,
    PageUp: shown + 10,
    Home: 0,
    End: last,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.min(last, Math.max(0, next));
}

/** How wide an element is, as it changes. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(200, entry.contentRect.width));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function Grid({ scale, width }: { scale: ChartScale; width: number }) {
  return scale.ticks.map((tick) => (
    <g key={tick}>
      <line
        x1={margins.left}
        x2={width - margins.right}
        y1={scale.y(tick)}
        y2={scale.y(tick)}
        stroke="var(--line)"
      />
      <text x={margins.left - 6} y={scale.y(tick) + 4} textAnchor="end" fontSize={11} fill="var(--ink-faint)">
        {tick.toFixed(1)}
      </text>
    </g>
  ));
}

interface LinesProps {
  model: ModelLikeness;
  scale: ChartScale;
  width: number;
  look: string;
  /** Several models' words would stand on one another. */
  labelled: boolean;
}

function Lines({ model, scale, width, look, labelled }: LinesProps) {
  return (
    <g className={look}>
      {(['pass', 'fail'] as const).map((line) => (
        <g key={line}>
          <line
            x1={margins.left}
            x2={width - margins.right}
            y1={scale.y(model[line])}
            y2={scale.y(model[line])}
            stroke="currentColor"
            strokeWidth={1.5}
            strokeDasharray={line === 'pass' ? '7 4' : '2 4'}
          />
          {labelled && (
            <text
              x={width - margins.right}
              y={scale.y(model[line]) - 4}
              textAnchor="end"
              fontSize={11}
              fill="var(--ink-soft)"
            >
              {line === 'pass' ? 'passes up to' : 'fails above'} {model[line].toFixed(2)}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function Days({ takes, width }: { takes: readonly MeasuredTake[]; width: number }) {
  const first = takes[0];
  const last = takes.at(-1);
  if (!first || !last) return null;
  const text = { y: height - 6, fontSize: 11, fill: 'var(--ink-faint)' } as const;
  return (
    <>
      <text x={margins.left} {...text}>
        {longDate(first.createdAt)}
      </text>
      {longDate(last.createdAt) !== longDate(first.createdAt) && (
        <text x={width - margins.right} textAnchor="end" {...text}>
          {longDate(last.createdAt)}
        </text>
      )}
    </>
  );
}
