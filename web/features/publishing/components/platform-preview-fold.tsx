'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cx } from '#ui/cx.ts';

interface FoldedProps {
  /** Null shows everything. */
  lines: number | null;
  children: ReactNode;
  className?: string;
}

/** Words cut after some lines, with "more" only where something is cut. */
export function Folded({ lines, children, className }: FoldedProps) {
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = text.current;
    if (!shown || lines === null || isOpen) return;
    const observer = new ResizeObserver(() => setCut(shown.scrollHeight > shown.clientHeight + 1));
    observer.observe(shown);
    return () => observer.disconnect();
  }, [lines, isOpen]);
  const isFolded = lines !== null && !isOpen;
  return (
    <div className={className}>
      <div
        ref={text}
        className={cx('break-words whitespace-pre-line', isFolded && 'overflow-hidden')}
        style={
          isFolded
            ? { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines }
            : undefined
        }
      >
        {children}
      </div>
      {lines !== null && (isCut || isOpen) && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="min-h-6 font-semibold hover:underline"
        >
          {isOpen ? 'less' : 'more'}
        </button>
      )}
    </div>
  );
}

interface CoveredProps {
  /** Empty covers nothing. */
  warning: string;
  children: ReactNode;
}

/** A post behind its warning, until somebody opens it. */
export function BehindWarning({ warning, children }: CoveredProps) {
  const [isOpen, setOpen] = useState(false);
  if (!warning) return children;
  return (
    <>
      <div className="mt-1 rounded-xl bg-sunken px-3 py-2">
        <p className="text-[15px] break-words">{warning}</p>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="mt-1 min-h-6 text-sm font-semibold text-info hover:underline"
        >
          {isOpen ? 'Hide' : 'Show the post'}
        </button>
      </div>
      {isOpen && children}
    </>
  );
}

/** Media that a person uncovers first. */
export function Uncover({ isCovered, children }: { isCovered: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  if (!isCovered || isOpen) return children;
  return (
    <button
      type="button"
      onClick={() => setOpen(true)}
      className="mt-3 flex h-44 w-full items-center justify-center rounded-2xl border border-line bg-sunken text-sm font-semibold hover:bg-hover"
    >
      Sensitive: show it
    </button>
  );
}
