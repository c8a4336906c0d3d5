import type { Ctx } from '#context';
import type { FilmSummary, ListFilms } from './contract.ts';
import { presentFilms } from './present-film.ts';
import { pageOfFilms } from './queries.ts';

/** Films, last changed first. */
export async function listFilms(
  ctx: Ctx,
  input: ListFilms,
): Promise<{ items: FilmSummary[]; nextCursor: string | null }> {
  const { items, nextCursor } = await pageOfFilms(ctx, input);
  return { items: await presentFilms(ctx, items), nextCursor };
}
