import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { readCharacter } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { newId } from '#kernel/ids.ts';
import type { CreateFilm, Film } from './contract.ts';
import { presentFilm } from './present-film.ts';
import { insertFilm, keepVersion } from './queries.ts';

/** Begins a film of a character. @throws AppError `not_found` without the character. */
export async function createFilm(ctx: Ctx, input: CreateFilm): Promise<Film> {
  requireRole(ctx, 'editor');
  const { character } = await readCharacter(ctx, input.characterId);
  const film = await inTransaction(ctx, async (ctx) => {
    const at = ctx.now();
    const { title, draft } = input;
    const row = { id: newId(), workspaceId: ctx.workspaceId, characterId: character.id, title, draft };
    const made = await insertFilm(ctx, { ...row, version: 1, createdAt: at, updatedAt: at });
    await keepVersion(ctx, made);
    await recordActivity(ctx, {
      verb: 'film.created',
      subject: { type: 'film', id: made.id, topic: 'films' },
      characterId: character.id,
      summary: `The film “${title}” was begun.`,
    });
    return made;
  });
  return presentFilm(ctx, film);
}
