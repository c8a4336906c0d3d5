'use client';
import { uploadMimes } from '@ainfluencer/server/contract/characters';
import { ImageUp } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { AddReferences } from '#features/characters/components/add-references.tsx';
import { useCharacter, useCharacterReferences, useDeclarations } from '#features/characters/data.ts';
import { Button } from '#ui/button.tsx';
import { Sheet } from '#ui/dialog.tsx';
import { Picture } from '#ui/picture.tsx';

const isPicture = ({ type }: File) => (uploadMimes.face as readonly string[]).includes(type);
const picturesIn = (data: DataTransfer | null) => [...(data?.files ?? [])].filter(isPicture);

/** Takes a picture as a reference of the face: chosen here, dropped anywhere on the studio, or pasted. */
export function ImportReference({ characterId }: { characterId: string }) {
  const [files, setFiles] = useState<readonly File[]>();
  useEffect(() => {
    const take = (event: Event, data: DataTransfer | null) => {
      // Once the panel is open its own places take what comes.
      if (document.querySelector('[role="dialog"]')) return;
      const pictures = picturesIn(data);
      if (pictures.length === 0) return;
      event.preventDefault();
      setFiles(pictures);
    };
    const onPaste = (event: ClipboardEvent) => take(event, event.clipboardData);
    // Without this the browser would leave the studio for a file that is dropped beside its place.
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      onDragOver(event);
      take(event, event.dataTransfer);
    };
    window.addEventListener('paste', onPaste);
    window.addEventListener('drop', onDrop);
    window.addEventListener('dragover', onDragOver);
    return () => {
      window.removeEventListener('paste', onPaste);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('dragover', onDragOver);
    };
  }, []);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" onClick={() => setFiles([])}>
          <ImageUp aria-hidden /> Import a reference
        </Button>
        <p className="text-[13px] text-ink-faint">Or drop or paste a picture of the face.</p>
      </div>
      <Sheet
        open={files !== undefined}
        onOpenChange={(open) => !open && setFiles(undefined)}
        title="References"
        description="Pictures of the face that engines hold on to."
      >
        {files && <Panel key={characterId} characterId={characterId} files={files} />}
      </Sheet>
    </>
  );
}

function Panel({ characterId, files }: { characterId: string; files: readonly File[] }) {
  const character = useCharacter(characterId).data;
  const declarations = useDeclarations(characterId).data?.items;
  const faces = (useCharacterReferences(characterId).data?.items ?? []).filter(({ kind }) => kind === 'face');
  if (!character || !declarations) return null;
  return (
    <div className="flex flex-col gap-5">
      <AddReferences character={character} declarations={declarations} initial={files} />
      {faces.length > 0 && (
        <ul className="grid grid-cols-4 gap-2" aria-label="References of the face">
          {faces.map(({ id, url }) => (
            <li key={id}>
              <Picture
                src={url}
                alt={`Face reference of ${character.name}`}
                boxClassName="aspect-square rounded-lg ring-1 ring-line"
              />
            </li>
          ))}
        </ul>
      )}
      <p className="text-[13px] text-ink-faint">
        <Link
          href={`/characters/${characterId}?tab=references`}
          className="font-medium underline-offset-2 hover:underline"
        >
          All references and declarations
        </Link>
      </p>
    </div>
  );
}
