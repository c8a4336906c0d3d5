'use client';
import type { WorkflowReading } from '@ainfluencer/server/contract/workflows';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';

const keep = 'keep';
const source = 'source';
const reference = 'reference';
type Role = typeof keep | typeof source | typeof reference;

interface PictureRolesProps {
  reading: WorkflowReading;
  ability: string;
  /** The picture to work on first. */
  pictures: readonly string[];
  onChange: (pictures: string[]) => void;
}

/** What each picture of a workflow is: the one to work on, one of the character, or its own. */
export function PictureRoles({ reading, ability, pictures, onChange }: PictureRolesProps) {
  const onlyReferences = ability === 'image-from-references';
  const roleOf = (binding: string): Role => {
    const at = pictures.indexOf(binding);
    if (at < 0) return keep;
    return at === 0 && !onlyReferences ? source : reference;
  };
  const set = (binding: string, role: string) => {
    const others = pictures.filter((one) => one !== binding);
    if (role === keep) onChange(others);
    else onChange(role === source ? [binding, ...others] : [...others, binding]);
  };
  return (
    <>
      {reading.pictures.map(({ binding, label, value }) => (
        <Field
          key={binding}
          label={label}
          hint={roleOf(binding) === keep && 'The engine must have this picture.'}
        >
          {(field) => (
            <Select
              id={field.id}
              value={roleOf(binding)}
              onChange={(role) => set(binding, role)}
              choices={[
                ...(onlyReferences ? [] : [{ value: source, label: 'The picture to work on' }]),
                { value: reference, label: 'A picture of the character' },
                { value: keep, label: `Its own: ${value}` },
              ]}
            />
          )}
        </Field>
      ))}
    </>
  );
}
