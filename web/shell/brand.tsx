import { cx } from '#ui/cx.ts';

/** The mark: a face in profile of two arcs, and the dot that says "made, and said so". */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={cx('size-8', className)} aria-hidden>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path
        d="M9.5 23.5 15 9.6c.4-1 1.7-1 2.1 0l5.4 13.9"
        fill="none"
        stroke="var(--accent-contrast)"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="20" r="2.3" fill="var(--accent-contrast)" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2.5 font-display text-[17px] font-semibold tracking-tight">
      <BrandMark className="size-7" />
      AInfluencer
    </span>
  );
}
