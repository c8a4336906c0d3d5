'use client';
import { Avatar as Radix } from 'radix-ui';
import { cx } from './cx.ts';

interface AvatarProps {
  name: string;
  src?: string | null | undefined;
  className?: string;
}

/** A round portrait; the initials until it has loaded, or when there is none. The name stands beside it. */
export function Avatar({ name, src, className }: AvatarProps) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join('');
  return (
    <Radix.Root
      aria-hidden
      className={cx(
        'inline-flex size-9 shrink-0 overflow-hidden rounded-full bg-accent-soft ring-1 ring-line',
        className,
      )}
    >
      {src && <Radix.Image src={src} alt="" className="size-full object-cover object-top" />}
      <Radix.Fallback className="flex size-full items-center justify-center text-[0.8em] font-semibold text-accent-ink">
        {initials}
      </Radix.Fallback>
    </Radix.Root>
  );
}
