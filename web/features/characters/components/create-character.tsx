'use client';
import { ArrowLeft, ArrowRight, Check } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import {
  type CharacterDraft,
  draftProblems,
  emptyDraft,
  storeDraft,
  storedDraft,
} from '#features/characters/draft.ts';
import { useCreateCharacter } from '#features/characters/mutations.ts';
import { useSession } from '#features/workspaces/data.ts';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say } from '#ui/toast.ts';
import { LookForm } from './look-form.tsx';
import { LookPreview } from './look-preview.tsx';
import { SyntheticDeclaration, syntheticStatement } from './synthetic-declaration.tsx';
import { VoiceForm } from './voice-form.tsx';
import { WhoStep } from './who-step.tsx';

const steps = ['Who', 'Look', 'Voice'] as const;

function Steps({ step, onStep }: { step: number; onStep: (step: number) => void }) {
  return (
    <ol className="flex items-center gap-2" aria-label="Steps">
      {steps.map((label, index) => (
        <li key={label} className="flex items-center gap-2">
          {index > 0 && <span className="h-px w-5 bg-line-strong sm:w-10" aria-hidden />}
          <button
            type="button"
            aria-current={index === step ? 'step' : undefined}
            disabled={index > step}
            onClick={() => onStep(index)}
            className={cx(
              'flex items-center gap-2 rounded-full py-1 pr-3 pl-1 text-sm font-medium text-ink-faint',
              index === step && 'bg-accent-soft text-accent-ink',
              index < step && 'text-ink',
            )}
          >
            <span
              className={cx(
                'tabular flex size-6 items-center justify-center rounded-full border border-line-strong text-xs',
                index === step && 'border-accent bg-accent text-accent-contrast',
                index < step && 'border-good bg-good-soft text-good',
              )}
            >
              {index < step ? <Check className="size-3.5" aria-label="Done" /> : index + 1}
            </span>
            {label}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Three steps from nothing to a character; what is typed survives a reload. */
export function CreateCharacter() {
  const router = useRouter();
  const session = useSession().data;
  const signer = session?.user?.name ?? '';
  const create = useCreateCharacter();
  const [draft, setDraft] = useState<CharacterDraft>(emptyDraft);
  const [step, setStep] = useState(0);
  const [checked, setChecked] = useState(false);
  const [declared, setDeclared] = useState(false);

  useEffect(() => {
    const stored = storedDraft();
    if (stored) setDraft(stored);
  }, []);
  const change = (next: CharacterDraft) => {
    setDraft(next);
    storeDraft(next);
  };
  const problems = draftProblems(draft);
  const whoReady = !problems.has('name') && !problems.has('age') && draft.handle !== '';
  const goTo = (next: number) => {
    setStep(next);
    window.scrollTo({ top: 0 });
  };
  const forward = () => {
    setChecked(true);
    if (whoReady && step < 2) goTo(step + 1);
  };
  const finish = () => {
    const { templateId: _templateId, ...content } = draft;
    create.mutate(
      {
        ...content,
        ...(session?.workspace && { timeZone: session.workspace.timeZone }),
        declaration: { kind: 'synthetic', statement: syntheticStatement, signer },
      },
      {
        onSuccess: (character) => {
          storeDraft(null);
          say(`${character.name} is here.`);
          router.push(`/characters/${character.id}`);
        },
      },
    );
  };

  return (
    <Page title="New character" actions={<Steps step={step} onStep={goTo} />}>
      {step === 0 && (
        <WhoStep
          draft={draft}
          onChange={change}
          problems={checked ? problems : new Map()}
          error={create.error}
        />
      )}
      {step === 1 && (
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] lg:gap-10">
          <LookPreview
            look={draft.look}
            label={`${draft.name} as they look now`}
            className="mx-auto w-full max-w-64 lg:sticky lg:top-8 lg:max-w-none"
          />
          <LookForm look={draft.look} onChange={(look) => change({ ...draft, look })} />
        </div>
      )}
      {step === 2 && (
        <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
          <div className="flex flex-col gap-8">
            <VoiceForm
              voice={draft.voice}
              characterName={draft.name}
              onChange={(voice) => change({ ...draft, voice })}
            />
            <SyntheticDeclaration
              name={draft.name}
              signer={signer}
              checked={declared}
              onChange={setDeclared}
            />
          </div>
          <div className="hidden lg:block">
            <LookPreview look={draft.look} shot={{ expression: 'grin' }} label={`${draft.name}, smiling`} />
            <p className="mt-3 font-display text-xl font-semibold">{draft.name}</p>
            <p className="text-sm text-ink-soft">{draft.tagline}</p>
          </div>
        </div>
      )}
      {create.error && <ProblemNote error={create.error} />}
      <footer className="sticky bottom-16 z-30 -mx-4 flex items-center justify-between gap-3 border-t border-line bg-paper px-4 py-3 sm:-mx-8 sm:px-8 md:bottom-0">
        <Button look="ghost" disabled={step === 0} onClick={() => goTo(step - 1)}>
          <ArrowLeft aria-hidden /> Back
        </Button>
        {step < 2 ? (
          <Button look="primary" onClick={forward}>
            {step === 0 ? 'Next: the look' : 'Next: the voice'} <ArrowRight aria-hidden />
          </Button>
        ) : (
          <Button look="primary" disabled={!declared || !whoReady} busy={create.isPending} onClick={finish}>
            Make {draft.name || 'the character'} <Check aria-hidden />
          </Button>
        )}
      </footer>
    </Page>
  );
}
