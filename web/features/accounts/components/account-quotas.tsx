'use client';
import type { AccountDetails } from '@ainfluencer/server/contract/accounts';
import { windowWords } from '#features/accounts/words.ts';
import { Card } from '#ui/card.tsx';
import { Progress } from '#ui/progress.tsx';
import { dayAndTime } from '#ui/time.ts';

/** How much of the platform's limits on calls is used up. */
export function AccountQuotas({ quotas }: { quotas: AccountDetails['quotas'] }) {
  return (
    <Card aria-label="Quota">
      <h2 className="font-semibold">Quota used</h2>
      <ul className="mt-3 flex flex-col gap-4">
        {quotas.map(({ bucket, used, max, windowSeconds, per, closedUntil }) => (
          <li key={`${bucket} ${per}`} className="flex flex-col gap-1.5">
            <p className="flex flex-wrap justify-between gap-x-3 text-sm">
              <span className="first-letter:uppercase">{bucket.replaceAll('_', ' ')}</span>
              <span className="tabular text-ink-faint">
                {used.toLocaleString('en')} of {max.toLocaleString('en')} in {windowWords(windowSeconds)}
                {per === 'app' && ', all accounts of the app'}
              </span>
            </p>
            <Progress label={`${bucket.replaceAll('_', ' ')} used`} fraction={closedUntil ? 1 : used / max} />
            {closedUntil && (
              <p className="text-[13px] text-warn">
                The platform takes more from {dayAndTime(closedUntil)} on.
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
