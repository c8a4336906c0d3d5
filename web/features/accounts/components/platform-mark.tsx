import { cx } from '#ui/cx.ts';

/** Two letters on a colour that is the platform's own in our screens; their logos are theirs. */
export function PlatformMark({
  platform,
  name,
  className,
}: {
  platform: string;
  name: string;
  className?: string;
}) {
  let hash = 7;
  for (const letter of platform) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return (
    <span
      aria-hidden
      style={{ background: `oklch(0.5 0.13 ${hash})` }}
      className={cx(
        'flex size-10 shrink-0 items-center justify-center rounded-xl text-sm font-semibold text-white',
        className,
      )}
    >
      {name.slice(0, 2)}
    </span>
  );
}
