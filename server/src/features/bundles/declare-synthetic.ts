import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import type { Character } from '#features/characters/contract.ts';
import {
  declarationsOf,
  getCharacter,
  isLiveDeclaration,
  lockCharacter,
  startDrawing,
  updateCharacter,
} from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { DeclareSynthetic } from './contract.ts';
import { measureAgain } from './measure-again.ts';
import { assetIdsOf, insertDeclarations } from './queries.ts';

/**
 * Declares that a character that came without a declaration shows nobody real, and wakes it.
 * @throws AppError `conflict` when a declaration or consent holds already, `invalid` when a real person's consent is on
 * record, `not_found`.
 */
export async function declareSynthetic(
  ctx: Ctx,
  characterId: string,
  { statement }: DeclareSynthetic,
): Promise<Character> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, characterId);
    const declared = await declarationsOf(ctx, character.id);
    if (declared.some((one) => isLiveDeclaration(one, ctx.now()))) {
      throw new AppError('conflict', `${character.name} has been declared already.`, {
        hint: 'Reload the page to see what is on record.',
      });
    }
    if (declared.some(({ kind }) => kind === 'consent')) throw madeAfterSomebody(character.name);
    const signer = ctx.actor.kind === 'user' ? ctx.actor.name : 'AInfluencer';
    await insertDeclarations(ctx, [
      {
        id: newId(),
        workspaceId: ctx.workspaceId,
        characterId: character.id,
        ...{ kind: 'synthetic', statement, signer, actor: ctx.actor, createdAt: ctx.now() },
      },
    ]);
    await updateCharacter(ctx, character.id, { state: 'active' });
    await recordActivity(ctx, {
      verb: 'character.declared',
      subject: { type: 'character', id: character.id, topic: 'characters' },
      characterId: character.id,
      summary: `${character.name} was declared to be made up, and is active.`,
    });
    if (!character.portraitAssetId) await startDrawing(ctx, character.id);
    // Until now there was nobody to measure their faces against.
    await measureAgain(ctx, character.id, await assetIdsOf(ctx, character.id));
    return getCharacter(ctx, character.id);
  });
}

/** A consent that no longer holds cannot be replaced by saying that there was nobody. */
export function madeAfterSomebody(name: string): AppError {
  return new AppError('invalid', `${name} was made after a real person, whose consent does not hold here.`, {
    hint: 'Record that person’s consent anew under References.',
  });
}
