'use client';
import type { Generation } from '@ainfluencer/server/contract/generation';
import { RotateCcw } from 'lucide-react';
import { useRequeueTake } from '#features/engines/mutations.ts';
import { Button } from '#ui/button.tsx';
import { say, sayError } from '#ui/toast.ts';

/** Takes that the plan dropped, with the reason, each to be asked for again. */
export function DroppedTakes({ generation }: { generation: Generation }) {
  const requeue = useRequeueTake();
  const dropped = generation.takes.filter((take) => take.dropped);
  if (dropped.length === 0) return null;
  return (
    <ul aria-label="Dropped takes" className="flex flex-col gap-2 rounded-2xl bg-warn-soft px-4 py-3">
      {dropped.map((take) => (
        <li key={take.id} className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span className="min-w-0 flex-1 text-ink-soft">{take.failure}</span>
          {generation.state !== 'cancelled' && (
            <Button
              size="small"
              busy={requeue.isPending && requeue.variables?.takeId === take.id}
              onClick={() =>
                requeue.mutate(
                  { generationId: generation.id, takeId: take.id },
                  { onError: sayError, onSuccess: () => say('It is back in the queue.') },
                )
              }
            >
              <RotateCcw aria-hidden /> Make it after all
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
