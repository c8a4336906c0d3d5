import type { Ctx } from '#context';
import { type Character, CreateCharacter, type CreateCharacterInput } from '#features/characters/contract.ts';
import { createCharacter } from '#features/characters/create-character.ts';
import { newId } from '#kernel/ids.ts';

export const declaration = {
  kind: 'synthetic',
  statement: 'This character is made up and resembles no real person.',
  signer: 'Ada',
} as const;

/** A character made the way the dashboard makes one; its face is not learnt yet. */
export async function aCharacter(ctx: Ctx, input: Partial<CreateCharacterInput> = {}): Promise<Character> {
  const handle = `mara.${newId().slice(-8)}`;
  return createCharacter(
    ctx,
    CreateCharacter.parse({ name: 'Mara', age: 27, handle, declaration, ...input }),
  );
}
