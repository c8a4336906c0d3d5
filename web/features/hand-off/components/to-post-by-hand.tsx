'use client';
import { Hand } from 'lucide-react';
import Link from 'next/link';
import { useHandOffs } from '#features/hand-off/data.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Card } from '#ui/card.tsx';
import { Picture } from '#ui/picture.tsx';

/** What waits for a person to post it, the earliest first; nothing where there is none. */
export function ToPostByHand() {
  const items = useHandOffs().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card aria-label="To post by hand">
      <h2 className="mb-2 flex items-center gap-2 text-lg font-semibold">
        <Hand className="size-5 text-ink-soft" aria-hidden /> To post by hand
      </h2>
      <ul className="-mx-2 flex flex-col">
        {items.map((item) => (
          <li key={item.deliveryId}>
            <Link
              href={`/deliveries/${item.deliveryId}`}
              className="flex items-center gap-3 rounded-xl p-2 hover:bg-hover"
            >
              <Picture src={item.thumbnailUrl} alt="" boxClassName="size-12 shrink-0 rounded-lg" />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">
                  {item.characterName} on {item.platformName}
                </span>
                <span className="block truncate text-[13px] text-ink-faint">
                  @{item.handle}, due <Ago at={item.dueAt} />
                </span>
              </span>
              {item.overdue && <Badge tone="warn">Late</Badge>}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
