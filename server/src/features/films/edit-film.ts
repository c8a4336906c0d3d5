import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { EditFilm, Film } from './contract.ts';
import { presentFilm } from './present-film.ts';
import { type FilmRow, keepVersion, lockFilm, updateFilm } from './queries.ts';

/** Editing saves itself every moment: one line in the audit log stands for this long; each version says who made it. */
const quietMilliseconds = 10 * 60 * 1000;

/**
 * Changes a film, as a new version. What it names may be missing: that is said when it is looked at and rendered.
 * @throws AppError `conflict` when somebody else has changed it meanwhile, of which nothing is kept.
 */
export async function editFilm(ctx: Ctx, filmId: string, input: EditFilm): Promise<Film> {
  requireRole(ctx, 'editor');
  const changed = await inTransaction(ctx, async (ctx) => {
    const film = await lockFilm(ctx, filmId);
    if (film.version !== input.version) throw changedMeanwhile(film);
    const at = ctx.now();
    const archivedAt = input.archived ? (film.archivedAt ?? at) : null;
    const next: FilmRow = {
      ...film,
      title: input.title ?? film.title,
      draft: input.draft ?? film.draft,
      archivedAt: input.archived === undefined ? film.archivedAt : archivedAt,
      version: film.version + 1,
      updatedAt: at,
    };
    const { title, draft, version } = next;
    await updateFilm(ctx, film.id, { title, draft, version, archivedAt: next.archivedAt, updatedAt: at });
    await keepVersion(ctx, next);
    await tell(ctx, film, next, input);
    return next;
  });
  return presentFilm(ctx, changed);
}

async function tell(ctx: Ctx, before: FilmRow, after: FilmRow, input: EditFilm): Promise<void> {
  const isQuiet =
    input.archived === undefined &&
    input.title === undefined &&
    before.version > 1 &&
    after.updatedAt.getTime() - before.updatedAt.getTime() < quietMilliseconds;
  if (isQuiet) {
    ctx.emit({ type: 'changed', topic: 'films', id: after.id });
    return;
  }
  const verb = input.archived === undefined ? 'edited' : input.archived ? 'archived' : 'restored';
  await recordActivity(ctx, {
    verb: `film.${verb}`,
    subject: { type: 'film', id: after.id, topic: 'films' },
    characterId: after.characterId,
    summary: `The film “${after.title}” was ${verb === 'edited' ? 'changed' : verb}.`,
    facts: { version: after.version },
  });
}

export function changedMeanwhile(film: Pick<FilmRow, 'version'>): AppError {
  return new AppError('conflict', 'This film was changed in another window.', {
    hint: 'Load the newer version, then make your change again.',
    facts: { version: film.version },
  });
}
