'use client';
import { CircleCheck, Film, RotateCw, ShieldAlert, Upload, X } from 'lucide-react';
import Link from 'next/link';
import { type DragEvent, useRef, useState } from 'react';
import { describeError } from '#api/problem.ts';
import { CharacterSelect } from '#features/characters/components/character-select.tsx';
import { type MediaUpload, useMediaUploads } from '#features/uploads/use-media-uploads.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { Progress } from '#ui/progress.tsx';
import { Segmented } from '#ui/tabs.tsx';

interface UploadDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Chosen beforehand, where the dialog is opened for one. */
  characterId?: string;
}

/** Brings pictures and clips of other programs into the library. */
export function UploadDialog({ open, onOpenChange, characterId }: UploadDialogProps) {
  const [chosenId, setChosenId] = useState(characterId);
  const [made, setMade] = useState<'by_ai' | 'changed_with_ai'>('by_ai');
  const [madeWith, setMadeWith] = useState('');
  const uploads = useMediaUploads(
    chosenId ? { characterId: chosenId, made, madeWith: madeWith.trim() } : undefined,
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add pictures and clips"
      description="Made with AI elsewhere. They are checked and marked here like your own takes."
    >
      <div className="flex flex-col gap-5">
        <Field label="Who is in them?">
          {(props) => <CharacterSelect id={props.id} value={chosenId} onChange={setChosenId} />}
        </Field>
        <div className="flex flex-col gap-2">
          <span className="text-sm font-medium">How were they made?</span>
          <Segmented
            label="How were they made?"
            value={made}
            onChange={setMade}
            choices={[
              { value: 'by_ai', label: 'All by AI' },
              { value: 'changed_with_ai', label: 'Changed with AI' },
            ]}
            className="self-start"
          />
        </div>
        <Field label="With which program" hint="Optional. It stands in the marks of the file.">
          {(props) => (
            <Input
              {...props}
              maxLength={120}
              value={madeWith}
              placeholder="Such as a model’s name"
              onChange={(event) => setMadeWith(event.target.value)}
            />
          )}
        </Field>
        <DropZone waiting={!chosenId} onFiles={uploads.add} />
        {uploads.list.length > 0 && (
          <ul aria-label="Files on their way" className="flex flex-col gap-2">
            {uploads.list.map((item) => (
              <UploadRow
                key={item.id}
                item={item}
                onRetry={() => uploads.retry(item.id)}
                onDrop={() => uploads.drop(item.id)}
              />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

function DropZone({ waiting, onFiles }: { waiting: boolean; onFiles: (files: FileList) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same.
    <div
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
      <Film className="size-6 text-ink-faint" aria-hidden />
      <p className="hidden sm:block">Drop files here, or</p>
      <Button look={waiting ? 'secondary' : 'primary'} onClick={() => input.current?.click()}>
        <Upload aria-hidden /> Choose files
      </Button>
      <p className="text-xs text-ink-faint">
        JPEG, PNG, WebP, GIF, MP4, MOV or WebM; up to 500 MB and 20 minutes
      </p>
      <input
        ref={input}
        type="file"
        multiple
        accept="image/jpeg,image/png,image/webp,image/gif,video/*"
        aria-label="Pictures and clips"
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

interface UploadRowProps {
  item: MediaUpload;
  onRetry: () => void;
  onDrop: () => void;
}

function UploadRow({ item, onRetry, onDrop }: UploadRowProps) {
  const { file, state, fraction, error, result } = item;
  return (
    <li
      className={cx(
        'flex flex-col gap-2 rounded-xl border border-line bg-raised p-3 text-sm',
        state === 'failed' && 'border-bad/40 bg-bad-soft',
        result?.setAside && 'border-warn/40 bg-warn-soft',
      )}
    >
      <p className="flex items-center gap-2">
        {state === 'done' && !result?.setAside && (
          <CircleCheck className="size-4.5 shrink-0 text-good" aria-label="Added" />
        )}
        {result?.setAside && <ShieldAlert className="size-4.5 shrink-0 text-warn" aria-label="Set aside" />}
        <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
        {state === 'sending' && (
          <span className="tabular text-xs text-ink-faint">
            {fraction < 1 ? `${Math.floor(fraction * 100)} %` : 'Looking at it …'}
          </span>
        )}
        {state !== 'sending' && (
          <IconButton
            label={`Take ${file.name} off this list`}
            size="small"
            className="-my-1"
            onClick={onDrop}
          >
            <X />
          </IconButton>
        )}
      </p>
      {state === 'sending' && (
        <Progress label={`Sending ${file.name}`} fraction={fraction < 1 ? fraction : undefined} />
      )}
      {state === 'waiting' && (
        <p className="text-[13px] text-ink-soft">Waits until you have said who is in it.</p>
      )}
      {result && (
        <p className="text-[13px] text-ink-soft">
          {result.setAside ? `Kept out of sight: ${result.setAside} ` : 'In the library. '}
          {result.changes.join(' ')}{' '}
          <Link href={`/library?asset=${result.assetId}`} className="font-medium text-accent hover:underline">
            Look at it
          </Link>
        </p>
      )}
      {state === 'failed' && <Refusal error={error} onRetry={onRetry} />}
    </li>
  );
}

function Refusal({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { detail, hint } = describeError(error);
  return (
    <div role="alert" className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <p>{detail}</p>
        {hint && <p className="text-ink-soft">{hint}</p>}
      </div>
      <Button size="small" onClick={onRetry}>
        <RotateCw aria-hidden /> Try again
      </Button>
    </div>
  );
}
