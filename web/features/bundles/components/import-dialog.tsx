'use client';
import { type ImportPreview, maxImportBytes } from '@ainfluencer/server/contract/bundles';
import { FileUp, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, useRef, useState } from 'react';
import { ApiProblem, fieldError } from '#api/problem.ts';
import { type ImportChoices, useImport } from '#features/bundles/data.ts';
import { fileSize } from '#features/bundles/file-size.ts';
import { syntheticStatement } from '#features/characters/components/synthetic-declaration.tsx';
import { useSession } from '#features/workspaces/data.ts';
import { Button } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Progress } from '#ui/progress.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { say } from '#ui/toast.ts';
import { ImportSummary } from './import-summary.tsx';

interface ImportDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

interface Draft {
  handle: string;
  age: string;
  accepted: boolean;
  declared: boolean;
}

/** Takes a file, shows who comes and what was found, and keeps it when a person says so. */
export function ImportDialog({ open, onOpenChange }: ImportDialogProps) {
  const router = useRouter();
  const { preview, keep, fraction, stop } = useImport();
  const [file, setFile] = useState<File>();
  const [tooLarge, setTooLarge] = useState<ApiProblem>();
  const [draft, setDraft] = useState<Draft>();
  const shown = preview.data;
  const again = () => {
    stop();
    setFile(undefined);
    setDraft(undefined);
    setTooLarge(undefined);
  };
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    again();
    setFile(chosen);
    if (chosen.size > maxImportBytes) return setTooLarge(tooLargeProblem(chosen));
    preview.mutate(chosen, {
      onSuccess: ({ handle, age }) =>
        setDraft({ handle, age: age === null ? '' : String(age), accepted: false, declared: false }),
    });
  };
  const bring = () => {
    if (!file || !shown || !draft) return;
    keep.mutate(
      { file, sha256: shown.sha256, choices: choicesOf(shown, draft) },
      {
        onSuccess: ({ character }) => {
          say(`${character.name} is here${character.state === 'paused' ? ', paused' : ''}.`);
          onOpenChange(false);
          router.push(`/characters/${character.id}`);
        },
      },
    );
  };
  const isSending = preview.isPending || keep.isPending;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) again();
        onOpenChange(next);
      }}
      title="Import a character"
      description="A bundle of a studio, a character card (PNG, JSON, CHARX) or an elizaOS character."
      className="sm:w-[min(44rem,calc(100vw-2rem))]"
      footer={
        <>
          {file && (
            <Button look="ghost" className="mr-auto" onClick={again} disabled={keep.isPending}>
              Another file
            </Button>
          )}
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          {shown && draft && shown.refusal === null && (
            <Button look="primary" onClick={bring} busy={keep.isPending} disabled={!isReady(shown, draft)}>
              Import {shown.name}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-5 pt-1">
        {!file && <DropZone onFile={choose} />}
        {file && !shown && (
          <p className="text-sm text-ink-soft">
            <span className="font-medium break-all text-ink">{file.name}</span>, {fileSize(file.size)}
          </p>
        )}
        {isSending && (
          <div className="flex flex-col gap-2" role="status">
            <p className="text-sm text-ink-soft">{waitingWords(keep.isPending, fraction)}</p>
            <Progress label="Import" fraction={fraction < 1 ? fraction : undefined} />
          </div>
        )}
        {(tooLarge ?? preview.error) && <ProblemNote error={tooLarge ?? preview.error} />}
        {shown && <ImportSummary preview={shown} />}
        {shown && draft && shown.refusal === null && (
          <Decisions preview={shown} draft={draft} onChange={setDraft} error={keep.error} />
        )}
        {keep.error && <ProblemNote error={keep.error} />}
      </div>
    </Dialog>
  );
}

function waitingWords(isKeeping: boolean, fraction: number): string {
  if (fraction < 1) return 'Sending the file…';
  return isKeeping ? 'Checking every file and keeping it…' : 'Looking at who comes…';
}

function tooLargeProblem(file: File): ApiProblem {
  return new ApiProblem({
    status: 413,
    code: 'too_large',
    detail: `“${file.name}” has ${fileSize(file.size)}; up to ${fileSize(maxImportBytes)} is taken.`,
    hint: 'Export it with fewer pictures and clips.',
  });
}

const isOfSomebodyReal = ({ declarations }: ImportPreview) =>
  declarations.some(({ kind }) => kind === 'consent');
const comesDeclared = ({ declarations }: ImportPreview) => declarations.some(({ live }) => live);

function isReady(preview: ImportPreview, { handle, age }: Draft): boolean {
  return handle.trim() !== '' && (preview.kind === 'bundle' || Number(age) >= 18);
}

function choicesOf(preview: ImportPreview, draft: Draft): ImportChoices {
  return {
    handle: draft.handle.trim(),
    age: preview.kind === 'card' ? draft.age : '',
    acceptRecords: draft.accepted,
    statement: draft.declared && !draft.accepted ? syntheticStatement : undefined,
  };
}

interface DecisionsProps {
  preview: ImportPreview;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: unknown;
}

/** What only a person can say: the handle here, the age, and who stands for the character. */
function Decisions({ preview, draft, onChange, error }: DecisionsProps) {
  const signer = useSession().data?.user?.name ?? '';
  const young = draft.age !== '' && Number(draft.age) < 18;
  const taken = preview.handleTaken && draft.handle === preview.handle;
  return (
    <section aria-label="Before it comes" className="flex flex-col gap-5 border-t border-line pt-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Handle here"
          error={fieldError(error, 'handle') ?? (taken ? 'Somebody here has this handle.' : undefined)}
        >
          {(control) => (
            <Input
              {...control}
              maxLength={30}
              autoComplete="off"
              spellCheck={false}
              value={draft.handle}
              onChange={(event) => onChange({ ...draft, handle: event.target.value })}
            />
          )}
        </Field>
        {preview.kind === 'card' && (
          <Field
            label="Age"
            hint={
              preview.age === null ? 'The card does not say it plainly. 18 or older.' : 'As the card says.'
            }
            error={young ? 'A character must be an adult: 18 or older.' : fieldError(error, 'age')}
          >
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={18}
                max={120}
                value={draft.age}
                onChange={(event) => onChange({ ...draft, age: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      {comesDeclared(preview) && (
        <Checkbox
          checked={draft.accepted}
          onChange={(accepted) => onChange({ ...draft, accepted })}
          label={<span className="font-medium">I stand by the declarations that come along</span>}
          hint="Without this they come as records that no longer hold, and what stands on them stays out."
        />
      )}
      {!draft.accepted && !isOfSomebodyReal(preview) && (
        <Checkbox
          checked={draft.declared}
          onChange={(declared) => onChange({ ...draft, declared })}
          label={<span className="font-medium">I declare this{signer && `, ${signer}`}</span>}
          hint={`“${syntheticStatement}” Without a declaration the character arrives paused, and nothing is generated for it.`}
        />
      )}
    </section>
  );
}

function DropZone({ onFile }: { onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same.
    <div
      data-drop-zone
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cx(
        'flex flex-col items-center gap-3 rounded-xl border border-dashed border-line-strong px-4 py-10 text-center text-sm text-ink-soft transition-colors',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <FileUp className="size-7 text-ink-faint" aria-hidden />
      <p className="hidden sm:block">Drop a file here, or</p>
      <Button look="primary" onClick={() => input.current?.click()}>
        <Upload aria-hidden /> Choose a file
      </Button>
      <p className="text-xs text-ink-faint">You see who comes before anything is kept.</p>
      <input
        ref={input}
        type="file"
        aria-label="Character file"
        accept=".zip,.png,.json,.charx,application/zip,image/png,application/json"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
