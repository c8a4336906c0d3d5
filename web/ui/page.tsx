import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PageProps {
  title: string;
  /** One line under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  wide?: boolean;
}

export function Page({ title, lead, actions, children, className, wide = false }: PageProps) {
  return (
    <div
      className={cx(
        'mx-auto flex w-full flex-col gap-6 px-4 py-6 sm:px-8 sm:py-8',
        wide ? 'max-w-[100rem]' : 'max-w-6xl',
        className,
      )}
    >
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-[1.75rem] leading-tight font-semibold sm:text-[2rem]">{title}</h1>
          {lead && <p className="mt-1 text-ink-soft">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
