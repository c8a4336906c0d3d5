import type { Ctx } from '#context';
import { characterCards } from '#features/characters/index.ts';
import { assetUrls } from '#features/library/index.ts';
import { lengthsOf } from '#kernel/film-problems.ts';
import { planTimeline } from '#kernel/film-timeline.ts';
import type { Film, FilmPlatform, FilmRender, FilmSummary } from './contract.ts';
import { findParts } from './find-parts.ts';
import { type FilmRow, type RenderRow, rendersOf } from './queries.ts';
import { shapesFor } from './rules.ts';

export function presentRender(row: RenderRow): FilmRender {
  const { id, version, outputs, results, state, progress, stage, failure } = row;
  return {
    ...{ id, version, outputs, state, progress, stage, failure },
    results: results.toSorted((a, b) => a.output - b.output),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export async function presentFilm(ctx: Ctx, film: FilmRow): Promise<Film> {
  const parts = await findParts(ctx, film.draft);
  const names = await namesOf(ctx, [film]);
  return {
    ...summaryOf(film, names, planTimeline(film.draft, lengthsOf(parts)).seconds),
    draft: film.draft,
    parts,
    platforms: platformsOf(ctx),
    renders: (await rendersOf(ctx, [film.id])).map(presentRender),
  };
}

export async function presentFilms(ctx: Ctx, films: readonly FilmRow[]): Promise<FilmSummary[]> {
  const names = await namesOf(ctx, films);
  const renders = await rendersOf(
    ctx,
    films.map(({ id }) => id),
  );
  return Promise.all(
    films.map(async (film) => {
      const { seconds } = planTimeline(film.draft, lengthsOf(await findParts(ctx, film.draft)));
      const newest = renders.find(({ filmId }) => filmId === film.id);
      return { ...summaryOf(film, names, seconds), render: newest ? presentRender(newest) : null };
    }),
  );
}

async function namesOf(ctx: Ctx, films: readonly FilmRow[]): Promise<ReadonlyMap<string, string>> {
  const cards = await characterCards(ctx, [...new Set(films.map(({ characterId }) => characterId))]);
  return new Map([...cards].map(([id, { name }]) => [id, name]));
}

function summaryOf(film: FilmRow, names: ReadonlyMap<string, string>, seconds: number) {
  const first = film.draft.scenes[0];
  return {
    id: film.id,
    title: film.title,
    characterId: film.characterId,
    characterName: names.get(film.characterId) ?? '',
    version: film.version,
    seconds,
    scenes: film.draft.scenes.length,
    thumbnailUrl: first ? assetUrls(first.assetId).thumbnail : null,
    updatedAt: film.updatedAt.toISOString(),
    archivedAt: film.archivedAt?.toISOString() ?? null,
  };
}

function platformsOf(ctx: Ctx): FilmPlatform[] {
  return ctx.platforms.all
    .filter(({ manifest }) => manifest.can.includes('publish_video'))
    .map(({ manifest: { id, name, media } }) => ({
      id,
      name,
      minSeconds: media.video.minSeconds ?? null,
      maxSeconds: media.video.maxSeconds,
      shapes: shapesFor(media.video),
    }));
}
