import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { lockCharacter } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { SavedLook } from './contract.ts';
import { presentLook } from './present-look.ts';
import { isNameTaken, type LookRow, readLook, removeDeletedLooks, updateLook } from './queries.ts';
import { nameTaken } from './save-look.ts';

/** How long a deleted look can come back. */
const keptMilliseconds = 24 * 3600 * 1000;

/** @throws AppError `not_found`, `conflict` for a name in use. */
export async function renameLook(
  ctx: Ctx,
  characterId: string,
  lookId: string,
  name: string,
): Promise<SavedLook> {
  return change(ctx, characterId, lookId, async (ctx, look) => {
    if (look.deletedAt)
      throw new AppError('gone', 'This look was deleted.', { hint: 'Bring it back first.' });
    if (await isNameTaken(ctx, characterId, name, look.id)) throw nameTaken(name);
    return { change: { name }, verb: 'renamed', said: `was renamed “${name}”` };
  });
}

/** Takes a look away; it can be brought back for a day. Again it changes nothing. @throws AppError `not_found`. */
export async function deleteLook(ctx: Ctx, characterId: string, lookId: string): Promise<void> {
  await change(ctx, characterId, lookId, async (ctx, look) => {
    await removeDeletedLooks(ctx, characterId, new Date(ctx.now().getTime() - keptMilliseconds));
    const deletedAt = look.deletedAt ?? ctx.now();
    return { change: { deletedAt }, verb: 'deleted', said: 'was deleted' };
  });
}

/** Brings a deleted look back. @throws AppError `not_found`, `conflict` when its name is in use by now. */
export async function restoreLook(ctx: Ctx, characterId: string, lookId: string): Promise<SavedLook> {
  return change(ctx, characterId, lookId, async (ctx, look) => {
    if (await isNameTaken(ctx, characterId, look.name, look.id)) throw nameTaken(look.name);
    return { change: { deletedAt: null }, verb: 'restored', said: 'was brought back' };
  });
}

interface Changed {
  readonly change: Partial<Pick<LookRow, 'name' | 'deletedAt'>>;
  readonly verb: string;
  readonly said: string;
}

async function change(
  ctx: Ctx,
  characterId: string,
  lookId: string,
  decide: (ctx: Ctx, look: LookRow) => Promise<Changed>,
): Promise<SavedLook> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    // Names are compared under the character's lock.
    await lockCharacter(ctx, characterId);
    const look = await readLook(ctx, characterId, lookId);
    const decided = await decide(ctx, look);
    await updateLook(ctx, look, decided.change);
    await recordActivity(ctx, {
      verb: `look.${decided.verb}`,
      subject: { type: 'look', id: look.id, topic: 'characters' },
      characterId,
      summary: `The look “${look.name}” ${decided.said}.`,
    });
    return presentLook({ ...look, ...decided.change });
  });
}
