'use client';
import { useWorkflows } from '#features/workflows/data.ts';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';

export interface WorkflowChoice {
  engineId: string;
  workflowId: string;
}

interface WorkflowSelectProps {
  /** Kinds of work that the workflow must do one of. */
  abilities: readonly string[];
  value: WorkflowChoice | undefined;
  onChange: (choice: WorkflowChoice | undefined) => void;
}

const automatic = 'automatic';
const keyOf = ({ engineId, workflowId }: WorkflowChoice) => `${engineId} ${workflowId}`;

/** One of the own workflows for a kind of work; nothing where there is none. */
export function WorkflowSelect({ abilities, value, onChange }: WorkflowSelectProps) {
  const fitting = (useWorkflows().data?.items ?? []).filter(({ ability }) => abilities.includes(ability));
  if (fitting.length === 0) return null;
  const choices = fitting.map(({ engineId, id, label, engineName }) => ({
    value: keyOf({ engineId, workflowId: id }),
    label: `${label} (${engineName})`,
    choice: { engineId, workflowId: id },
  }));
  return (
    <Field label="Workflow">
      {(field) => (
        <Select
          id={field.id}
          value={value ? keyOf(value) : automatic}
          onChange={(key) => onChange(choices.find((one) => one.value === key)?.choice)}
          choices={[{ value: automatic, label: 'As the engine does it by itself' }, ...choices]}
        />
      )}
    </Field>
  );
}
