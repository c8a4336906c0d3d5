import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { FilmRender } from './contract.ts';
import { presentRender } from './present-film.ts';
import { endRender, readFilm, readRender } from './queries.ts';

/**
 * Stops a render, in whichever process it runs: the worker hears of it within about a second.
 * Files that are finished are kept; a render that has ended stays as it is.
 */
export async function cancelRender(ctx: Ctx, filmId: string, renderId: string): Promise<FilmRender> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const film = await readFilm(ctx, filmId);
    await readRender(ctx, renderId);
    if (await endRender(ctx, renderId, { state: 'cancelled', stage: 'Cancelled' })) {
      await recordActivity(ctx, {
        verb: 'film.render_cancelled',
        subject: { type: 'film', id: filmId, topic: 'films' },
        characterId: film.characterId,
        summary: `Rendering the film “${film.title}” was cancelled.`,
      });
    }
    return presentRender(await readRender(ctx, renderId));
  });
}
