'use client';
import { CircleAlert, RotateCw } from 'lucide-react';
import { describeError } from '#api/problem.ts';
import { Button } from './button.tsx';
import { cx } from './cx.ts';

/** What failed, in the server's words, where it failed. */
export function ProblemNote({
  error,
  onRetry,
  className,
}: {
  error: unknown;
  onRetry?: () => void;
  className?: string;
}) {
  if (!error) return null;
  const { detail, hint } = describeError(error);
  return (
    <div
      role="alert"
      className={cx('flex items-start gap-3 rounded-xl bg-bad-soft px-4 py-3 text-sm', className)}
    >
      <CircleAlert className="mt-0.5 size-4.5 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{detail}</p>
        {hint && <p className="text-ink-soft">{hint}</p>}
      </div>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          <RotateCw aria-hidden /> Try again
        </Button>
      )}
    </div>
  );
}
