'use client';
import type { Account, OptionInfo, PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { withHashtags } from '@ainfluencer/server/kernel/text-length';
import { SlidersHorizontal } from 'lucide-react';
import type { WorkingCopy } from '#features/publishing/working-copy.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { Switch } from '#ui/switch.tsx';

interface AccountVariantProps {
  account: Account;
  platform: PlatformInfo;
  copy: WorkingCopy;
  change: (part: Partial<WorkingCopy>) => void;
}

/** What is different on one account: the platform's own choices, and words for it alone. */
export function AccountVariant({ account, platform, copy, change }: AccountVariantProps) {
  const chosen = copy.options[account.id] ?? {};
  const own = copy.captions[account.id] ?? null;
  const options = platform.options.filter(
    ({ onlyWith }) => onlyWith === null || copy.media.some(({ asset }) => asset.kind === onlyWith),
  );
  const missing = options.filter(({ name, defaultValue }) => (chosen[name] ?? defaultValue) === null);
  const setCaption = (caption: string | null) =>
    change({ captions: { ...copy.captions, [account.id]: caption } });
  const setOption = (name: string, value: string) =>
    change({ options: { ...copy.options, [account.id]: { ...chosen, [name]: value } } });
  const count = options.filter(
    ({ name, defaultValue }) => (chosen[name] ?? defaultValue) !== defaultValue,
  ).length;
  const summary = [
    count > 0 && `${count} changed`,
    own !== null && 'own words',
    missing.length > 0 && `${missing.length} to choose`,
  ].filter(Boolean);
  return (
    <details
      className="group ml-11 text-sm"
      open={missing.length > 0 || platform.consent !== null || undefined}
    >
      <summary className="flex cursor-pointer items-center gap-1.5 rounded text-[13px] text-ink-soft hover:text-ink">
        <SlidersHorizontal className="size-3.5" aria-hidden /> Only for {platform.name}
        {summary.length > 0 && <span className="text-ink-faint">({summary.join(', ')})</span>}
      </summary>
      <div className="mt-3 flex flex-col gap-4 rounded-xl bg-sunken p-3">
        {options.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            choices={
              option.choicesFromAccount ? (account.choices[option.name] ?? option.choices) : option.choices
            }
            value={chosen[option.name] ?? option.defaultValue}
            problem={clashOf(option, options, chosen)}
            onChange={(value) => setOption(option.name, value)}
          />
        ))}
        {platform.consent && <ConsentNote consent={platform.consent} />}
        {own === null ? (
          <Button
            look="ghost"
            size="small"
            className="self-start"
            onClick={() => setCaption(withHashtags(copy.caption, copy.hashtags))}
          >
            Write other words for {platform.name}
          </Button>
        ) : (
          <Field
            label={`Words for ${platform.name} alone`}
            hint="Sent as they are: hashtags belong in here, and nothing is cut."
            aside={
              <Button look="ghost" size="small" onClick={() => setCaption(null)}>
                Use the post’s words
              </Button>
            }
          >
            {(props) => (
              <Textarea {...props} value={own} onChange={(event) => setCaption(event.target.value)} />
            )}
          </Field>
        )}
      </div>
    </details>
  );
}

type Consent = NonNullable<PlatformInfo['consent']>;

/** What the platform wants a person to read before each post. */
function ConsentNote({ consent }: { consent: Consent }) {
  return (
    <div className="rounded-lg border border-line px-3 py-2 text-[13px] text-ink-soft">
      {consent.text}
      <span className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {consent.links.map(({ label, url }) => (
          <a
            key={url}
            href={url}
            target="_blank"
            rel="noreferrer"
            className="underline underline-offset-2 hover:text-ink"
          >
            {label}
          </a>
        ))}
      </span>
    </div>
  );
}

/** Why a switch that is on does not go with another choice; null when it does. */
function clashOf(option: OptionInfo, options: OptionInfo[], chosen: Record<string, string>): string | null {
  const { name, defaultValue, excludes } = option;
  if (!excludes || (chosen[name] ?? defaultValue) !== 'true') return null;
  const other = options.find((one) => one.name === excludes.option);
  const value = chosen[excludes.option] ?? other?.defaultValue;
  return value === excludes.value ? excludes.reason : null;
}

interface OptionFieldProps {
  option: OptionInfo;
  choices: OptionInfo['choices'];
  value: string | null;
  /** What is wrong with the choice beside others. */
  problem: string | null;
  onChange: (value: string) => void;
}

function OptionField({ option, choices, value, problem, onChange }: OptionFieldProps) {
  const { kind, label, help, maxLength } = option;
  if (kind === 'switch') {
    // The account's own settings may close a switch; one that is on already can still be turned off.
    const closed = choices.length > 0 && !choices.some((choice) => choice.value === 'true');
    return (
      <Switch
        label={label}
        hint={
          problem ? (
            <span className="text-bad">{problem}</span>
          ) : closed ? (
            'Closed in the account’s own settings.'
          ) : (
            help
          )
        }
        checked={value === 'true'}
        disabled={closed && value !== 'true'}
        onChange={(on) => onChange(on ? 'true' : 'false')}
      />
    );
  }
  return (
    <Field label={label} hint={help} {...(value === null && { error: 'To be chosen for each post.' })}>
      {(props) =>
        kind === 'choice' ? (
          <Select
            id={props.id}
            value={value ?? undefined}
            onChange={onChange}
            choices={choices}
            placeholder="Choose"
          />
        ) : (
          <Input
            {...props}
            value={value ?? ''}
            {...(maxLength !== null && { maxLength })}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
