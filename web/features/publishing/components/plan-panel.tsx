'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { usePlanPost } from '#features/publishing/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { dayAndTime, wallTime, zoneName } from '#ui/time.ts';
import { say } from '#ui/toast.ts';
import { plannedAtOf } from './post-work.tsx';

/** When a post that is not approved yet is meant to go out. */
export function PlanPanel({ post }: { post: Post }) {
  const plan = usePlanPost();
  const zone = post.characterTimeZone;
  const planned = plannedAtOf(post);
  const [when, setWhen] = useState(() => {
    if (!planned) return '';
    const { date, time } = wallTime(planned, zone);
    return `${date}T${time}`;
  });
  const plannable = post.state !== 'archived' && post.deliveries.some(({ state }) => state === 'planned');
  return (
    <Card aria-label="Schedule" className="flex flex-col gap-4">
      <h2 className="flex items-center gap-2 text-lg font-semibold">
        <CalendarClock className="size-5 text-accent" aria-hidden /> When
      </h2>
      <p className="text-sm text-ink-soft">
        {planned && (
          <>
            Planned for <span className="font-medium text-ink">{dayAndTime(planned, zone)}</span>.{' '}
          </>
        )}
        It can be scheduled once it is approved, just as it stands.
      </p>
      {plannable && (
        <>
          <Field
            label="Planned date and time"
            hint={`Local time in ${zoneName(zone)}. Nothing goes out by it.`}
          >
            {(props) => (
              <Input
                {...props}
                type="datetime-local"
                value={when}
                onChange={(event) => setWhen(event.target.value)}
              />
            )}
          </Field>
          {plan.error && <ProblemNote error={plan.error} />}
          <div className="flex flex-wrap gap-2">
            <Button
              busy={plan.isPending && plan.variables?.plan.localTime !== null}
              disabled={!when}
              onClick={() =>
                plan.mutate(
                  { id: post.id, plan: { localTime: when, timeZone: zone } },
                  { onSuccess: () => say('It stands on the calendar.') },
                )
              }
            >
              {planned ? 'Change the plan' : 'Plan it'}
            </Button>
            {planned && (
              <Button
                look="ghost"
                onClick={() =>
                  plan.mutate({ id: post.id, plan: { localTime: null } }, { onSuccess: () => setWhen('') })
                }
              >
                No time yet
              </Button>
            )}
          </div>
        </>
      )}
    </Card>
  );
}
