'use client';
import { DeliveryRow } from '#features/publishing/components/delivery-row.tsx';
import { useRecentDeliveries } from '#features/publishing/data.ts';
import { Card } from '#ui/card.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';

/** What last went out, or was to go out, on the account. */
export function AccountDeliveries({ accountId }: { accountId: string }) {
  const deliveries = useRecentDeliveries(accountId);
  return (
    <Card aria-label="Recent deliveries">
      <h2 className="font-semibold">Recent deliveries</h2>
      {deliveries.error && <ProblemNote error={deliveries.error} />}
      {deliveries.isPending && <Skeleton className="mt-3 h-16" />}
      {deliveries.data?.items.length === 0 && (
        <p className="mt-2 text-sm text-ink-soft">Nothing was sent on this account yet.</p>
      )}
      <ul className="mt-2 -ml-2">
        {deliveries.data?.items.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryRow delivery={delivery} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
