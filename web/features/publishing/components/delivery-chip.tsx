'use client';
import type { CalendarDelivery } from '@ainfluencer/server/contract/publishing';
import { useDraggable } from '@dnd-kit/core';
import { readyShort } from '#features/engines/ready.ts';
import { canMove, deliveryStateWords } from '#features/publishing/words.ts';
import { useWorkspaceTimeZone } from '#features/workspaces/data.ts';
import type { Tone } from '#ui/badge.tsx';
import { cx } from '#ui/cx.ts';

const edges: Readonly<Record<Tone, string>> = {
  plain: 'border-l-line-strong',
  accent: 'border-l-accent',
  good: 'border-l-good',
  warn: 'border-l-warn',
  bad: 'border-l-bad',
  info: 'border-l-info',
};

interface ChipProps {
  delivery: CalendarDelivery;
  time?: string | undefined;
  small?: boolean;
  className?: string;
}

/** A delivery on the calendar: picture, time, who, and its state as the colour of the edge. */
export function DeliveryChip({ delivery, time, small = false, className }: ChipProps) {
  const { tone, label } = deliveryStateWords[delivery.state];
  const timeZone = useWorkspaceTimeZone();
  return (
    <span
      className={cx(
        'flex items-center gap-2 overflow-hidden rounded-lg border border-l-3 border-line bg-raised text-left',
        edges[tone],
        small ? 'p-1' : 'p-1.5',
        className,
      )}
    >
      {delivery.thumbnailUrl && (
        // biome-ignore lint/performance/noImgElement: a thumbnail of the API.
        <img
          src={delivery.thumbnailUrl}
          alt=""
          draggable={false}
          className={cx('shrink-0 rounded-md object-cover', small ? 'size-7' : 'size-10')}
        />
      )}
      <span className="min-w-0 flex-1 text-xs leading-tight">
        <span className="flex gap-1.5 font-medium">
          {time && <span className="tabular text-ink-soft">{time}</span>}
          <span className="truncate">{delivery.characterName}</span>
        </span>
        <span className="block truncate text-ink-faint">
          {delivery.platformName}
          <span className="sr-only">, {label.toLowerCase()}</span>
        </span>
        {delivery.work && (
          <span
            className={cx('block truncate font-medium', delivery.work.late ? 'text-bad' : 'text-ink-soft')}
          >
            {readyShort(delivery.work, timeZone)}
          </span>
        )}
      </span>
    </span>
  );
}

/** The same, to pick up and to open. What has left cannot be moved. */
export function DraggableChip({ onOpen, ...chip }: ChipProps & { onOpen: () => void }) {
  const { delivery } = chip;
  const movable = canMove(delivery.state);
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: delivery.id,
    disabled: !movable,
  });
  const { 'aria-disabled': _ariaDisabled, ...rest } = attributes;
  return (
    <button
      ref={setNodeRef}
      type="button"
      {...rest}
      {...listeners}
      onClick={onOpen}
      className={cx(
        'block w-full touch-none rounded-lg',
        movable && 'cursor-grab active:cursor-grabbing',
        isDragging && 'opacity-30',
      )}
    >
      <DeliveryChip {...chip} />
    </button>
  );
}
