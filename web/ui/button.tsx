'use client';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Hint } from './tooltip.tsx';

const looks = {
  primary: 'bg-accent text-accent-contrast hover:bg-accent-hover shadow-soft',
  secondary: 'bg-raised text-ink border border-line-strong hover:bg-hover shadow-soft',
  ghost: 'text-ink-soft hover:text-ink hover:bg-hover',
  soft: 'bg-accent-soft text-accent-ink hover:brightness-97 dark:hover:brightness-115',
  danger: 'bg-bad text-bad-contrast hover:bg-bad-hover shadow-soft',
} as const;
const sizes = {
  small: 'h-8 px-3 text-[13px] gap-1.5 rounded-lg [&_svg]:size-4',
  medium: 'h-10 px-4 text-sm gap-2 rounded-xl [&_svg]:size-[18px]',
  large: 'h-12 px-6 text-base gap-2.5 rounded-xl [&_svg]:size-5',
} as const;
const base =
  'inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap select-none transition-[background,color,filter,transform] duration-150 active:scale-[0.985] disabled:pointer-events-none disabled:opacity-50';

interface Style {
  look?: keyof typeof looks | undefined;
  size?: keyof typeof sizes | undefined;
}

export function Button({
  look = 'secondary',
  size = 'medium',
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ComponentProps<'button'> & Style & { busy?: boolean | undefined }) {
  return (
    <button
      type="button"
      className={cx(base, looks[look], sizes[size], className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}

export function LinkButton({
  look = 'secondary',
  size = 'medium',
  className,
  ...rest
}: ComponentProps<typeof Link> & Style) {
  return <Link className={cx(base, looks[look], sizes[size], className)} {...rest} />;
}

/** A button that shows only an icon: `label` is read aloud and shown on hover. */
export function IconButton({
  label,
  look = 'ghost',
  size = 'medium',
  className,
  children,
  shortcut,
  ...rest
}: ComponentProps<'button'> & Style & { label: string; shortcut?: string; children: ReactNode }) {
  const square = { small: 'size-8 px-0', medium: 'size-10 px-0', large: 'size-12 px-0' }[size];
  return (
    <Hint text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={cx(base, looks[look], sizes[size], square, className)}
        {...rest}
      >
        {children}
      </button>
    </Hint>
  );
}
