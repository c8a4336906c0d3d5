'use client';
import type { EnginePlan } from '@ainfluencer/server/contract/engines';
import { CalendarClock, RotateCcw } from 'lucide-react';
import { useEnginePlan } from '#features/engines/data.ts';
import { useRequeueTake } from '#features/engines/mutations.ts';
import { shortMoment } from '#features/engines/ready.ts';
import { useWorkspaceTimeZone } from '#features/workspaces/data.ts';
import { Button } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { PlanLane, pieceWords } from './plan-lane.tsx';
import { PlanRule } from './plan-rule.tsx';

const hourMilliseconds = 3_600_000;
const longestShownHours = 12;

/** What every engine does now and next, what will be late, and what was dropped for it. */
export function WorkPlan() {
  const plan = useEnginePlan();
  const { data } = plan;
  const busy = data?.lanes.some(({ bars }) => bars.length > 0);
  return (
    <Section
      title="Now and next"
      hint="Work goes by the time it is needed, and stays with one model as long as nothing becomes late."
    >
      {plan.error && <ProblemNote error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.isPending && <Skeleton className="h-40" />}
      {data && !busy && data.stuck.length === 0 && (
        <EmptyState icon={CalendarClock} title="Nothing waits">
          Whatever is asked for in the studio stands here, with the time it will be ready.
        </EmptyState>
      )}
      {data && busy && <Lanes plan={data} />}
      {data && data.stuck.length > 0 && <Stuck plan={data} />}
      {data && data.dropped.length > 0 && <Dropped plan={data} />}
      {data && <PlanRule settings={data.settings} />}
    </Section>
  );
}

function Lanes({ plan }: { plan: EnginePlan }) {
  const timeZone = useWorkspaceTimeZone();
  const now = Date.parse(plan.now);
  const ends = plan.lanes.flatMap(({ bars }) => bars.map(({ readyAt }) => Date.parse(readyAt)));
  const last = Math.max(now, ...ends) - now;
  const span = Math.min(longestShownHours * hourMilliseconds, Math.max(last * 1.05, hourMilliseconds / 6));
  const ticks = ticksOf(now, span);
  return (
    <Card className="flex flex-col gap-5">
      <div className="relative hidden h-4 text-[11px] text-ink-faint sm:block" aria-hidden>
        {ticks.map((at) => (
          <span
            key={at}
            className="tabular absolute -translate-x-1/2"
            style={{ left: `${((at - now) / span) * 100}%` }}
          >
            {shortMoment(new Date(at).toISOString(), timeZone, now)}
          </span>
        ))}
      </div>
      {plan.lanes
        .filter(({ bars, builtIn }) => bars.length > 0 || !builtIn)
        .map((lane) => (
          <PlanLane key={lane.id} lane={lane} now={now} span={span} ticks={ticks} timeZone={timeZone} />
        ))}
    </Card>
  );
}

const steps = [2, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000);

/** Round moments within the span, six at most. */
function ticksOf(now: number, span: number): number[] {
  const step = steps.find((size) => span / size <= 6) ?? span;
  const first = Math.ceil((now + span * 0.02) / step) * step;
  const count = Math.floor((now + span * 0.97 - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}

function Stuck({ plan }: { plan: EnginePlan }) {
  return (
    <div className="rounded-2xl border border-line bg-warn-soft px-4 py-3 text-sm">
      <p className="font-medium text-warn">Waiting for an engine that does not answer</p>
      <ul className="mt-1 text-ink-soft">
        {plan.stuck.map((work) => (
          <li key={work.id}>{pieceWords(work)}</li>
        ))}
      </ul>
    </div>
  );
}

const mostDroppedShown = 6;

function Dropped({ plan }: { plan: EnginePlan }) {
  const requeue = useRequeueTake();
  const shown = plan.dropped.slice(0, mostDroppedShown);
  return (
    <Card aria-label="Dropped" className="flex flex-col gap-3">
      <h3 className="text-sm font-semibold">Dropped to be in time</h3>
      <ul className="flex flex-col divide-y divide-line">
        {shown.map(({ id, reason, generationId, takeId }) => (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-2 py-2 first:pt-0 last:pb-0"
          >
            <span className="min-w-0 flex-1 text-sm text-ink-soft">{reason}</span>
            {generationId && takeId && (
              <Button
                size="small"
                busy={requeue.isPending && requeue.variables?.takeId === takeId}
                onClick={() =>
                  requeue.mutate(
                    { generationId, takeId },
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
      {plan.dropped.length > shown.length && (
        <p className="text-[13px] text-ink-faint">And {plan.dropped.length - shown.length} more.</p>
      )}
    </Card>
  );
}
