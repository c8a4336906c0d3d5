'use client';
import { Progress as Radix } from 'radix-ui';
import { cx } from './cx.ts';

/** `fraction` 0 to 1; unknown when absent. */
export function Progress({
  label,
  fraction,
  className,
}: {
  label: string;
  fraction?: number | undefined;
  className?: string;
}) {
  const percent = fraction === undefined ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <Radix.Root
      value={percent}
      aria-label={label}
      className={cx('h-1.5 w-full overflow-hidden rounded-full bg-line', className)}
    >
      <Radix.Indicator
        className={cx(
          'h-full rounded-full bg-accent transition-[width] duration-500',
          percent === null && 'animate-pulse',
        )}
        style={{ width: `${percent ?? 40}%` }}
      />
    </Radix.Root>
  );
}
