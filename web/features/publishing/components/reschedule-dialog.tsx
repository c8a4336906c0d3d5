'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import { useState } from 'react';
import { readyLong } from '#features/engines/ready.ts';
import { canMove, deliveryStateWords } from '#features/publishing/words.ts';
import { Button, LinkButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { wallTime, zoneName } from '#ui/time.ts';
import { nextFullHour } from './schedule-panel.tsx';
import { DeliveryStateBadge } from './state-badge.tsx';

interface RescheduleProps {
  delivery: CalendarDelivery;
  timeZone: string;
  onMove: (localTime: string | null) => void;
  onClose: () => void;
}

/** One delivery from the calendar: what it is, and another time for it. */
export function RescheduleDialog({ delivery, timeZone, onMove, onClose }: RescheduleProps) {
  const [when, setWhen] = useState(() => {
    if (!delivery.publishAt) return nextFullHour(timeZone);
    const { date, time } = wallTime(delivery.publishAt, timeZone);
    return `${date}T${time}`;
  });
  const movable = canMove(delivery.state);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${delivery.characterName} on ${delivery.platformName}`}
      footer={
        <>
          <LinkButton href={`/deliveries/${delivery.id}`} look="ghost">
            Ledger
          </LinkButton>
          <LinkButton href={`/posts/${delivery.postId}`}>Open the post</LinkButton>
          {movable && (
            <Button look="primary" disabled={!when} onClick={() => onMove(when)}>
              {delivery.state === 'scheduled' || (delivery.state === 'planned' && delivery.publishAt)
                ? 'Move it'
                : 'Schedule'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex gap-4">
        {delivery.thumbnailUrl && (
          <Picture src={delivery.thumbnailUrl} alt="" boxClassName="size-24 shrink-0 rounded-xl" />
        )}
        <div className="flex min-w-0 flex-col items-start gap-2">
          <DeliveryStateBadge state={delivery.state} />
          {delivery.work && (
            <p className={cx('text-sm', delivery.work.late ? 'font-medium text-bad' : 'text-ink-soft')}>
              {readyLong(delivery.work, null, timeZone)}
            </p>
          )}
          {delivery.state === 'planned' && !delivery.thumbnailUrl && (
            <LinkButton
              size="small"
              href={`/studio?character=${delivery.characterId}&post=${delivery.postId}`}
            >
              Draw for this post
            </LinkButton>
          )}
          <p className="line-clamp-4 text-sm whitespace-pre-line">{delivery.caption || 'No caption'}</p>
        </div>
      </div>
      {movable ? (
        <div className="mt-5 flex flex-col gap-3">
          <Field label="Date and time" hint={`Local time in ${zoneName(timeZone)}.`}>
            {(props) => (
              <Input
                {...props}
                type="datetime-local"
                value={when}
                onChange={(event) => setWhen(event.target.value)}
              />
            )}
          </Field>
          {delivery.state === 'scheduled' && (
            <Button size="small" look="ghost" className="self-start" onClick={() => onMove(null)}>
              Take off the calendar
            </Button>
          )}
        </div>
      ) : (
        <p className="mt-5 text-sm text-ink-soft">{deliveryStateWords[delivery.state].meaning}</p>
      )}
    </Dialog>
  );
}
