'use client';
import type { Spending } from '@ainfluencer/server/contract/spending';
import { Wallet } from 'lucide-react';
import { useState } from 'react';
import { useSpending } from '#features/spending/data.ts';
import { dollars } from '#features/spending/money.ts';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { CostList } from './cost-list.tsx';
import { LimitSheet } from './limit-sheet.tsx';

/** What paid engines cost this month, what is left of the limit, and every single cost. */
export function SpendingSection() {
  const spending = useSpending();
  const [limiting, setLimiting] = useState(false);
  const data = spending.data;
  return (
    <Section
      title="Spending"
      hint="Engines that are paid by use do nothing until a monthly limit is set. The price is shown before each request."
    >
      {spending.error && <ProblemNote error={spending.error} onRetry={() => void spending.refetch()} />}
      {spending.isPending && <Skeleton className="h-40" />}
      {data && (
        <Card className="flex flex-col gap-5">
          <Month spending={data} onLimit={() => setLimiting(true)} />
          {data.byEngine.length > 0 && (
            <div className="grid gap-5 md:grid-cols-2">
              <Shares title="By engine" items={data.byEngine} />
              <Shares title="By character" items={data.byCharacter} />
            </div>
          )}
          <CostList />
        </Card>
      )}
      {limiting && data && <LimitSheet spending={data} onClose={() => setLimiting(false)} />}
    </Section>
  );
}

/** Part of the limit that is left when it is time to say so. */
const nearlyFull = 0.1;

function Month({ spending, onLimit }: { spending: Spending; onLimit: () => void }) {
  const { limitMicros, spentMicros, reservedMicros, leftMicros, forecastMicros, month } = spending;
  const isFull = limitMicros > 0 && leftMicros === 0;
  const isNear = limitMicros > 0 && leftMicros < limitMicros * nearlyFull;
  const isTight = forecastMicros !== null && limitMicros > 0 && forecastMicros > limitMicros;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <p className="text-[13px] text-ink-faint">{monthName(month)}</p>
          <p className="flex flex-wrap items-baseline gap-x-2 text-2xl font-semibold tabular-nums">
            {dollars(spentMicros)}
            <span className="text-sm font-normal text-ink-soft">
              {limitMicros === 0 ? 'spent; no limit is set' : `of ${dollars(limitMicros)}`}
            </span>
            {isFull && <Badge tone="bad">Limit reached</Badge>}
            {!isFull && isNear && <Badge tone="warn">Almost used up</Badge>}
          </p>
        </div>
        <Button look={limitMicros === 0 ? 'primary' : 'secondary'} onClick={onLimit}>
          <Wallet aria-hidden /> {limitMicros === 0 ? 'Set a monthly limit' : 'Change the limit'}
        </Button>
      </div>
      {limitMicros > 0 && (
        <Meter spent={spentMicros / limitMicros} reserved={reservedMicros / limitMicros} isFull={isFull} />
      )}
      <p className="text-sm text-ink-soft">
        {limitMicros > 0 && <>{dollars(leftMicros)} left. </>}
        {reservedMicros > 0 && <>{dollars(reservedMicros)} set aside for work under way. </>}
        {forecastMicros !== null && spentMicros > 0 && (
          <span className={isTight ? 'font-medium text-warn' : undefined}>
            At this rate about {dollars(forecastMicros)} by the end of the month.
          </span>
        )}
        {limitMicros === 0 && 'Nothing is asked of paid engines meanwhile; the others do the work.'}
      </p>
    </div>
  );
}

function Meter({ spent, reserved, isFull }: { spent: number; reserved: number; isFull: boolean }) {
  const percent = (share: number) => `${Math.min(100, Math.max(0, share * 100))}%`;
  return (
    <div
      role="img"
      aria-label={`${Math.round(spent * 100)} % of the limit spent, ${Math.round(reserved * 100)} % set aside`}
      className="flex h-2.5 w-full overflow-hidden rounded-full bg-line"
    >
      <span className={isFull ? 'bg-bad' : 'bg-accent'} style={{ width: percent(spent) }} />
      <span
        className={`opacity-45 ${isFull ? 'bg-bad' : 'bg-accent'}`}
        style={{ width: percent(reserved) }}
      />
    </div>
  );
}

function Shares({ title, items }: { title: string; items: Spending['byEngine'] }) {
  const most = Math.max(1, ...items.map(({ micros }) => micros));
  return (
    <div className="min-w-0">
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      <ul className="flex flex-col gap-2.5">
        {items.map(({ id, name, micros, pieces }) => (
          <li key={id ?? name}>
            <span className="flex items-baseline justify-between gap-3 text-sm">
              <span className="min-w-0 truncate">{name}</span>
              <span className="shrink-0 text-ink-soft tabular-nums">
                {dollars(micros)} · {pieces}
              </span>
            </span>
            <span className="mt-1 block h-1 rounded-full bg-line" aria-hidden>
              <span
                className="block h-1 rounded-full bg-accent"
                style={{ width: `${Math.max(1.5, (micros / most) * 100)}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "November 2026". */
function monthName(month: string): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T12:00:00Z`),
  );
}
