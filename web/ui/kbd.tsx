import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export function Kbd({ className, ...rest }: ComponentProps<'kbd'>) {
  return (
    <kbd
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-[5px] border border-line-strong bg-surface px-1 font-sans text-[11px] font-medium text-ink-soft',
        className,
      )}
      {...rest}
    />
  );
}
