'use client';
import type { CharacterSummary } from '@ainfluencer/server/contract/characters';
import { say, sayError } from '#ui/toast.ts';
import { useSetCharacterState } from './mutations.ts';

type Target = Pick<CharacterSummary, 'id' | 'name' | 'state'>;

const done: Readonly<Record<CharacterSummary['state'], string>> = {
  active: 'is active.',
  paused: 'is paused. Nothing goes out for it meanwhile.',
  archived: 'is archived. Everything is kept.',
};

/** Pauses, archives or brings back, with a way to undo it. */
export function useChangeState() {
  const setState = useSetCharacterState();
  return (character: Target, state: CharacterSummary['state']) =>
    setState.mutate(
      { id: character.id, state },
      {
        onError: sayError,
        onSuccess: () =>
          say(`${character.name} ${done[state]}`, () =>
            setState.mutate({ id: character.id, state: character.state }, { onError: sayError }),
          ),
      },
    );
}
