'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { AudioLines, ImagePlus, Trash2, Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useCharacterReferences } from '#features/characters/data.ts';
import { useAddReference, useRemoveReference } from '#features/characters/mutations.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { cx } from '#ui/cx.ts';
import { Confirm } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';
import { Checkbox } from '#ui/switch.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { say, sayError } from '#ui/toast.ts';

const accepts = {
  face: 'image/jpeg,image/png,image/webp',
  voice: 'audio/wav,audio/mpeg,audio/ogg,audio/mp4',
} as const;
const limits = { face: 'JPEG, PNG or WebP', voice: 'WAV, MP3, OGG or M4A' } as const;

export function CharacterReferences({ character }: { character: Character }) {
  const references = useCharacterReferences(character.id);
  const remove = useRemoveReference(character.id);
  const [removing, setRemoving] = useState<string>();
  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
      <section aria-label="References" className="flex flex-col gap-4">
        <p className="max-w-xl text-sm text-ink-soft">
          Pictures of the face and recordings of the voice that engines hold on to. Each one stands on a
          declaration that the person is made up, or on a real person's consent.
        </p>
        {references.error && (
          <ProblemNote error={references.error} onRetry={() => void references.refetch()} />
        )}
        {references.isPending && <SkeletonGrid tiles={4} />}
        {references.data?.items.length === 0 && (
          <p className="rounded-2xl border border-dashed border-line-strong p-8 text-center text-sm text-ink-faint">
            No references yet. The built-in engine needs none: it draws from the look.
          </p>
        )}
        <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {references.data?.items.map((reference) => (
            <li
              key={reference.id}
              className="relative overflow-hidden rounded-2xl border border-line bg-surface"
            >
              {reference.kind === 'face' ? (
                <Picture
                  src={reference.url}
                  alt={`Face reference of ${character.name}`}
                  boxClassName="aspect-square"
                />
              ) : (
                <div className="flex aspect-square flex-col items-center justify-center gap-3 p-3">
                  <AudioLines className="size-8 text-ink-faint" aria-hidden />
                  {/* biome-ignore lint/a11y/useMediaCaption: a person's own recording comes without captions. */}
                  <audio controls src={reference.url} className="w-full" aria-label="Voice reference" />
                </div>
              )}
              <p className="tabular px-3 py-2 text-xs text-ink-faint">
                {reference.width ? `${reference.width} × ${reference.height} · ` : ''}
                {Math.max(1, Math.round(reference.bytes / 1024))} KB
              </p>
              <IconButton
                label="Remove this reference"
                size="small"
                className="absolute top-2 right-2 bg-raised/85 text-ink shadow-soft"
                onClick={() => setRemoving(reference.id)}
              >
                <Trash2 />
              </IconButton>
            </li>
          ))}
        </ul>
      </section>
      <AddReference character={character} />
      <Confirm
        open={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        title="Remove this reference?"
        description="The file is deleted from the studio. Pictures already made from it stay."
        confirm="Remove"
        onConfirm={() => removing && remove.mutate(removing, { onError: sayError })}
      />
    </div>
  );
}

function AddReference({ character }: { character: Character }) {
  const add = useAddReference(character.id);
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<'face' | 'voice'>('face');
  const [agreed, setAgreed] = useState(false);
  const [over, setOver] = useState(false);
  const declaration = character.declaration;
  const send = (file: File | undefined) => {
    if (!file || !declaration || !agreed) return;
    add.mutate({ file, kind, declarationId: declaration.id }, { onSuccess: () => say('Reference added.') });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files[0]);
  };
  return (
    <section
      aria-label="Add a reference"
      className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-5 shadow-soft"
    >
      <h2 className="text-lg font-semibold">Add a reference</h2>
      <Segmented
        label="Kind"
        value={kind}
        onChange={setKind}
        choices={[
          { value: 'face', label: 'Face' },
          { value: 'voice', label: 'Voice' },
        ]}
        className="self-start"
      />
      {declaration ? (
        <>
          <blockquote className="border-l-2 border-accent pl-3 text-[13px] text-ink-soft">
            {declaration.statement}
          </blockquote>
          <Checkbox
            checked={agreed}
            onChange={setAgreed}
            label="This file is covered by the declaration above"
            hint={`Given by ${declaration.signer}.`}
          />
        </>
      ) : (
        <p className="text-sm text-warn">This character has no declaration, so nothing can be added.</p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same. */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cx(
          'flex flex-col items-center gap-2 rounded-xl border border-dashed border-line-strong p-6 text-center text-sm text-ink-soft transition-colors',
          over && agreed && 'border-accent bg-accent-soft',
        )}
      >
        {kind === 'face' ? (
          <ImagePlus className="size-6 text-ink-faint" aria-hidden />
        ) : (
          <AudioLines className="size-6 text-ink-faint" aria-hidden />
        )}
        <p>Drop a file here, or</p>
        <Button
          size="small"
          disabled={!agreed || !declaration}
          busy={add.isPending}
          onClick={() => input.current?.click()}
        >
          <Upload aria-hidden /> Choose a file
        </Button>
        <p className="text-xs text-ink-faint">{limits[kind]}</p>
        <input
          ref={input}
          type="file"
          accept={accepts[kind]}
          aria-label={kind === 'face' ? 'Face picture' : 'Voice recording'}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            send(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {add.error && <ProblemNote error={add.error} />}
    </section>
  );
}
