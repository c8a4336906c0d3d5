'use client';
import type { Character } from '@ainfluencer/server/contract/characters';
import { useState } from 'react';
import { useDeclareSynthetic } from '#features/bundles/data.ts';
import {
  SyntheticDeclaration,
  syntheticStatement,
} from '#features/characters/components/synthetic-declaration.tsx';
import { useDeclarations } from '#features/characters/data.ts';
import { useSession } from '#features/workspaces/data.ts';
import { Button } from '#ui/button.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { say } from '#ui/toast.ts';

/** For a character that came without a declaration: nothing is generated until somebody makes one. */
export function UndeclaredNotice({ character }: { character: Character }) {
  const signer = useSession().data?.user?.name ?? '';
  const [checked, setChecked] = useState(false);
  const declare = useDeclareSynthetic(character.id);
  const declared = useDeclarations(character.id).data;
  if (character.declaration?.live || !declared) return null;
  // Who was made after a real person needs that person's consent anew.
  if (declared.items.some(({ kind }) => kind === 'consent')) return null;
  return (
    <div className="flex flex-col gap-3">
      <SyntheticDeclaration name={character.name} signer={signer} checked={checked} onChange={setChecked} />
      {declare.error && <ProblemNote error={declare.error} />}
      {checked && (
        <Button
          look="primary"
          className="self-start"
          busy={declare.isPending}
          onClick={() =>
            declare.mutate(syntheticStatement, { onSuccess: ({ name }) => say(`${name} is active.`) })
          }
        >
          Declare it and make {character.name} active
        </Button>
      )}
    </div>
  );
}
