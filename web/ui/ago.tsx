'use client';
import { dayAndTime, fromNow } from './time.ts';
import { useNow } from './use-now.ts';

/** A time told from now; the exact one on hover. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={dayAndTime(at)} className={className} suppressHydrationWarning>
      {fromNow(at, now)}
    </time>
  );
}
