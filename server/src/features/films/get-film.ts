import type { Ctx } from '#context';
import type { Film } from './contract.ts';
import { presentFilm } from './present-film.ts';
import { readFilm } from './queries.ts';

/** A film with everything that it uses. @throws AppError `not_found`. */
export async function getFilm(ctx: Ctx, filmId: string): Promise<Film> {
  return presentFilm(ctx, await readFilm(ctx, filmId));
}
