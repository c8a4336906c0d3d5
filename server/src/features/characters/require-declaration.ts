import { isDeepStrictEqual } from 'node:util';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { CharacterContent } from './contract.ts';
import { contentOf } from './present-character.ts';
import { liveDeclaration, readCharacter, readVersion } from './queries.ts';

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
 * The character as it is now, or as it was in `atVersion`.
 * @throws AppError `forbidden` without a live declaration, `conflict` when the character is paused or
 * archived, `not_found`.
 */
export async function requireDeclaration(
  ctx: Ctx,
  characterId: string,
  atVersion?: number,
): Promise<Declared> {
  const { character, version: current } = await readCharacter(ctx, characterId);
  const version = atVersion === undefined ? current : await readVersion(ctx, characterId, atVersion);
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
    version: version.version,
    handle: character.handle,
    content: contentOf(version),
    // What was learnt is the current look; another one has to be learnt anew.
    identity: isDeepStrictEqual(version.look, current.look) ? character.identity : null,
  };
  return checked as Declared;
}
