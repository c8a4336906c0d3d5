import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      className={cx('rounded-2xl border border-line bg-surface p-4 shadow-soft sm:p-5', className)}
      {...rest}
    />
  );
}

interface SectionProps {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A titled part of a page. */
export function Section({ title, hint, action, children, className }: SectionProps) {
  return (
    <section className={cx('flex flex-col gap-3', className)} aria-label={title}>
      <header className="flex items-end justify-between gap-4">
        <div>
          <h2 className="text-lg font-semibold">{title}</h2>
          {hint && <p className="text-[13px] text-ink-faint">{hint}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
