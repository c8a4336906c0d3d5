import type { Account } from '@ainfluencer/server/contract/accounts';
import { CircleCheck, CirclePause, Clock, TriangleAlert } from 'lucide-react';
import { healthWords, modeWords } from '#features/accounts/words.ts';
import { Badge } from '#ui/badge.tsx';

/** How an account is: a state that needs a person goes before a pause. */
export function HealthBadge({ account }: { account: Pick<Account, 'health' | 'paused' | 'needsPerson'> }) {
  if (account.paused && !account.needsPerson) {
    return (
      <Badge tone="warn">
        <CirclePause aria-hidden /> Paused
      </Badge>
    );
  }
  const { label, tone } = healthWords[account.health];
  const Icon = account.health === 'ok' ? CircleCheck : account.needsPerson ? TriangleAlert : Clock;
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {label}
    </Badge>
  );
}

export function ModeBadge({ mode }: { mode: Account['mode'] }) {
  const { label, tone } = modeWords[mode];
  return <Badge tone={tone}>{label}</Badge>;
}
