import { cx } from './cx.ts';

/** A quiet block where something is about to be. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-pulse rounded-xl bg-sunken', className)} />;
}

const placeNames = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function SkeletonRows({ rows = 4, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2">
      {placeNames.slice(0, rows).map((place) => (
        <Skeleton key={place} className={cx('h-16', className)} />
      ))}
    </div>
  );
}

export function SkeletonGrid({ tiles = 8, className }: { tiles?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-4">
      {placeNames.slice(0, tiles).map((place) => (
        <Skeleton key={place} className={cx('aspect-4/5 rounded-2xl', className)} />
      ))}
    </div>
  );
}
