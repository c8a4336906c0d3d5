'use client';
import { type Character, type DeclarationState, uploadMimes } from '@ainfluencer/server/contract/characters';
import { AudioLines, ImagePlus, Plus, RotateCw, Upload, X } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { ApiProblem, describeError } from '#api/problem.ts';
import { type PendingUpload, type ReferenceKind, useUploads } from '#features/characters/use-uploads.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Progress } from '#ui/progress.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { longDate } from '#ui/time.ts';
import { say } from '#ui/toast.ts';
import { ConsentDialog } from './consent-dialog.tsx';

const formats = { face: 'JPEG, PNG or WebP, up to 25 MB', voice: 'WAV, MP3, FLAC, OGG or M4A, up to 25 MB' };

const covers = (declaration: DeclarationState, kind: ReferenceKind) =>
  declaration.consent?.covers.includes(kind) ?? true;

interface AddReferencesProps {
  character: Character;
  declarations: readonly DeclarationState[];
  /** Files that were dropped or pasted before this was shown. */
  initial?: readonly File[];
}

/** Says first what a file stands on, then takes files by picker or by drop. Files dropped early wait. */
export function AddReferences({ character, declarations, initial }: AddReferencesProps) {
  const [kind, setKind] = useState<ReferenceKind>('face');
  const [picked, setPicked] = useState<string>();
  const [agreedTo, setAgreedTo] = useState<string>();
  const [asking, setAsking] = useState(false);
  const usable = declarations.filter((declaration) => declaration.live && covers(declaration, kind));
  const basis = usable.find(({ id }) => id === picked) ?? usable[0];
  const agreed = basis !== undefined && agreedTo === basis.id;
  const uploads = useUploads(
    character.id,
    (wanted) => (agreed && covers(basis, wanted) ? basis.id : undefined),
    (added) => say(added === 'face' ? 'Face reference added.' : 'Voice reference added.'),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each list of files is added once.
  useEffect(() => {
    if (initial && initial.length > 0) uploads.add(initial, 'face');
  }, [initial]);
  usePastedFiles((files) => uploads.add(files, kind));
  return (
    <section
      aria-label="Add a reference"
      className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-5 shadow-soft"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">Add a reference</h2>
        <Segmented
          label="Kind"
          size="small"
          value={kind}
          onChange={setKind}
          choices={[
            { value: 'face', label: 'Face' },
            { value: 'voice', label: 'Voice' },
          ]}
        />
      </div>
      <Basis kind={kind} usable={usable} chosen={basis} onChoose={setPicked} onAsk={() => setAsking(true)} />
      {basis && (
        <Checkbox
          checked={agreed}
          onChange={(on) => setAgreedTo(on ? basis.id : undefined)}
          label={
            basis.consent
              ? `What I add ${kind === 'face' ? 'shows' : 'is the voice of'} ${basis.signer}, as agreed`
              : kind === 'face'
                ? 'What I add shows nobody real'
                : 'What I add is nobody’s real voice'
          }
        />
      )}
      <DropZone kind={kind} waiting={!agreed} onFiles={(files) => uploads.add(files, kind)} />
      {uploads.pending.length > 0 && (
        <ul className="flex flex-col gap-2" aria-label="Files on their way">
          {uploads.pending.map((item) => (
            <Pending
              key={item.id}
              item={item}
              onRetry={() => uploads.retry(item.id)}
              onDrop={() => uploads.drop(item.id)}
            />
          ))}
        </ul>
      )}
      <ConsentDialog
        characterId={character.id}
        characterName={character.name}
        kind={kind}
        open={asking}
        onOpenChange={setAsking}
        onGiven={({ id }) => setPicked(id)}
      />
    </section>
  );
}

/** Files that are pasted while this is on the screen. */
function usePastedFiles(onFiles: (files: readonly File[]) => void) {
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      take.current(files);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}

interface BasisProps {
  kind: ReferenceKind;
  usable: readonly DeclarationState[];
  chosen: DeclarationState | undefined;
  onChoose: (id: string) => void;
  onAsk: () => void;
}

function Basis({ kind, usable, chosen, onChoose, onAsk }: BasisProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">Whose {kind} is it?</legend>
      {usable.map((declaration) => (
        <label
          key={declaration.id}
          className={cx(
            'flex cursor-pointer items-start gap-3 rounded-xl border border-line bg-raised p-3 text-sm transition-colors hover:border-line-strong',
            declaration === chosen && 'border-accent ring-2 ring-accent/25',
          )}
        >
          <input
            type="radio"
            name="basis"
            className="mt-1 accent-accent"
            checked={declaration === chosen}
            onChange={() => onChoose(declaration.id)}
          />
          <span className="min-w-0">
            <span className="block font-medium">
              {declaration.consent ? declaration.signer : 'Nobody’s: it is made up'}
            </span>
            <span className="block text-[13px] text-ink-faint">
              {declaration.consent
                ? `Consent of ${longDate(declaration.consent.givenOn)}: ${declaration.consent.purpose}`
                : `Declared by ${declaration.signer}, ${longDate(declaration.createdAt)}`}
            </span>
          </span>
        </label>
      ))}
      <Button size="small" look="ghost" className="-ml-1 self-start" onClick={onAsk}>
        <Plus aria-hidden /> A real person’s, with consent
      </Button>
    </fieldset>
  );
}

interface DropZoneProps {
  kind: ReferenceKind;
  /** Whether files would have to wait. */
  waiting: boolean;
  onFiles: (files: FileList) => void;
}

function DropZone({ kind, waiting, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const Icon = kind === 'face' ? ImagePlus : AudioLines;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
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
        'flex flex-col items-center gap-2 rounded-xl border border-dashed border-line-strong px-4 py-7 text-center text-sm text-ink-soft transition-colors',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <Icon className="size-6 text-ink-faint" aria-hidden />
      <p className="hidden sm:block">Drop or paste files here, or</p>
      <Button look={waiting ? 'secondary' : 'primary'} onClick={() => input.current?.click()}>
        <Upload aria-hidden /> Choose files
      </Button>
      <p className="text-xs text-ink-faint">{formats[kind]}</p>
      <input
        ref={input}
        type="file"
        multiple
        accept={uploadMimes[kind].join(',')}
        aria-label={kind === 'face' ? 'Face picture' : 'Voice recording'}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          if (event.target.files) onFiles(event.target.files);
          event.target.value = '';
        }}
      />
    </div>
  );
}

interface PendingProps {
  item: PendingUpload;
  onRetry: () => void;
  onDrop: () => void;
}

function Pending({ item, onRetry, onDrop }: PendingProps) {
  const { file, state, fraction, error } = item;
  return (
    <li
      className={cx(
        'flex flex-col gap-2 rounded-xl border border-line bg-raised p-3',
        state === 'failed' && 'border-bad/40 bg-bad-soft',
      )}
    >
      <p className="flex items-center gap-2 text-sm">
        <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
        {state === 'sending' && (
          <span className="tabular text-xs text-ink-faint">
            {fraction < 1 ? `${Math.floor(fraction * 100)} %` : 'Looking at it …'}
          </span>
        )}
        {state !== 'sending' && (
          <IconButton label={`Take ${file.name} away`} size="small" className="-my-1" onClick={onDrop}>
            <X />
          </IconButton>
        )}
      </p>
      {state === 'sending' && (
        <Progress label={`Sending ${file.name}`} fraction={fraction < 1 ? fraction : undefined} />
      )}
      {state === 'waiting' && (
        <p className="text-[13px] text-ink-soft">Waits until you have said above what it shows.</p>
      )}
      {state === 'failed' && <Refusal error={error} onRetry={onRetry} />}
    </li>
  );
}

/** Sending the same file again helps only when the file was not what was wrong. */
const isAboutFile = (error: unknown) => error instanceof ApiProblem && [413, 415, 422].includes(error.status);

function Refusal({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { detail, hint } = describeError(error);
  return (
    <div role="alert" className="flex flex-col items-start gap-2 text-[13px]">
      <p>
        <span className="block font-medium text-bad">{detail}</span>
        <span className="text-ink-soft">{hint}</span>
      </p>
      {!isAboutFile(error) && (
        <Button size="small" onClick={onRetry}>
          <RotateCw aria-hidden /> Try again
        </Button>
      )}
    </div>
  );
}
