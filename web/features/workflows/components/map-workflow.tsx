'use client';
import type { WorkflowMapping, WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { type ReactNode, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { useKeepWorkflow } from '#features/workflows/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { say } from '#ui/toast.ts';
import { PictureRoles } from './picture-roles.tsx';
import { PlaceField } from './place-field.tsx';
import { WorkflowFound } from './workflow-found.tsx';

interface MapWorkflowProps {
  engine: { id: string; name: string };
  reading: WorkflowReading;
  /** Of one that is kept already. */
  workflowId?: string | undefined;
  onBack: () => void;
  onKept: () => void;
}

/** What a workflow is for and where our values go, with our guesses filled in. */
export function MapWorkflow({ engine, reading, workflowId, onBack, onKept }: MapWorkflowProps) {
  const keep = useKeepWorkflow(engine.id);
  const [mapping, setMapping] = useState<WorkflowMapping>(reading.suggestion);
  const ability = reading.abilities.find(({ id }) => id === mapping.ability);
  const set = (change: Partial<WorkflowMapping>) => setMapping({ ...mapping, ...change });
  const save = () =>
    keep.mutate(
      {
        id: workflowId,
        document: reading.document,
        mapping: sentMapping(mapping, ability?.takesPicture ?? false),
      },
      {
        onSuccess: ({ label }) => {
          say(workflowId === undefined ? `${label} is kept.` : `${label} is changed.`);
          onKept();
        },
      },
    );
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <WorkflowFound reading={reading} engineName={engine.name} />
      <Purpose reading={reading} mapping={mapping} set={set} error={keep.error} />
      <InputPlaces reading={reading} mapping={mapping} set={set} error={keep.error} />
      {ability?.takesPicture && (
        <PicturePart reading={reading} mapping={mapping} set={set} error={keep.error} />
      )}
      <Field label="Its result comes from" error={fieldError(keep.error, 'outputs')}>
        {(field) => (
          <Select
            id={field.id}
            value={mapping.outputs[0]}
            onChange={(node) => set({ outputs: [node] })}
            placeholder="Choose a node"
            choices={reading.outputs.map(({ node, label }) => ({ value: node, label }))}
          />
        )}
      </Field>
      {keep.error && <ProblemNote error={keep.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="ghost" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" look="primary" busy={keep.isPending} disabled={mapping.label.trim() === ''}>
          {workflowId === undefined ? 'Keep it' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

const hasSteps = ({ inputs }: WorkflowMapping) => (inputs.steps ?? []).length > 0;

/** Without what does not belong to this kind of work. */
function sentMapping(mapping: WorkflowMapping, takesPicture: boolean): WorkflowMapping {
  const { steps, ...rest } = mapping;
  return {
    ...rest,
    pictures: takesPicture ? rest.pictures : [],
    ...(hasSteps(mapping) && steps !== undefined && { steps }),
  };
}

/** Where the prompt, the seed and the figures go. */
function InputPlaces({ reading, mapping, set, error }: PartProps) {
  const required = reading.abilities.find(({ id }) => id === mapping.ability)?.required ?? [];
  const shown = reading.inputs.filter(({ name, places }) => places.length > 0 || required.includes(name));
  return (
    <Part title="Where your words and figures go" hint="Guessed from its nodes. Open a line to change it.">
      <div className="rounded-2xl border border-line px-4">
        {shown.map((input) => (
          <PlaceField
            key={input.name}
            input={input}
            chosen={mapping.inputs[input.name] ?? []}
            onChange={(bindings) => set({ inputs: { ...mapping.inputs, [input.name]: bindings } })}
            required={required.includes(input.name)}
            error={fieldError(error, `inputs.${input.name}`)}
          />
        ))}
      </div>
      {hasSteps(mapping) && (
        <Field label="How many steps" className="mt-3">
          {(field) => (
            <Input
              {...field}
              type="number"
              min={1}
              max={200}
              value={mapping.steps ?? ''}
              onChange={(event) =>
                set({ steps: event.target.value === '' ? undefined : Number(event.target.value) })
              }
            />
          )}
        </Field>
      )}
    </Part>
  );
}

function PicturePart({ reading, mapping, set, error }: PartProps) {
  return (
    <Part title="Pictures that go in" hint={pictureHint(reading)}>
      <div className="flex flex-col gap-4">
        <PictureRoles
          reading={reading}
          ability={mapping.ability}
          pictures={mapping.pictures}
          onChange={(pictures) => set({ pictures })}
        />
      </div>
      {fieldError(error, 'pictures') && (
        <p className="mt-2 text-[13px] text-bad">{fieldError(error, 'pictures')}</p>
      )}
    </Part>
  );
}

const pictureHint = ({ pictures }: WorkflowReading) =>
  pictures.length === 0
    ? 'The workflow loads none. Choose another kind of work, or add a Load Image node.'
    : '';

function Part({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="text-sm font-semibold">{title}</h3>
      {hint && <p className="mb-2 text-[13px] text-ink-faint">{hint}</p>}
      {children}
    </section>
  );
}

interface PartProps {
  reading: WorkflowReading;
  mapping: WorkflowMapping;
  set: (change: Partial<WorkflowMapping>) => void;
  error: unknown;
}

/** Its name, what it is for, and when it is used. */
function Purpose({ reading, mapping, set, error }: PartProps) {
  const changeAbility = (ability: string) => {
    const takesPicture = reading.abilities.find(({ id }) => id === ability)?.takesPicture;
    const pictures =
      takesPicture && mapping.pictures.length === 0
        ? reading.pictures.map(({ binding }) => binding)
        : mapping.pictures;
    set({ ability, pictures });
  };
  return (
    <>
      <Field label="Name" error={fieldError(error, 'label')}>
        {(field) => (
          <Input
            {...field}
            maxLength={80}
            placeholder="Such as: Night market, film grain"
            value={mapping.label}
            onChange={(event) => set({ label: event.target.value })}
          />
        )}
      </Field>
      <Field label="What it is for" error={fieldError(error, 'ability')}>
        {(field) => (
          <Select
            id={field.id}
            value={mapping.ability}
            onChange={changeAbility}
            choices={reading.abilities.map(({ id, label }) => ({ value: id, label }))}
          />
        )}
      </Field>
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">When it is used</span>
        <Segmented
          label="When it is used"
          value={mapping.use}
          onChange={(use) => set({ use })}
          choices={[
            { value: 'always', label: 'For all such work' },
            { value: 'chosen', label: 'When I choose it' },
          ]}
          className="self-start"
        />
        <p className="text-[13px] text-ink-faint">
          {mapping.use === 'always'
            ? 'This engine does all work of this kind with it, as long as nothing is missing.'
            : 'It can be chosen in the studio, and does nothing by itself.'}
        </p>
      </div>
    </>
  );
}
