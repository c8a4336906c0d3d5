import { isDeepStrictEqual } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Look } from '#kernel/look.ts';
import { type CharacterContent, ConsentScope } from './contract.ts';

export const adultAge = 18;
/** A face may look that much younger or older than the stated age, in years. */
const apparentAgeSpread = 20;

/**
 * Adults only, stated and shown.
 * @throws AppError `invalid` when either age is under 18 or the two contradict each other.
 */
export function assertAdult(age: number, look: Look): void {
  if (age < adultAge) {
    throw new AppError('invalid', `A character must be an adult: ${adultAge} or older.`, {
      field: 'age',
      hint: `Set the age to ${adultAge} or more. This rule has no setting.`,
    });
  }
  if (look.apparentAge < adultAge) {
    throw new AppError('invalid', `A character must look like an adult: ${adultAge} or older.`, {
      field: 'look.apparentAge',
      hint: `Set the age of the look to ${adultAge} or more. This rule has no setting.`,
    });
  }
  if (Math.abs(look.apparentAge - age) > apparentAgeSpread) {
    throw new AppError(
      'invalid',
      `The look is of somebody aged ${look.apparentAge}, while the character is ${age}.`,
      {
        field: 'look.apparentAge',
        hint: `Keep the two within ${apparentAgeSpread} years of each other.`,
      },
    );
  }
}

/** Names of the parts in which two versions differ. */
export function changedParts(before: CharacterContent, after: CharacterContent): (keyof CharacterContent)[] {
  const parts = Object.keys(before) as (keyof CharacterContent)[];
  return parts.filter((part) => !isDeepStrictEqual(before[part], after[part]));
}

/** The same character and version always get the same seed, so that a repeated job draws the same picture. */
export function seedOf(characterId: string, version: number): number {
  let hash = 2_166_136_261;
  for (const character of `${characterId}:${version}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
  }
  return hash;
}

interface Declared {
  readonly kind: 'synthetic' | 'consent';
  readonly scope: unknown;
  readonly withdrawnAt: Date | null;
}

/** What a real person agreed to; null of a synthetic declaration, and of a consent from before scopes were kept. */
export function consentScopeOf(declaration: Declared): ConsentScope | null {
  return declaration.kind === 'consent' ? (ConsentScope.safeParse(declaration.scope).data ?? null) : null;
}

/** Whether something may stand on a declaration at a moment. */
export function isLiveDeclaration(declaration: Declared, at: Date): boolean {
  if (declaration.withdrawnAt) return false;
  const until = consentScopeOf(declaration)?.until;
  return !until || at.toISOString().slice(0, 10) <= until;
}

/** Whether a reference of this kind may stand on a declaration: a consent covers what the person agreed to. */
export function coversReference(declaration: Declared, kind: 'face' | 'voice'): boolean {
  return consentScopeOf(declaration)?.covers.includes(kind) ?? true;
}

const coveredWords = { face: 'face', voice: 'voice' } as const;

/** The words a consent is kept under, in full and for good. */
export function consentStatement(character: string, scope: ConsentScope, person: string): string {
  const covered = scope.covers.map((kind) => coveredWords[kind]).join(' and ');
  const until = scope.until ? `, until ${scope.until}` : '';
  return `${person} is a real person and agreed on ${scope.givenOn}${until} that the character ${character} has their ${covered}, for: ${scope.purpose} What is published is labelled as AI-made. The consent can be withdrawn at any time.`;
}
