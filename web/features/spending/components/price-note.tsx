'use client';
import type { CostQuote, EstimateCostInput } from '@ainfluencer/server/contract/spending';
import { CircleAlert, Coins } from 'lucide-react';
import Link from 'next/link';
import { useQuote } from '#features/spending/data.ts';
import { dollars } from '#features/spending/money.ts';
import { useDebounced } from '#ui/use-debounced.ts';

const settleMilliseconds = 400;

/** What is about to be asked for will cost, before it is asked; nothing where it is free. */
export function PriceNote({ asked }: { asked: EstimateCostInput | undefined }) {
  const settled = useDebounced(asked && JSON.stringify(asked), settleMilliseconds);
  const quote = useQuote(settled === undefined ? undefined : (JSON.parse(settled) as EstimateCostInput)).data;
  if (asked === undefined || !quote || quote.state === 'free') return null;
  if (quote.blocked) {
    return (
      <p
        role="status"
        className="flex items-start gap-2 rounded-xl bg-warn-soft px-3 py-2 text-[13px] text-ink"
      >
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
        <span>
          {quote.blocked.reason}{' '}
          <Link href="/engines" className="font-medium underline underline-offset-2">
            See spending
          </Link>
        </span>
      </p>
    );
  }
  return (
    <p role="status" className="flex items-start gap-2 text-[13px] text-ink-soft">
      <Coins className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-hidden />
      <span>
        {priceWords(quote, asked.takes ?? 1)} <span className="text-ink-faint">Each: {quote.basis}.</span>
      </span>
    </p>
  );
}

function priceWords({ state, totalMicros, engineName, isUpperBound, leftMicros }: CostQuote, takes: number) {
  const pieces = takes === 1 ? 'one take' : `${takes} takes`;
  if (state === 'unknown') {
    return `Price unknown: ${engineName} counts as ${dollars(totalMicros)} for ${pieces}.`;
  }
  const about = isUpperBound ? 'At most' : 'About';
  return `${about} ${dollars(totalMicros)} for ${pieces} at ${engineName}; ${dollars(leftMicros)} left this month.`;
}
