import type { ReactNode } from 'react';
import { Brand } from '#shell/brand.tsx';

/** Sign-in and welcome: the form on one side, what the place is on the other. */
export function EntryFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <main className="flex flex-col px-5 py-8 sm:px-10">
        <Brand />
        <div className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center py-10">{children}</div>
        <p className="text-[13px] text-ink-faint">
          Everything stays on this machine until you connect something else.
        </p>
      </main>
      <EntryPoster />
    </div>
  );
}

/** Set in type: what the studio promises, in the order in which it happens. */
function EntryPoster() {
  const steps = ['Imagined,', 'drawn,', 'voiced,', 'checked,', 'approved,', 'published,'];
  return (
    <aside
      aria-hidden
      className="relative hidden overflow-hidden border-l border-line bg-accent text-accent-contrast lg:flex lg:flex-col lg:justify-end"
    >
      <svg
        className="absolute -top-24 -right-24 size-[36rem] opacity-25"
        aria-hidden
        viewBox="0 0 400 400"
        fill="none"
      >
        <circle cx="200" cy="200" r="198" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="200" cy="200" r="150" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="200" cy="200" r="102" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="200" cy="200" r="54" fill="currentColor" />
      </svg>
      <p className="relative p-12 font-display text-[clamp(2.5rem,4.4vw,4.5rem)] leading-[1.02] font-semibold tracking-[-0.03em]">
        {steps.map((step) => (
          <span key={step} className="block">
            {step}
          </span>
        ))}
        <span className="block opacity-70">and always labelled.</span>
      </p>
    </aside>
  );
}
