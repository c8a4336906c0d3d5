import type { Ctx } from '#context';
import { actorName } from '#features/activities/rules.ts';
import { assetUrls } from '#features/library/index.ts';
import type { Film, FilmVersion, RestoreFilmVersion } from './contract.ts';
import { editFilm } from './edit-film.ts';
import { readFilm, readVersion, versionsOf } from './queries.ts';

/** The versions of a film that are kept, newest first. @throws AppError `not_found`. */
export async function listFilmVersions(ctx: Ctx, filmId: string): Promise<{ items: FilmVersion[] }> {
  const film = await readFilm(ctx, filmId);
  const rows = await versionsOf(ctx, film.id);
  return {
    items: rows.map(({ version, title, draft, actor, createdAt, isRendered }) => {
      const first = draft.scenes[0];
      return {
        version,
        title,
        scenes: draft.scenes.length,
        isRendered,
        thumbnailUrl: first ? assetUrls(first.assetId).thumbnail : null,
        actorName: actorName(actor),
        createdAt: createdAt.toISOString(),
      };
    }),
  };
}

/**
 * Makes an earlier version the film again, as a new version; nothing of the others is lost.
 * @throws AppError `not_found`, `conflict` when the film was changed meanwhile.
 */
export async function restoreFilmVersion(
  ctx: Ctx,
  filmId: string,
  { version, currentVersion }: RestoreFilmVersion & { readonly version: number },
): Promise<Film> {
  const { title, draft } = await readVersion(ctx, filmId, version);
  return editFilm(ctx, filmId, { version: currentVersion, title, draft });
}
