'use client';
import type { AskedField } from '@ainfluencer/server/contract/accounts';
import { fieldError } from '#api/problem.ts';
import { Field, Input } from '#ui/field.tsx';
import { Switch } from '#ui/switch.tsx';

export type Draft = Readonly<Record<string, string>>;

interface ConnectFieldsProps {
  fields: readonly AskedField[];
  values: Draft;
  onChange: (values: Draft) => void;
  error: unknown;
  /** Names of secrets that are kept: they may be left empty. */
  kept?: readonly string[];
}

/** What a platform asks for, one field under the other. */
export function ConnectFields({ fields, values, onChange, error, kept = [] }: ConnectFieldsProps) {
  return fields.map((field) => {
    const value = values[field.name] ?? field.defaultValue ?? '';
    const set = (next: string) => onChange({ ...values, [field.name]: next });
    if (field.kind === 'switch') {
      return (
        <Switch
          key={field.name}
          label={field.label}
          hint={field.help}
          checked={value === 'true'}
          onChange={(on) => set(String(on))}
        />
      );
    }
    return (
      <Field
        key={field.name}
        label={field.optional ? `${field.label} (optional)` : field.label}
        hint={field.help}
        error={fieldError(error, `fields.${field.name}`)}
      >
        {(props) => (
          <Input
            {...props}
            type={field.secret ? 'password' : field.kind === 'url' ? 'url' : 'text'}
            autoComplete="off"
            spellCheck={false}
            placeholder={kept.includes(field.name) ? 'Kept; leave empty to use it' : ''}
            value={value}
            onChange={(event) => set(event.target.value)}
          />
        )}
      </Field>
    );
  });
}

/** Whether everything that must be filled in is. */
export function isFilled(
  fields: readonly AskedField[],
  values: Draft,
  kept: readonly string[] = [],
): boolean {
  return fields.every(
    ({ name, kind, optional, defaultValue }) =>
      optional || kind === 'switch' || kept.includes(name) || (values[name] ?? defaultValue)?.trim(),
  );
}

/** What is sent: only what has a value. */
export function filled(fields: readonly AskedField[], values: Draft): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ name, defaultValue }) => {
      const value = values[name] ?? defaultValue;
      return value ? [[name, value]] : [];
    }),
  );
}
