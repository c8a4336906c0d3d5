'use client';
import type { Account } from '@ainfluencer/server/contract/accounts';
import type { Delivery } from '@ainfluencer/server/contract/publishing';
import Link from 'next/link';
import { PlatformMark } from '#features/accounts/components/platform-mark.tsx';
import { usePlatforms } from '#features/accounts/data.ts';
import { countFor, textFor, type WorkingCopy } from '#features/publishing/working-copy.ts';
import { cx } from '#ui/cx.ts';
import { Checkbox } from '#ui/switch.tsx';
import { AccountVariant } from './account-variant.tsx';
import { Issues } from './issues.tsx';
import { DeliveryStateBadge } from './state-badge.tsx';

interface AccountLineProps {
  account: Account;
  copy: WorkingCopy;
  dirty: boolean;
  delivery: Delivery | undefined;
  onToggle: (on: boolean) => void;
  change: (part: Partial<WorkingCopy>) => void;
}

/** One account of the character: whether the post goes there, how long it is there, and what is chosen for it. */
export function AccountLine({ account, copy, dirty, delivery, onToggle, change }: AccountLineProps) {
  const platform = usePlatforms().data?.get(account.platform);
  const on = copy.accountIds.includes(account.id);
  const fixed = delivery !== undefined && ['sending', 'published', 'unknown'].includes(delivery.state);
  const counted =
    delivery && !dirty
      ? {
          length: delivery.captionLength,
          max: delivery.captionMax,
          over: delivery.captionLength > delivery.captionMax,
        }
      : platform && countFor(textFor(copy, platform, copy.captions[account.id] ?? null), platform);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <PlatformMark
          platform={account.platform}
          name={account.platformName}
          className="size-8 rounded-lg text-xs"
        />
        <Checkbox
          className="min-w-0 flex-1 flex-row-reverse items-center justify-between"
          checked={on}
          disabled={fixed}
          onChange={onToggle}
          label={
            <span className="block min-w-0">
              <span className="block truncate font-medium">@{account.handle}</span>
              <span className="block text-xs text-ink-faint">
                {account.displayName && account.displayName !== account.handle && `${account.displayName}, `}
                {account.platformName}
                {account.mode === 'rehearsal' && ', rehearsal'}
                {account.mode === 'hand_off' && ', by hand'}
              </span>
            </span>
          }
        />
      </div>
      {on && (
        <div className="flex flex-wrap items-center justify-between gap-2 pl-11 text-xs">
          {counted && (
            <span className={cx('tabular', counted.over ? 'font-semibold text-bad' : 'text-ink-faint')}>
              {counted.length} / {counted.max} characters, label included
              {counted.over && `: ${counted.length - counted.max} too many`}
            </span>
          )}
          {delivery && delivery.state !== 'planned' && (
            <Link href={`/deliveries/${delivery.id}`}>
              <DeliveryStateBadge state={delivery.state} />
            </Link>
          )}
        </div>
      )}
      {on && platform && !fixed && (
        <AccountVariant account={account} platform={platform} copy={copy} change={change} />
      )}
      {on && delivery && !dirty && <Issues issues={delivery.issues} className="pl-11" />}
    </div>
  );
}
