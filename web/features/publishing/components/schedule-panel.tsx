'use client';
import type { Post } from '@ainfluencer/server/contract/publishing';
import { CalendarClock, CircleCheckBig, Send } from 'lucide-react';
import { useState } from 'react';
import { useSchedulePost } from '#features/publishing/mutations.ts';
import { canMove } from '#features/publishing/words.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { dayAndTime, wallTime, zoneName } from '#ui/time.ts';
import { say } from '#ui/toast.ts';
import { PlanPanel } from './plan-panel.tsx';
import { plannedAtOf } from './post-work.tsx';

/** The next full hour of the zone, as a `datetime-local` value. */
export function nextFullHour(timeZone: string): string {
  const { date, time } = wallTime(new Date(Date.now() + 3_600_000), timeZone);
  return `${date}T${time.slice(0, 2)}:00`;
}

export function SchedulePanel({ post, dirty }: { post: Post; dirty: boolean }) {
  const schedule = useSchedulePost();
  const zone = post.characterTimeZone;
  const movable = post.deliveries.filter(({ state }) => canMove(state));
  const scheduled = post.deliveries.find(({ state, publishAt }) => state === 'scheduled' && publishAt);
  const [when, setWhen] = useState(() => {
    // What it was planned for before its approval.
    const at = scheduled?.publishAt ?? plannedAtOf(post);
    if (!at || Date.parse(at) < Date.now()) return nextFullHour(zone);
    const wall = wallTime(at, zone);
    return `${wall.date}T${wall.time}`;
  });
  const [asking, setAsking] = useState(false);
  const live = movable.some(({ mode }) => mode === 'live');
  const publishNow = () =>
    schedule.mutate({ id: post.id, schedule: { when: 'now' } }, { onSuccess: () => say('On its way.') });

  if (post.state !== 'approved') return <PlanPanel post={post} />;
  if (dirty) {
    return (
      <Card aria-label="Schedule" className="flex items-start gap-3 text-sm text-ink-soft">
        <CircleCheckBig className="mt-0.5 size-5 shrink-0 text-ink-faint" aria-hidden />
        It can be scheduled once it is approved, just as it stands.
      </Card>
    );
  }
  if (movable.length === 0) return null;
  return (
    <Card aria-label="Schedule" className="flex flex-col gap-4">
      <h2 className="flex items-center gap-2 text-lg font-semibold">
        <CalendarClock className="size-5 text-accent" aria-hidden /> When
      </h2>
      {scheduled?.publishAt && (
        <p className="text-sm text-ink-soft">
          Scheduled for <span className="font-medium text-ink">{dayAndTime(scheduled.publishAt, zone)}</span>.
        </p>
      )}
      <Field label={`Date and time for ${post.characterName}`} hint={`Local time in ${zoneName(zone)}.`}>
        {(props) => (
          <Input
            {...props}
            type="datetime-local"
            value={when}
            onChange={(event) => setWhen(event.target.value)}
          />
        )}
      </Field>
      {schedule.error && <ProblemNote error={schedule.error} />}
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          busy={schedule.isPending && schedule.variables?.schedule.when === 'at'}
          disabled={!when}
          onClick={() =>
            schedule.mutate(
              { id: post.id, schedule: { when: 'at', localTime: when, timeZone: zone } },
              {
                onSuccess: () =>
                  say('Scheduled.', () => schedule.mutate({ id: post.id, schedule: { when: 'never' } })),
              },
            )
          }
        >
          <CalendarClock aria-hidden /> {scheduled ? 'Move it' : 'Schedule'}
        </Button>
        <Button
          busy={schedule.isPending && schedule.variables?.schedule.when === 'now'}
          onClick={() => (live ? setAsking(true) : publishNow())}
        >
          <Send aria-hidden /> Publish now
        </Button>
        {scheduled && (
          <Button look="ghost" onClick={() => schedule.mutate({ id: post.id, schedule: { when: 'never' } })}>
            Take off the calendar
          </Button>
        )}
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Publish now?"
        description="It goes out on real accounts at once, to people. It cannot be called back from here."
        confirm="Publish now"
        danger={false}
        onConfirm={publishNow}
      />
    </Card>
  );
}
