'use client';
import type { Character, EditCharacter } from '@ainfluencer/server/contract/characters';
import type { Canon } from '@ainfluencer/server/kernel/persona';
import { BookHeart, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiProblem, fieldError } from '#api/problem.ts';
import { useEditCharacter } from '#features/characters/mutations.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { timeZones, zoneName } from '#ui/time.ts';
import { say } from '#ui/toast.ts';
import { LookForm } from './look-form.tsx';
import { LookPreview } from './look-preview.tsx';
import { PersonaForm } from './persona-form.tsx';
import { VoiceForm } from './voice-form.tsx';

type Part = Omit<EditCharacter, 'version' | 'note'>;

/**
 * A working copy of some part of a character. Saving makes a new version from the one the person was
 * looking at; when another came between, both are kept until the person has chosen.
 */
function useWorkingCopy<Value>(character: Character, read: (character: Character) => Value) {
  const [base, setBase] = useState(character);
  const [edited, setEdited] = useState<Value>();
  const shown = edited === undefined ? character : base;
  const value = edited ?? read(shown);
  const change = (next: Value) => {
    if (edited === undefined) setBase(character);
    setEdited(next);
  };
  return {
    value,
    change,
    dirty: edited !== undefined,
    version: shown.version,
    reset: () => setEdited(undefined),
  };
}

interface SaveBarProps {
  character: Character;
  dirty: boolean;
  version: number;
  part: Part;
  onDone: () => void;
  children: (error: unknown) => ReactNode;
}

/** The form, and under it the bar that saves it as the next version. */
function Saved({ character, dirty, version, part, onDone, children }: SaveBarProps) {
  const edit = useEditCharacter(character.id);
  const [note, setNote] = useState('');
  const conflict = edit.error instanceof ApiProblem && edit.error.code === 'conflict';
  const save = (from: number) =>
    edit.mutate(
      { ...part, version: from, note },
      {
        onSuccess: (saved) => {
          setNote('');
          onDone();
          say(`Saved as version ${saved.version}.`);
        },
      },
    );
  return (
    <div className="flex flex-col gap-6">
      {children(edit.error)}
      {dirty && (
        <div className="sticky bottom-20 z-30 flex animate-rise flex-col gap-3 rounded-2xl border border-line-strong bg-raised p-3 shadow-lift md:bottom-4">
          {edit.error && <ProblemNote error={edit.error} />}
          <div className="flex flex-wrap items-center gap-2">
            <Input
              aria-label="What changed"
              placeholder="What changed? (optional)"
              maxLength={200}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              className="h-10 min-w-40 flex-1"
            />
            <Button look="ghost" onClick={onDone}>
              Discard
            </Button>
            {conflict ? (
              <Button look="primary" busy={edit.isPending} onClick={() => save(character.version)}>
                Save mine over version {character.version}
              </Button>
            ) : (
              <Button look="primary" busy={edit.isPending} onClick={() => save(version)}>
                Save as version {version + 1}
              </Button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

export function EditWho({ character }: { character: Character }) {
  const copy = useWorkingCopy(character, ({ name, tagline, age, handle, timeZone, persona }) => ({
    name,
    tagline,
    age,
    handle,
    timeZone,
    persona,
  }));
  const { value } = copy;
  const set = (change: Partial<typeof value>) => copy.change({ ...value, ...change });
  return (
    <Saved character={character} dirty={copy.dirty} version={copy.version} part={value} onDone={copy.reset}>
      {(error) => (
        <>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label="Name" error={fieldError(error, 'name')}>
              {(props) => (
                <Input
                  {...props}
                  maxLength={60}
                  value={value.name}
                  onChange={(event) => set({ name: event.target.value })}
                />
              )}
            </Field>
            <Field label="Handle" error={fieldError(error, 'handle')}>
              {(props) => (
                <Input
                  {...props}
                  maxLength={30}
                  value={value.handle}
                  onChange={(event) => set({ handle: event.target.value })}
                />
              )}
            </Field>
            <Field label="In one line">
              {(props) => (
                <Input
                  {...props}
                  maxLength={160}
                  value={value.tagline}
                  onChange={(event) => set({ tagline: event.target.value })}
                />
              )}
            </Field>
            <Field
              label="Age"
              hint="18 or older."
              error={value.age < 18 ? 'A character must be an adult: 18 or older.' : fieldError(error, 'age')}
            >
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={18}
                  max={120}
                  value={value.age || ''}
                  onChange={(event) => set({ age: Math.round(Number(event.target.value)) })}
                />
              )}
            </Field>
            <Field
              label="Time zone"
              hint="The zone in which its times are meant."
              error={fieldError(error, 'timeZone')}
            >
              {(props) => (
                <Select
                  id={props.id}
                  value={value.timeZone}
                  onChange={(timeZone) => set({ timeZone })}
                  choices={timeZones().map((zone) => ({ value: zone, label: zoneName(zone) }))}
                />
              )}
            </Field>
          </div>
          <PersonaForm persona={value.persona} onChange={(persona) => set({ persona })} />
        </>
      )}
    </Saved>
  );
}

export function EditLook({ character }: { character: Character }) {
  const copy = useWorkingCopy(character, ({ look }) => look);
  return (
    <Saved
      character={character}
      dirty={copy.dirty}
      version={copy.version}
      part={{ look: copy.value }}
      onDone={copy.reset}
    >
      {() => (
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] lg:gap-10">
          <LookPreview
            look={copy.value}
            label={`${character.name} as they look now`}
            meanwhile={character.portraitUrl}
            className="mx-auto w-full max-w-64 lg:sticky lg:top-8 lg:max-w-none"
          />
          <LookForm look={copy.value} onChange={copy.change} />
        </div>
      )}
    </Saved>
  );
}

export function EditVoice({ character }: { character: Character }) {
  const copy = useWorkingCopy(character, ({ voice }) => voice);
  return (
    <Saved
      character={character}
      dirty={copy.dirty}
      version={copy.version}
      part={{ voice: copy.value }}
      onDone={copy.reset}
    >
      {() => <VoiceForm voice={copy.value} characterName={character.name} onChange={copy.change} />}
    </Saved>
  );
}

export function EditCanon({ character }: { character: Character }) {
  const copy = useWorkingCopy<Canon>(character, ({ canon }) => canon);
  const facts = copy.value;
  const setFact = (index: number, change: Partial<Canon[number]>) => {
    const fact = { ...facts[index], fact: facts[index]?.fact ?? '', ...change };
    if (!fact.at) delete fact.at;
    copy.change(facts.with(index, fact));
  };
  const add = () => copy.change([...facts, { fact: '' }]);
  const part = { canon: facts.filter((entry) => entry.fact.trim() !== '') };
  return (
    <Saved character={character} dirty={copy.dirty} version={copy.version} part={part} onDone={copy.reset}>
      {() => (
        <>
          <p className="max-w-2xl text-sm text-ink-soft">
            Facts that stay true: where {character.name} lives, whom they know, what they did last week.
            Captions keep to them.
          </p>
          {facts.length === 0 && (
            <EmptyState
              icon={BookHeart}
              title="Nothing is settled yet"
              action={
                <Button look="primary" onClick={add}>
                  <Plus aria-hidden /> Add the first fact
                </Button>
              }
            >
              “Lives in Lisbon above a bakery.” “Has a grey cat called Miso.” Small true things make a
              character.
            </EmptyState>
          )}
          <ul className="flex flex-col gap-2">
            {facts.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fact has no other name than its place.
              <li key={index} className="flex flex-wrap items-center gap-2 sm:flex-nowrap">
                <Input
                  aria-label={`Fact ${index + 1}`}
                  maxLength={300}
                  value={entry.fact}
                  onChange={(event) => setFact(index, { fact: event.target.value })}
                />
                <Input
                  type="date"
                  aria-label={`When fact ${index + 1} happened`}
                  value={entry.at ?? ''}
                  onChange={(event) => setFact(index, { at: event.target.value })}
                  className="w-auto"
                />
                <IconButton
                  label={`Remove fact ${index + 1}`}
                  onClick={() => copy.change(facts.toSpliced(index, 1))}
                >
                  <Trash2 />
                </IconButton>
              </li>
            ))}
          </ul>
          {facts.length > 0 && facts.length < 200 && (
            <Button size="small" className="self-start" onClick={add}>
              <Plus aria-hidden /> Add a fact
            </Button>
          )}
        </>
      )}
    </Saved>
  );
}
