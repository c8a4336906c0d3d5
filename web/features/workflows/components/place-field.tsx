'use client';
import type { WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { CircleAlert } from 'lucide-react';
import { Checkbox } from '#ui/switch.tsx';

type FoundInput = WorkflowReading['inputs'][number];

interface PlaceFieldProps {
  input: FoundInput;
  chosen: readonly string[];
  onChange: (bindings: string[]) => void;
  required: boolean;
  error: string | undefined;
}

/** Where one of our values goes: none, one or several places of a workflow. */
export function PlaceField({ input, chosen, onChange, required, error }: PlaceFieldProps) {
  const { label, help, places } = input;
  const lacks = required && chosen.length === 0;
  const names = places.filter(({ binding }) => chosen.includes(binding)).map((place) => place.label);
  return (
    <details open={lacks || error !== undefined} className="border-b border-line last:border-b-0">
      <summary className="grid cursor-pointer grid-cols-[7.5rem_minmax(0,1fr)] items-baseline gap-3 py-2.5 text-sm">
        <span className="font-medium">{label}</span>
        <span className={names.length === 0 ? 'text-ink-faint' : 'text-ink-soft'}>
          {names.length === 0 ? 'Left as the workflow has it' : names.join(', ')}
        </span>
      </summary>
      <fieldset className="mb-3 flex flex-col gap-2.5 rounded-xl bg-sunken p-3">
        <legend className="sr-only">Places for: {label}</legend>
        <p className="text-[13px] text-ink-faint">{help}</p>
        {(lacks || error) && (
          <p role="alert" className="flex items-start gap-1.5 text-[13px] text-bad">
            <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
            {error ?? 'This kind of work needs one.'}
          </p>
        )}
        {places.length === 0 && (
          <p className="text-[13px] text-ink-soft">The workflow has no place for it.</p>
        )}
        {places.map((place) => (
          <Checkbox
            key={place.binding}
            label={place.label}
            hint={`Now: ${shortened(place.value)}`}
            checked={chosen.includes(place.binding)}
            onChange={(on) =>
              onChange(
                on ? [...chosen, place.binding] : chosen.filter((binding) => binding !== place.binding),
              )
            }
          />
        ))}
      </fieldset>
    </details>
  );
}

function shortened(value: string | number): string {
  const text = String(value).trim();
  if (text === '') return 'empty';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
