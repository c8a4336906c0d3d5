import type { PostIssue } from '@ainfluencer/server/contract/publishing';
import { Info, OctagonAlert } from 'lucide-react';
import type { z } from 'zod';
import { cx } from '#ui/cx.ts';

/** What would stop or spoil a delivery, each with what to do. */
export function Issues({
  issues,
  className,
}: {
  issues: readonly z.infer<typeof PostIssue>[];
  className?: string;
}) {
  if (issues.length === 0) return null;
  return (
    <ul className={cx('flex flex-col gap-2', className)} aria-label="What to look at">
      {issues.map((issue) => {
        const blocks = issue.severity === 'blocks';
        const Icon = blocks ? OctagonAlert : Info;
        return (
          <li
            key={issue.message}
            className={cx(
              'flex items-start gap-2.5 rounded-xl px-3.5 py-2.5 text-[13px]',
              blocks ? 'bg-bad-soft' : 'bg-warn-soft',
            )}
          >
            <Icon
              className={cx('mt-0.5 size-4 shrink-0', blocks ? 'text-bad' : 'text-warn')}
              aria-label={blocks ? 'Stops it' : 'Worth a look'}
            />
            <span>
              <span className="font-medium">{issue.message}</span>
              {issue.hint && <span className="block text-ink-soft">{issue.hint}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
