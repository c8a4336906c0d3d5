'use client';
import { Slider as Radix } from 'radix-ui';
import { cx } from './cx.ts';

interface SliderProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  onCommit?: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
  /** Words at both ends, such as `['reserved', 'warm']`. */
  ends?: readonly [string, string];
  /** What is shown beside the label; nothing when absent. */
  shown?: string;
  className?: string;
}

/** One figure on a line. A double click puts a slider that has a middle back to it. */
export function Slider(props: SliderProps) {
  const { label, value, onChange, onCommit, min = 0, max = 1, step = 0.01, ends, shown, className } = props;
  const middle = min < 0 && max > 0;
  const share = (n: number) => ((n - min) / (max - min)) * 100;
  const [from, to] = middle
    ? [Math.min(share(0), share(value)), Math.max(share(0), share(value))]
    : [0, share(value)];
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <div className="flex items-baseline justify-between text-[13px]">
        <span className="font-medium text-ink">{label}</span>
        {shown !== undefined && <span className="tabular text-ink-faint">{shown}</span>}
      </div>
      <Radix.Root
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        onDoubleClick={() => middle && onChange(0)}
        onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
        min={min}
        max={max}
        step={step}
        className="relative flex h-6 touch-none items-center select-none"
      >
        <Radix.Track className="relative h-1.5 grow rounded-full bg-line">
          <span
            className="absolute h-full rounded-full bg-accent"
            style={{ left: `${from}%`, width: `${to - from}%` }}
          />
        </Radix.Track>
        <Radix.Thumb
          aria-label={label}
          aria-valuetext={shown}
          className="block size-5 rounded-full border-2 border-accent bg-raised shadow-soft transition-transform hover:scale-110 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-focus"
        />
      </Radix.Root>
      {ends && (
        <div className="flex justify-between text-xs text-ink-faint" aria-hidden>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}
