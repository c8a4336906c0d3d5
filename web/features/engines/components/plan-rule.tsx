'use client';
import type { DropRule, PlanSettings } from '@ainfluencer/server/contract/engines';
import { useSetPlan } from '#features/engines/mutations.ts';
import { Card } from '#ui/card.tsx';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { say, sayError } from '#ui/toast.ts';

const rules: Readonly<Record<DropRule, { label: string; meaning: string }>> = {
  spare_takes_first: {
    label: 'Spare takes',
    meaning:
      'Further takes of a request are dropped, those without a time first, until what has a time is ready for it. A first take with a time is never dropped.',
  },
  undated_first: {
    label: 'Requests without a time',
    meaning:
      'Requests without a time wait until everything that has one is made. If that is not enough, spare takes are dropped.',
  },
  never_drop: {
    label: 'Nothing',
    meaning: 'Everything is made. What will be late says so here, on the post and on the calendar.',
  },
};

const leads = [0, 30, 60, 120, 240, 480, 1440] as const;
const leadWords = (minutes: number) =>
  minutes === 0
    ? 'None'
    : minutes < 60
      ? `${minutes} minutes`
      : minutes % 1440 === 0
        ? `${minutes / 1440} ${minutes === 1440 ? 'day' : 'days'}`
        : `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}`;

/** What is dropped first, and how long people keep to look before a post goes out. */
export function PlanRule({ settings }: { settings: PlanSettings }) {
  const set = useSetPlan();
  const send = (change: Partial<PlanSettings>) =>
    set.mutate(
      { ...settings, ...change },
      { onError: sayError, onSuccess: () => say('The plan goes by that now.') },
    );
  const choices = leads.includes(settings.reviewLeadMinutes as (typeof leads)[number])
    ? leads
    : [...leads, settings.reviewLeadMinutes].toSorted((left, right) => left - right);
  return (
    <Card aria-label="When time is short" className="grid gap-4 sm:grid-cols-2">
      <Field label="When time is short, drop first" hint={rules[settings.dropRule].meaning}>
        {(props) => (
          <Select
            id={props.id}
            label="When time is short, drop first"
            size="small"
            value={settings.dropRule}
            onChange={(dropRule) => send({ dropRule })}
            choices={(Object.keys(rules) as DropRule[]).map((value) => ({
              value,
              label: rules[value].label,
            }))}
          />
        )}
      </Field>
      <Field
        label="Time to look before a post goes out"
        hint="Its pictures are needed that much earlier. Where less than twice of it is left, half of what is left."
      >
        {(props) => (
          <Select
            id={props.id}
            label="Time to look before a post goes out"
            size="small"
            value={String(settings.reviewLeadMinutes)}
            onChange={(minutes) => send({ reviewLeadMinutes: Number(minutes) })}
            choices={choices.map((minutes) => ({ value: String(minutes), label: leadWords(minutes) }))}
          />
        )}
      </Field>
    </Card>
  );
}
