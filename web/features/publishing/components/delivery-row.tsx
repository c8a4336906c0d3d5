'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import Link from 'next/link';
import { Ago } from '#ui/ago.tsx';
import { Picture } from '#ui/picture.tsx';
import { dayAndTime } from '#ui/time.ts';
import { WrittenText } from '#ui/written-text.tsx';
import { DeliveryStateBadge } from './state-badge.tsx';

/** One delivery in a list; leads to its ledger. */
export function DeliveryRow({ delivery }: { delivery: CalendarDelivery }) {
  return (
    <Link
      href={`/deliveries/${delivery.id}`}
      className="flex items-center gap-3 rounded-xl p-2 transition-colors hover:bg-hover"
    >
      {delivery.thumbnailUrl ? (
        <Picture src={delivery.thumbnailUrl} alt="" boxClassName="size-12 shrink-0 rounded-lg" />
      ) : (
        <span className="size-12 shrink-0 rounded-lg bg-sunken" aria-hidden />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">
          <WrittenText text={delivery.caption || 'No caption'} />
        </span>
        <span className="block truncate text-[13px] text-ink-faint">
          {delivery.characterName} · {delivery.platformName}
          {delivery.publishAt && (
            <>
              {' · '}
              <span title={delivery.timeZone ?? undefined}>
                {dayAndTime(delivery.publishAt, delivery.timeZone)}
              </span>
            </>
          )}
        </span>
      </span>
      {delivery.state === 'scheduled' && delivery.publishAt ? (
        <Ago at={delivery.publishAt} className="shrink-0 text-[13px] text-ink-soft" />
      ) : (
        <DeliveryStateBadge state={delivery.state} />
      )}
    </Link>
  );
}
