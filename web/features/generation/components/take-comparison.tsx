'use client';
import type { Generation, Take } from '@ainfluencer/server/contract/generation';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useChooseTake } from '#features/generation/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Select } from '#ui/select.tsx';
import { say, sayError } from '#ui/toast.ts';
import { Shown } from './take-detail.tsx';

interface TakeComparisonProps {
  generation: Generation;
  /** Those that were made, best first; at least two. */
  takes: readonly Take[];
}

const sides = ['Left', 'Right'] as const;

/** Two takes beside each other, with what the checks say of each. */
export function TakeComparison({ generation, takes }: TakeComparisonProps) {
  const choose = useChooseTake();
  const [ids, setIds] = useState<readonly (string | undefined)[]>([takes[0]?.id, takes[1]?.id]);
  const shown = sides.map((_, side) => takes.find(({ id }) => id === ids[side]) ?? takes[side]);
  return (
    <section className="grid grid-cols-2 items-start gap-3 sm:gap-6" aria-label="Comparison of takes">
      {shown.map(
        (take, side) =>
          take && (
            <div key={sides[side]} className="flex min-w-0 flex-col gap-3">
              <Select
                label={`${sides[side]} take`}
                size="small"
                value={take.id}
                onChange={(next) => setIds(ids.map((id, index) => (index === side ? next : id)))}
                choices={takes.map(({ id, number, state }) => ({
                  value: id,
                  label: `Take ${number}${state === 'set_aside' ? ', set aside' : ''}`,
                }))}
              />
              <Shown take={take} medium={generation.medium} name={generation.characterName} />
              <Facts take={take} />
              {take.state === 'done' && take.id !== generation.chosenTakeId && (
                <Button
                  size="small"
                  className="self-start"
                  busy={choose.isPending}
                  onClick={() =>
                    choose.mutate(
                      { generationId: generation.id, takeId: take.id },
                      { onError: sayError, onSuccess: () => say(`Take ${take.number} is chosen.`) },
                    )
                  }
                >
                  <Check aria-hidden /> Choose this take
                </Button>
              )}
            </div>
          ),
      )}
    </section>
  );
}

/** One line a check, in the same order on both sides. */
function Facts({ take }: { take: Take }) {
  return (
    <dl className="divide-y divide-line text-[13px]">
      <div className="flex justify-between gap-3 py-1.5">
        <dt className="text-ink-faint">Score</dt>
        <dd className="tabular font-semibold">{take.score === null ? 'None' : Math.round(take.score)}</dd>
      </div>
      {take.checks
        .toSorted((left, right) => left.name.localeCompare(right.name))
        .map((check) => (
          <div key={check.name} className="flex justify-between gap-3 py-1.5">
            <dt className="text-ink-faint capitalize">{check.name.replaceAll('-', ' ')}</dt>
            <dd className="tabular text-right">{check.score === null ? '–' : check.score.toFixed(2)}</dd>
          </div>
        ))}
      <div className="flex justify-between gap-3 py-1.5">
        <dt className="text-ink-faint">Seed</dt>
        <dd className="tabular min-w-0 text-right break-all">{take.seed}</dd>
      </div>
    </dl>
  );
}
