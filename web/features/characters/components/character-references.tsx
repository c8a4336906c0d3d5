'use client';
import type {
  Character,
  CharacterReference,
  DeclarationState,
} from '@ainfluencer/server/contract/characters';
import { AudioLines, ImageUp, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCharacterReferences, useDeclarations } from '#features/characters/data.ts';
import { useRemoveReference } from '#features/characters/mutations.ts';
import { IconButton } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Picture } from '#ui/picture.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { SkeletonGrid } from '#ui/skeleton.tsx';
import { say, sayError } from '#ui/toast.ts';
import { AddReferences } from './add-references.tsx';
import { DeclarationList } from './declaration-list.tsx';

/** A file dropped beside its place would make the browser leave the page for it. */
function useNoStrayDrops() {
  useEffect(() => {
    const stay = (event: globalThis.DragEvent) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
}

/** Face and voice files of a character, and what they stand on. */
export function CharacterReferences({ character }: { character: Character }) {
  const references = useCharacterReferences(character.id);
  const declarations = useDeclarations(character.id);
  const remove = useRemoveReference(character.id);
  const [removing, setRemoving] = useState<CharacterReference>();
  useNoStrayDrops();
  const standing = declarations.data?.items ?? [];
  const items = references.data?.items ?? [];
  const error = references.error ?? declarations.error;
  return (
    <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-8">
        {error && (
          <ProblemNote
            error={error}
            onRetry={() => void Promise.all([references.refetch(), declarations.refetch()])}
          />
        )}
        <section aria-label="References" className="flex flex-col gap-4">
          <p className="max-w-xl text-sm text-ink-soft">
            Pictures of the face and recordings of the voice that engines hold on to. Each stands on a
            declaration that nobody real is shown, or on a real person’s consent.
          </p>
          {references.isPending && <SkeletonGrid tiles={4} />}
          {references.data && items.length === 0 && (
            <EmptyState icon={ImageUp} title="No references yet">
              The built-in engine needs none: it draws from the look. Engines connected later hold a face more
              closely with a few good pictures.
            </EmptyState>
          )}
          {items.length > 0 && (
            <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">
              {items.map((reference) => (
                <ReferenceTile
                  key={reference.id}
                  reference={reference}
                  name={character.name}
                  basis={standing.find(({ id }) => id === reference.declarationId)}
                  onRemove={() => setRemoving(reference)}
                />
              ))}
            </ul>
          )}
        </section>
        {standing.length > 0 && <DeclarationList characterId={character.id} declarations={standing} />}
      </div>
      <AddReferences character={character} declarations={standing} />
      <Confirm
        open={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        title={removing?.kind === 'voice' ? 'Remove this recording?' : 'Remove this picture?'}
        description="Its file is deleted from the studio too, unless something else uses it. What was made with it stays."
        confirm="Remove"
        onConfirm={() =>
          removing &&
          remove.mutate(removing.id, { onError: sayError, onSuccess: () => say('Reference removed.') })
        }
      />
    </div>
  );
}

interface TileProps {
  reference: CharacterReference;
  name: string;
  basis: DeclarationState | undefined;
  onRemove: () => void;
}

function ReferenceTile({ reference, name, basis, onRemove }: TileProps) {
  const { kind, url, bytes, width, height } = reference;
  const size = `${width ? `${width} × ${height} · ` : ''}${Math.max(1, Math.round(bytes / 1024))} KB`;
  return (
    <li className="relative overflow-hidden rounded-2xl border border-line bg-surface shadow-soft">
      {kind === 'face' ? (
        <Picture src={url} alt={`Face reference of ${name}`} boxClassName="aspect-square" />
      ) : (
        <div className="flex aspect-square flex-col items-center justify-center gap-3 bg-sunken p-3">
          <AudioLines className="size-8 text-ink-faint" aria-hidden />
          {/* biome-ignore lint/a11y/useMediaCaption: a person's own recording comes without captions. */}
          <audio controls src={url} className="w-full" aria-label={`Voice reference of ${name}`} />
        </div>
      )}
      <p className="px-3 py-2.5 text-[13px] leading-tight">
        <span className="block truncate font-medium">{basis?.consent ? basis.signer : 'Made up'}</span>
        <span className="tabular block truncate text-xs text-ink-faint">{size}</span>
      </p>
      <IconButton
        label="Remove this reference"
        size="small"
        className="absolute top-2 right-2 bg-raised/90 text-ink shadow-soft"
        onClick={onRemove}
      >
        <Trash2 />
      </IconButton>
    </li>
  );
}
