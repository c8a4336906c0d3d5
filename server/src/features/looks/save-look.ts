import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { lockCharacter } from '#features/characters/index.ts';
import { readAsset } from '#features/library/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { mostLooks, type SavedLook, type SaveLook } from './contract.ts';
import { presentLook } from './present-look.ts';
import { insertLooks, isNameTaken, looksOf } from './queries.ts';

/**
 * Keeps how a shot looks under a name, for the next pictures of the character.
 * @throws AppError `conflict` for a name in use or a full wardrobe, `invalid` for a picture of somebody else.
 */
export async function saveLook(ctx: Ctx, characterId: string, input: SaveLook): Promise<SavedLook> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, characterId);
    if (await isNameTaken(ctx, character.id, input.name)) throw nameTaken(input.name);
    if ((await looksOf(ctx, character.id)).length >= mostLooks) {
      throw new AppError('conflict', `${character.name} has ${mostLooks} saved looks already.`, {
        hint: 'Delete one that is no longer needed.',
      });
    }
    const asset = input.assetId ? (await readAsset(ctx, input.assetId)).asset : undefined;
    if (asset && asset.characterId !== character.id) {
      throw new AppError('invalid', 'The picture of a look must show this character.', {
        field: 'assetId',
        hint: 'Save the look from one of the character’s own takes.',
      });
    }
    const row = {
      id: newId(),
      workspaceId: ctx.workspaceId,
      characterId: character.id,
      name: input.name,
      content: input.content,
      assetId: asset?.id ?? null,
      actor: ctx.actor,
      createdAt: ctx.now(),
      deletedAt: null,
    };
    await insertLooks(ctx, [row]);
    await recordActivity(ctx, {
      verb: 'look.saved',
      subject: { type: 'look', id: row.id, topic: 'characters' },
      characterId: character.id,
      summary: `The look “${row.name}” of ${character.name} was saved.`,
    });
    return presentLook(row);
  });
}

export function nameTaken(name: string): AppError {
  return new AppError('conflict', `There is a look named “${name}” already.`, {
    field: 'name',
    hint: 'Give this one another name, or delete the other first.',
  });
}
