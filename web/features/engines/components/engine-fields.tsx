'use client';
import type { EngineKindInfo, Probe } from '@ainfluencer/server/contract/engines';
import { fieldError } from '#api/problem.ts';
import { Field, Input } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { Switch } from '#ui/switch.tsx';

export interface EngineDraft {
  name: string;
  address: string;
  /** As typed now; empty leaves a stored key alone. */
  key: string;
  settings: Readonly<Record<string, unknown>>;
}

interface EngineFieldsProps {
  kind: EngineKindInfo;
  draft: EngineDraft;
  onChange: (draft: EngineDraft) => void;
  error: unknown;
  hasKey?: boolean;
  /** What the engine said: its models can be chosen. */
  probe?: Probe | undefined;
}

/** The fields of an engine: name, address, key, and what its kind adds. */
export function EngineFields(props: EngineFieldsProps) {
  const { kind, draft, onChange, error, hasKey = false, probe } = props;
  const set = (change: Partial<EngineDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      {!kind.runsHere && (
        <Field
          label="Address"
          error={fieldError(error, 'address')}
          hint="As it is reached from the studio’s machine."
        >
          {(field) => (
            <Input
              {...field}
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder={kind.defaultAddress ?? 'https://'}
              value={draft.address}
              onChange={(event) => set({ address: event.target.value })}
            />
          )}
        </Field>
      )}
      {kind.key !== 'none' && (
        <Field
          label={kind.key === 'optional' ? 'Key (optional)' : 'Key'}
          error={fieldError(error, 'key')}
          hint={
            hasKey ? 'A key is kept. Type another to replace it.' : 'Kept encrypted, and never shown again.'
          }
        >
          {(field) => (
            <Input
              {...field}
              type="password"
              autoComplete="off"
              value={draft.key}
              onChange={(event) => set({ key: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label="Name" error={fieldError(error, 'name')} hint="As it shall be called here.">
        {(field) => (
          <Input
            {...field}
            maxLength={60}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {kind.fields.length > 0 && (
        <details open={isInSettings(error)} className="rounded-2xl border border-line">
          <summary className="cursor-pointer px-4 py-3 text-sm font-medium">
            {kind.fields.length} more settings
            <span className="block text-[13px] font-normal text-ink-faint">
              Sensible as they are: {kind.fields.map(({ label }) => label.toLowerCase()).join(', ')}.
            </span>
          </summary>
          <div className="flex flex-col gap-5 px-4 pt-1 pb-4">
            {kind.fields.map((setting) => (
              <SettingField
                key={setting.name}
                setting={setting}
                value={draft.settings[setting.name]}
                onChange={(value) => set({ settings: { ...draft.settings, [setting.name]: value } })}
                error={fieldError(error, `settings.${setting.name}`)}
                models={
                  probe?.models
                    .filter(({ medium }) => !setting.medium || medium === setting.medium)
                    .map(({ id }) => id) ?? []
                }
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

/** A refused setting must not stay folded away. */
const isInSettings = (error: unknown) => fieldError(error, 'settings') !== undefined;

interface SettingFieldProps {
  setting: EngineKindInfo['fields'][number];
  value: unknown;
  onChange: (value: unknown) => void;
  error: string | undefined;
  models: readonly string[];
}

const whatever = 'automatic';

function SettingField({ setting, value, onChange, error, models }: SettingFieldProps) {
  if (setting.kind === 'switch') {
    return <Switch label={setting.label} hint={setting.help} checked={value === true} onChange={onChange} />;
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const choices = [
    ...(setting.kind === 'model' ? [{ value: whatever, label: 'Choose by itself' }] : []),
    ...(setting.kind === 'choice' ? (setting.choices ?? []) : []),
    ...(setting.kind === 'model'
      ? [...new Set([...models, ...(text ? [text] : [])])].map((id) => ({ value: id, label: id }))
      : []),
  ];
  return (
    <Field label={setting.label} hint={setting.help} error={error}>
      {(field) =>
        choices.length > 0 ? (
          <Select
            id={field.id}
            value={text || whatever}
            onChange={(next) => onChange(next === whatever && setting.kind === 'model' ? undefined : next)}
            choices={choices}
          />
        ) : (
          <Input
            {...field}
            type={setting.kind === 'number' ? 'number' : 'text'}
            step="any"
            value={text}
            onChange={(event) => {
              const typed = event.target.value;
              onChange(typed === '' ? undefined : setting.kind === 'number' ? Number(typed) : typed);
            }}
          />
        )
      }
    </Field>
  );
}
