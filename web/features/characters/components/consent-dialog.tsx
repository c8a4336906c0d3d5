'use client';
import { type DeclarationState, referenceKinds, uploadMimes } from '@ainfluencer/server/contract/characters';
import { FileCheck2, Paperclip, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { useGiveConsent } from '#features/characters/mutations.ts';
import type { ReferenceKind } from '#features/characters/use-uploads.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Input, Textarea } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { wallTime } from '#ui/time.ts';
import { say } from '#ui/toast.ts';

interface ConsentDialogProps {
  characterId: string;
  characterName: string;
  /** What is about to be added: covered unless the person says otherwise. */
  kind: ReferenceKind;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onGiven: (consent: DeclarationState) => void;
}

interface Draft {
  person: string;
  covers: readonly ReferenceKind[];
  purpose: string;
  givenOn: string;
  until: string;
  note: string;
}

const kindWords = { face: 'Their face', voice: 'Their voice' } as const;
const today = () => wallTime(new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone).date;
const empty = (kind: ReferenceKind): Draft => ({
  person: '',
  covers: [kind],
  purpose: '',
  givenOn: today(),
  until: '',
  note: '',
});

/** What a real person has agreed to. What was typed stays when the dialog is closed, until it has been recorded. */
export function ConsentDialog(props: ConsentDialogProps) {
  const { characterId, characterName, kind, open, onOpenChange, onGiven } = props;
  const formId = useId();
  const give = useGiveConsent(characterId);
  const [draft, setDraft] = useState<Draft>();
  const [file, setFile] = useState<File>();
  const shown = draft ?? empty(kind);
  const set = (change: Partial<Draft>) => setDraft({ ...shown, ...change });
  const submit = () => {
    const { person, covers, purpose, givenOn, until, note } = shown;
    const consent = { person, covers: [...covers], purpose, givenOn, note, ...(until && { until }) };
    give.mutate(
      { consent, file },
      {
        onSuccess: (given) => {
          setDraft(undefined);
          setFile(undefined);
          say(`The consent of ${given.signer} is recorded.`);
          onGiven(given);
          onOpenChange(false);
        },
      },
    );
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="A real person’s consent"
      description={`Kept with ${characterName} for good, with your name. It can be withdrawn at any time.`}
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Later
          </Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            busy={give.isPending}
            disabled={shown.person.trim() === '' || shown.purpose.trim() === '' || shown.covers.length === 0}
          >
            Record the consent
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-5 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ConsentFields draft={shown} set={set} error={give.error} />
        <Evidence file={file} onChange={setFile} error={fieldError(give.error, 'file')} />
        <Field
          label={file ? 'Note (optional)' : 'Or a note of how it was given'}
          hint="Such as: by e-mail on 3 May, kept in the client’s folder."
          error={fieldError(give.error, 'note')}
        >
          {(control) => (
            <Textarea
              {...control}
              maxLength={1000}
              className="min-h-16"
              value={shown.note}
              onChange={(event) => set({ note: event.target.value })}
            />
          )}
        </Field>
        {give.error && <ProblemNote error={give.error} />}
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  error: unknown;
}

function ConsentFields({ draft, set, error }: FieldsProps) {
  return (
    <>
      <Field label="Who gives it" hint="The full name of the person." error={fieldError(error, 'person')}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={120}
            value={draft.person}
            onChange={(event) => set({ person: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">What may be used</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {referenceKinds.map((kind) => (
            <Checkbox
              key={kind}
              label={kindWords[kind]}
              checked={draft.covers.includes(kind)}
              onChange={(on) =>
                set({
                  covers: referenceKinds.filter((one) => (one === kind ? on : draft.covers.includes(one))),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <Field
        label="For what"
        hint="What the person agreed to, in a sentence or two."
        error={fieldError(error, 'purpose')}
      >
        {(control) => (
          <Textarea
            {...control}
            maxLength={1000}
            className="min-h-16"
            placeholder="Posts about ceramics on Instagram and Bluesky."
            value={draft.purpose}
            onChange={(event) => set({ purpose: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Given on" error={fieldError(error, 'givenOn')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={draft.givenOn}
              onChange={(event) => set({ givenOn: event.target.value })}
            />
          )}
        </Field>
        <Field label="Last day (optional)" error={fieldError(error, 'until')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={draft.until}
              onChange={(event) => set({ until: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

interface EvidenceProps {
  file: File | undefined;
  onChange: (file: File | undefined) => void;
  error: string | undefined;
}

function Evidence({ file, onChange, error }: EvidenceProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-sm font-medium">The signed paper or the message</span>
      {file ? (
        <p className="flex items-center gap-3 rounded-xl border border-line bg-raised py-1.5 pr-1.5 pl-3.5 text-sm">
          <FileCheck2 className="size-4.5 shrink-0 text-good" aria-hidden />
          <span className="min-w-0 flex-1 truncate">{file.name}</span>
          <IconButton label="Take the file away" size="small" onClick={() => onChange(undefined)}>
            <X />
          </IconButton>
        </p>
      ) : (
        <Button className="self-start" onClick={() => input.current?.click()}>
          <Paperclip aria-hidden /> Add a file
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept={uploadMimes.consent.join(',')}
        aria-label="Consent file"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onChange(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {error ? (
        <p className="text-[13px] text-bad">{error}</p>
      ) : (
        <p className="text-[13px] text-ink-faint">PDF, JPEG, PNG or WebP; kept unchanged.</p>
      )}
    </div>
  );
}
