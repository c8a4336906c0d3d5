'use client';
import type { AccountDetails } from '@ainfluencer/server/contract/accounts';
import type { ReactNode } from 'react';
import { Ago } from '#ui/ago.tsx';
import { Card } from '#ui/card.tsx';
import { useNow } from '#ui/use-now.ts';

/** When it last worked, when it was asked, and how long its permission lasts. */
export function AccountFacts({ account }: { account: AccountDetails }) {
  const now = useNow();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Last published', account.lastSuccessAt ? <Ago key="at" at={account.lastSuccessAt} /> : 'not yet'],
    ...(account.mode === 'hand_off'
      ? []
      : ([
          ['Last asked', account.checkedAt ? <Ago key="at" at={account.checkedAt} /> : 'not yet'],
          ['Permission', tokenWords(account.tokenExpiresAt, now)],
        ] as const)),
    ...(account.publishesLeft === null ? [] : [['Posts left today', String(account.publishesLeft)] as const]),
    ...(account.profileLabelled === null
      ? []
      : [['Profile says it is automated', account.profileLabelled ? 'yes' : 'no'] as const]),
    ...(account.apiVersion === null ? [] : [['API version', account.apiVersion] as const]),
    ['Connected', <Ago key="at" at={account.createdAt} />],
  ];
  return (
    <Card aria-label="Facts">
      <h2 className="font-semibold">At a glance</h2>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-faint">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

const dayMilliseconds = 86_400_000;

function tokenWords(expiresAt: string | null, now: number): string {
  if (!expiresAt) return 'lasts until it is taken back';
  const days = (new Date(expiresAt).getTime() - now) / dayMilliseconds;
  if (days < 0) return 'is over; it is renewed at the next use';
  if (days < 1) return 'some hours; renewed by itself';
  const whole = Math.floor(days);
  return `${whole} ${whole === 1 ? 'day' : 'days'} left; renewed by itself where possible`;
}
