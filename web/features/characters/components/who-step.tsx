'use client';
import { Check, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { usePersonaTemplates } from '#features/characters/data.ts';
import { type CharacterDraft, emptyDraft, fromTemplate, handleFrom } from '#features/characters/draft.ts';
import { cx } from '#ui/cx.ts';
import { Field, Input } from '#ui/field.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { PersonaForm } from './persona-form.tsx';

interface WhoStepProps {
  draft: CharacterDraft;
  onChange: (draft: CharacterDraft) => void;
  problems: ReadonlyMap<string, string>;
  /** The last refusal of the server. */
  error: unknown;
}

export function WhoStep({ draft, onChange, problems, error }: WhoStepProps) {
  const set = (change: Partial<CharacterDraft>) => onChange({ ...draft, ...change });
  const setName = (name: string) => {
    const handleFollows = draft.handle === '' || draft.handle === handleFrom(draft.name);
    set({ name, ...(handleFollows && { handle: handleFrom(name) }) });
  };
  const setAge = (age: number) => {
    const lookFollows = draft.look.apparentAge === draft.age;
    const shownAge = Math.min(90, Math.max(18, age));
    set({ age, ...(lookFollows && { look: { ...draft.look, apparentAge: shownAge } }) });
  };
  return (
    <div className="flex flex-col gap-8">
      <TemplateGallery draft={draft} onChange={onChange} />
      <section aria-label="Basics" className="grid gap-5 sm:grid-cols-2">
        <Field label="Name" error={problems.get('name') ?? fieldError(error, 'name')}>
          {(props) => (
            <Input
              {...props}
              maxLength={60}
              value={draft.name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Handle"
          hint="Small letters, digits, dots, dashes. Used for its rehearsal accounts."
          error={fieldError(error, 'handle')}
        >
          {(props) => (
            <Input
              {...props}
              maxLength={30}
              value={draft.handle}
              onChange={(event) => set({ handle: event.target.value.toLowerCase() })}
            />
          )}
        </Field>
        <Field label="In one line" hint="Shown under the name.">
          {(props) => (
            <Input
              {...props}
              maxLength={160}
              value={draft.tagline}
              onChange={(event) => set({ tagline: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Age"
          hint="Adults only: 18 or older, and it has to look it."
          error={
            (draft.age < 18
              ? (problems.get('age') ?? 'A character must be an adult: 18 or older.')
              : problems.get('age')) ?? fieldError(error, 'age')
          }
        >
          {(props) => (
            <Input
              {...props}
              type="number"
              inputMode="numeric"
              min={18}
              max={120}
              value={Number.isNaN(draft.age) ? '' : draft.age}
              onChange={(event) =>
                setAge(event.target.value === '' ? 0 : Math.round(Number(event.target.value)))
              }
            />
          )}
        </Field>
      </section>
      <PersonaForm persona={draft.persona} onChange={(persona) => set({ persona })} />
    </div>
  );
}

function TemplateGallery({
  draft,
  onChange,
}: {
  draft: CharacterDraft;
  onChange: (draft: CharacterDraft) => void;
}) {
  const templates = usePersonaTemplates();
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const tile =
    'group relative flex w-36 shrink-0 snap-start flex-col overflow-hidden rounded-2xl border border-line bg-surface text-left shadow-soft transition-[border,box-shadow] hover:border-line-strong sm:w-44 aria-pressed:border-accent aria-pressed:ring-3 aria-pressed:ring-accent/25';
  return (
    <section aria-label="Starting points" className="flex flex-col gap-3">
      <div>
        <h2 className="text-lg font-semibold">Start from someone</h2>
        <p className="text-sm text-ink-soft">
          Everything stays yours to change: name, traits, face and voice.
        </p>
      </div>
      {templates.error && <ProblemNote error={templates.error} onRetry={() => void templates.refetch()} />}
      <div className="no-scrollbar -mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 py-1 sm:-mx-8 sm:scroll-px-8 sm:px-8">
        <button
          type="button"
          aria-pressed={draft.templateId === null}
          onClick={() => onChange(emptyDraft())}
          className={tile}
        >
          <span className="flex aspect-4/5 w-full items-center justify-center bg-sunken text-ink-faint">
            <Sparkles className="size-8" aria-hidden />
          </span>
          <span className="p-3">
            <span className="block text-sm font-semibold">From nothing</span>
            <span className="block text-xs text-ink-faint">A blank page</span>
          </span>
        </button>
        {!templates.data &&
          !templates.error &&
          ['a', 'b', 'c', 'd', 'e'].map((key) => (
            <Skeleton key={key} className="h-60 w-36 shrink-0 rounded-2xl sm:w-44" />
          ))}
        {templates.data?.items.map((template, index) => {
          const chosen = draft.templateId === template.id;
          return (
            <button
              key={template.id}
              type="button"
              aria-pressed={chosen}
              onClick={() => onChange(fromTemplate(template, draft))}
              className={tile}
            >
              <Picture
                // The first visit has them drawn: two at a time, so that nothing else waits behind them.
                src={index < settled.size + 2 ? template.pictureUrl : null}
                alt=""
                eager
                boxClassName="aspect-4/5 w-full"
                className="object-top"
                onSettled={() => setSettled((before) => new Set(before).add(template.id))}
              />
              {chosen && (
                <span className="absolute top-2 right-2 flex size-6 items-center justify-center rounded-full bg-accent text-accent-contrast">
                  <Check className="size-4" aria-hidden />
                </span>
              )}
              <span className={cx('p-3')}>
                <span className="block text-sm font-semibold">
                  {template.name}, {template.age}
                </span>
                <span className="line-clamp-2 text-xs text-ink-faint">{template.tagline}</span>
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
