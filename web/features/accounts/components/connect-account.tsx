'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { ChevronLeft, ChevronRight, FlaskConical, Globe } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { usePlatforms } from '#features/accounts/data.ts';
import { useConnectAccount } from '#features/accounts/mutations.ts';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { useActiveCharacters } from '#features/characters/data.ts';
import { Button, LinkButton } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Switch } from '#ui/switch.tsx';
import { say } from '#ui/toast.ts';
import { WrittenText } from '#ui/written-text.tsx';
import { PlatformMark } from './platform-mark.tsx';

interface ConnectProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The character it is for, when that is settled. */
  characterId?: string | undefined;
}

/** Which platform, then a rehearsal account in one click or a real one with guided fields. */
export function ConnectAccount({ open, onOpenChange, characterId }: ConnectProps) {
  const platforms = usePlatforms();
  const characters = useActiveCharacters().data?.items;
  const [picked, setPicked] = useState<string>();
  const [platformId, setPlatformId] = useState<string>();
  // What was typed outlives a sheet closed by mistake, until it has been used.
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const chosen = characterId ?? picked ?? characters?.[0]?.id;
  const platform = platformId ? platforms.data?.get(platformId) : undefined;
  const close = () => {
    onOpenChange(false);
    setPlatformId(undefined);
  };
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={platform ? `Connect ${platform.name}` : 'Connect an account'}
      description={platform ? undefined : 'Each account belongs to one character.'}
    >
      <div className="flex flex-col gap-5">
        {characters?.length === 0 && (
          <div className="flex flex-col items-start gap-3 text-sm text-ink-soft">
            An account speaks for a character, and there is none yet.
            <LinkButton href="/characters/new" look="primary">
              Make a character
            </LinkButton>
          </div>
        )}
        {!characterId && characters && characters.length > 0 && (
          <Field label="Character">
            {(props) => <CharacterSelect id={props.id} value={chosen} onChange={setPicked} />}
          </Field>
        )}
        {platforms.error && <ProblemNote error={platforms.error} onRetry={() => void platforms.refetch()} />}
        {platforms.isPending && <Skeleton className="h-32" />}
        {chosen && !platform && (
          <ul className="flex flex-col gap-2">
            {[...(platforms.data?.values() ?? [])].map((info) => (
              <li key={info.id}>
                <button
                  type="button"
                  onClick={() => setPlatformId(info.id)}
                  className="flex w-full items-center gap-3 rounded-2xl border border-line bg-raised p-3 text-left transition-colors hover:border-line-strong"
                >
                  <PlatformMark platform={info.id} name={info.name} />
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{info.name}</span>
                    <span className="block text-[13px] text-ink-faint">
                      {info.text.max} characters · up to {info.imagesMax}{' '}
                      {info.imagesMax === 1 ? 'picture' : 'pictures'}
                      {info.video && ' or a clip'}
                    </span>
                  </span>
                  <ChevronRight className="size-4 text-ink-faint" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        {chosen && platform && (
          <>
            <Button
              size="small"
              look="ghost"
              className="-ml-3 self-start"
              onClick={() => setPlatformId(undefined)}
            >
              <ChevronLeft aria-hidden /> Another platform
            </Button>
            <ConnectForm
              key={platform.id}
              platform={platform}
              characterId={chosen}
              fields={drafts[platform.id] ?? {}}
              onFields={(fields) => setDrafts({ ...drafts, [platform.id]: fields })}
              onDone={() => {
                setDrafts({ ...drafts, [platform.id]: {} });
                close();
              }}
            />
          </>
        )}
      </div>
    </Sheet>
  );
}

type Draft = Readonly<Record<string, string>>;

interface ConnectFormProps {
  platform: PlatformInfo;
  characterId: string;
  fields: Draft;
  onFields: (fields: Draft) => void;
  onDone: () => void;
}

function ConnectForm({ platform, characterId, fields, onFields, onDone }: ConnectFormProps) {
  const rehearse = useConnectAccount();
  const connect = useConnectAccount();
  const ready = platform.connect.every(
    (field) =>
      field.optional || field.kind === 'switch' || (fields[field.name] ?? field.defaultValue)?.trim(),
  );
  const filled = Object.fromEntries(
    platform.connect.flatMap(({ name, defaultValue }) => {
      const value = fields[name] ?? defaultValue;
      return value ? [[name, value]] : [];
    }),
  );
  const done = (handle: string) => {
    say(`@${handle} is connected.`);
    onDone();
  };
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Rehearsal" className="rounded-2xl bg-accent-soft p-4">
        <h3 className="flex items-center gap-2 font-semibold text-accent-ink">
          <FlaskConical className="size-5" aria-hidden /> Rehearsal account
        </h3>
        <p className="mt-1 mb-3 text-sm text-ink-soft">
          Behaves like {platform.name} and has a timeline page of its own, all on this machine. No account or
          key is needed.
        </p>
        <Button
          look="primary"
          busy={rehearse.isPending}
          onClick={() =>
            rehearse.mutate(
              { mode: 'rehearsal', characterId, platform: platform.id },
              { onSuccess: (account) => done(account.handle) },
            )
          }
        >
          Connect in one click
        </Button>
        {rehearse.error && <ProblemNote error={rehearse.error} className="mt-3 bg-raised" />}
      </section>
      <section aria-label="Live" className="flex flex-col gap-4 rounded-2xl border border-line p-4">
        <div>
          <h3 className="flex items-center gap-2 font-semibold">
            <Globe className="size-5 text-ink-faint" aria-hidden /> Real account
          </h3>
          <p className="mt-1 text-[13px] text-ink-faint">
            {platform.nativeAiLabel ? (
              `Posts carry ${platform.name}'s own AI label.`
            ) : (
              <>
                {platform.name} has no AI label of its own, so the words “
                <WrittenText text={platform.disclosureSuffix.trim()} />” are added to each post.
              </>
            )}{' '}
            {platform.verifiedLive === null && 'Not yet seen working against the real platform.'}
          </p>
        </div>
        {platform.guide.length > 0 && (
          <ol className="list-decimal pl-5 text-sm text-ink-soft [&>li]:mt-1">
            {platform.guide.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            connect.mutate(
              { mode: 'live', characterId, platform: platform.id, fields: filled },
              { onSuccess: (account) => done(account.handle) },
            );
          }}
        >
          {platform.connect.map((field) => (
            <ConnectField
              key={field.name}
              field={field}
              value={fields[field.name] ?? field.defaultValue ?? ''}
              onChange={(value) => onFields({ ...fields, [field.name]: value })}
              error={fieldError(connect.error, `fields.${field.name}`)}
            />
          ))}
          {connect.error && <ProblemNote error={connect.error} />}
          <Button type="submit" disabled={!ready} busy={connect.isPending}>
            Connect {platform.name}
          </Button>
        </form>
      </section>
    </div>
  );
}

interface ConnectFieldProps {
  field: PlatformInfo['connect'][number];
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

function ConnectField({ field, value, onChange, error }: ConnectFieldProps) {
  if (field.kind === 'switch') {
    return (
      <Switch
        label={field.label}
        hint={field.help}
        checked={value === 'true'}
        onChange={(on) => onChange(String(on))}
      />
    );
  }
  return (
    <Field label={field.optional ? `${field.label} (optional)` : field.label} hint={field.help} error={error}>
      {(props) => (
        <Input
          {...props}
          type={field.secret ? 'password' : field.kind === 'url' ? 'url' : 'text'}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
