import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { CharacterContent } from './contract.ts';
import { contentOf } from './present-character.ts';
import { liveDeclaration, readCharacter } from './queries.ts';

declare const declared: unique symbol;

/**
 * A character for which something may be generated: it is active, and somebody has declared it synthetic
 * or given consent. Only `requireDeclaration` makes one, and whatever generates asks for it.
 */
export interface Declared {
  readonly [declared]: true;
  readonly characterId: CharacterId;
  readonly declarationId: string;
  readonly version: number;
  readonly handle: string;
  readonly content: CharacterContent;
  /** Centroid of its face descriptors; null until its face has been learnt. */
  readonly identity: readonly number[] | null;
}

const whyNot = {
  paused: 'is paused, so nothing is generated for it',
  archived: 'is archived, so nothing is generated for it',
} as const;

/**
 * @throws AppError `forbidden` without a live declaration, `conflict` when the character is paused or
 * archived, `not_found`.
 */
export async function requireDeclaration(ctx: Ctx, characterId: string): Promise<Declared> {
  const { character, version } = await readCharacter(ctx, characterId);
  if (character.state !== 'active') {
    throw new AppError('conflict', `${character.name} ${whyNot[character.state]}.`, {
      hint: 'Set the character to active first.',
      facts: { state: character.state },
    });
  }
  const declaration = await liveDeclaration(ctx, characterId);
  if (!declaration) {
    throw new AppError(
      'forbidden',
      `Nobody has declared that ${character.name} is synthetic, or given consent for a real person.`,
      { hint: 'Add a synthetic declaration or a consent on the character’s page, then try again.' },
    );
  }
  const checked: Omit<Declared, typeof declared> = {
    characterId: character.id,
    declarationId: declaration.id,
    version: character.version,
    handle: character.handle,
    content: contentOf(version),
    identity: character.identity,
  };
  return checked as Declared;
}
