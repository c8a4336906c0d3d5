import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, Database } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { ListFilms, RenderResult, RenderState } from './contract.ts';
import { filmRenders, films, filmVersions, musicFiles } from './tables.ts';

export type FilmRow = typeof films.$inferSelect;
export type RenderRow = typeof filmRenders.$inferSelect;
export type MusicRow = typeof musicFiles.$inferSelect;

export const openStates: readonly RenderState[] = ['queued', 'running'];
/** A worker that has said nothing for this long is taken as dead. */
const silentSeconds = 8;
/** Versions that are kept beside the rendered ones. */
const keptVersions = 100;
const shownRenders = 20;

const ownFilm = (ctx: Ctx, id: string) => and(eq(films.workspaceId, ctx.workspaceId), eq(films.id, id));
const ownRender = (ctx: Ctx, id: string) =>
  and(eq(filmRenders.workspaceId, ctx.workspaceId), eq(filmRenders.id, id));

const noFilm = () => new AppError('not_found', 'There is no such film in this workspace.');

/** @throws AppError `not_found`. */
export async function readFilm(ctx: Ctx, id: string): Promise<FilmRow> {
  const [row] = await ctx.db.select().from(films).where(ownFilm(ctx, id));
  if (row) return row;
  throw noFilm();
}

/** Holds the film's row until the transaction ends. @throws AppError `not_found`. */
export async function lockFilm(ctx: Ctx, id: string): Promise<FilmRow> {
  const [row] = await ctx.db.select().from(films).where(ownFilm(ctx, id)).for('update');
  if (row) return row;
  throw noFilm();
}

/** Keeps a film as it is now. */
export async function updateFilm(
  ctx: Ctx,
  id: string,
  change: Partial<typeof films.$inferInsert>,
): Promise<void> {
  await ctx.db.update(films).set(change).where(ownFilm(ctx, id));
}

export async function insertFilm(ctx: Ctx, row: typeof films.$inferInsert): Promise<FilmRow> {
  const [made] = await ctx.db.insert(films).values(row).returning();
  if (made) return made;
  throw new AppError('internal', 'The film could not be kept.');
}

export async function insertRender(ctx: Ctx, row: typeof filmRenders.$inferInsert): Promise<RenderRow> {
  const [made] = await ctx.db.insert(filmRenders).values(row).returning();
  if (made) return made;
  throw new AppError('internal', 'The render could not be kept.');
}

const ownMusic = (ctx: Ctx, id: string) =>
  and(eq(musicFiles.workspaceId, ctx.workspaceId), eq(musicFiles.id, id));

/** The same file again answers nothing. */
export async function insertMusic(
  ctx: Ctx,
  row: typeof musicFiles.$inferInsert,
): Promise<MusicRow | undefined> {
  const [made] = await ctx.db.insert(musicFiles).values(row).onConflictDoNothing().returning();
  return made;
}

/** Newest change first. */
export async function pageOfFilms(ctx: Ctx, input: ListFilms) {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select()
    .from(films)
    .where(
      and(
        eq(films.workspaceId, ctx.workspaceId),
        input.characterId ? eq(films.characterId, input.characterId as CharacterId) : undefined,
        input.archived === 'true' ? isNotNull(films.archivedAt) : isNull(films.archivedAt),
        after
          ? sql`(date_trunc('milliseconds', ${films.updatedAt}), ${films.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(sql`date_trunc('milliseconds', ${films.updatedAt}) desc`, desc(films.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit, (film) => [film.updatedAt.toISOString(), film.id]);
}

/** Keeps what the film is now under its number; old versions that were never rendered go. */
export async function keepVersion(ctx: Ctx, film: FilmRow): Promise<void> {
  const { id: filmId, version, title, draft } = film;
  const row = { filmId, version, title, draft, actor: ctx.actor, createdAt: ctx.now() };
  await ctx.db.insert(filmVersions).values(row);
  await ctx.db
    .delete(filmVersions)
    .where(
      and(
        eq(filmVersions.filmId, filmId),
        lt(filmVersions.version, version - keptVersions),
        sql`not exists (select 1 from film_renders r where r.film_id = ${filmId} and r.version = ${filmVersions.version})`,
      ),
    );
}

/** @throws AppError `not_found`. */
export async function readVersion(ctx: Ctx, filmId: string, version: number) {
  const [row] = await ctx.db
    .select({ version: filmVersions })
    .from(filmVersions)
    .innerJoin(films, eq(films.id, filmVersions.filmId))
    .where(
      and(eq(films.workspaceId, ctx.workspaceId), eq(films.id, filmId), eq(filmVersions.version, version)),
    );
  if (row) return row.version;
  throw new AppError('not_found', `This film has no version ${version}.`);
}

/** Newest first. */
export async function versionsOf(ctx: Ctx, filmId: string) {
  const rows = await ctx.db
    .select({
      version: filmVersions,
      isRendered: sql<boolean>`exists (select 1 from film_renders r where r.film_id = ${filmId} and r.version = ${filmVersions.version})`,
    })
    .from(filmVersions)
    .innerJoin(films, eq(films.id, filmVersions.filmId))
    .where(and(eq(films.workspaceId, ctx.workspaceId), eq(films.id, filmId)))
    .orderBy(desc(filmVersions.version))
    .limit(keptVersions + shownRenders);
  return rows.map(({ version, isRendered }) => ({ ...version, isRendered }));
}

/** The newest renders of each film, newest first. */
export async function rendersOf(ctx: Ctx, filmIds: readonly string[]): Promise<RenderRow[]> {
  if (filmIds.length === 0) return [];
  return ctx.db
    .select()
    .from(filmRenders)
    .where(and(eq(filmRenders.workspaceId, ctx.workspaceId), inArray(filmRenders.filmId, [...filmIds])))
    .orderBy(desc(filmRenders.createdAt), desc(filmRenders.id))
    .limit(shownRenders * filmIds.length);
}

/** @throws AppError `not_found`. */
export async function readRender(ctx: Ctx, id: string): Promise<RenderRow> {
  const [row] = await ctx.db.select().from(filmRenders).where(ownRender(ctx, id));
  if (row) return row;
  throw new AppError('not_found', 'There is no such render in this workspace.');
}

/** Takes a render up, unless it is finished or another worker said within the last seconds that it is at it. */
export async function claimRender(ctx: Ctx, id: string): Promise<RenderRow | 'finished' | 'busy'> {
  const [claimed] = await ctx.db
    .update(filmRenders)
    .set({ state: 'running', workedAt: sql`now()` })
    .where(
      and(
        ownRender(ctx, id),
        inArray(filmRenders.state, [...openStates]),
        or(
          isNull(filmRenders.workedAt),
          lt(filmRenders.workedAt, sql`now() - make_interval(secs => ${silentSeconds})`),
        ),
      ),
    )
    .returning();
  if (claimed) return claimed;
  const [row] = await ctx.db.select({ state: filmRenders.state }).from(filmRenders).where(ownRender(ctx, id));
  return row && openStates.includes(row.state) ? 'busy' : 'finished';
}

/** Says that this worker is still at it, and how far; answers whether it is still wanted. */
export async function keepRender(
  ctx: Ctx,
  id: string,
  { progress, stage }: { readonly progress: number; readonly stage: string },
): Promise<boolean> {
  const rows = await ctx.db
    .update(filmRenders)
    .set({ progress, stage, workedAt: sql`now()` })
    .where(and(ownRender(ctx, id), eq(filmRenders.state, 'running')))
    .returning({ id: filmRenders.id });
  return rows.length > 0;
}

/** Adds a finished output, once for its place; answers false when the render has ended meanwhile. */
export async function addResult(ctx: Ctx, id: string, result: RenderResult): Promise<boolean> {
  const rows = await ctx.db
    .update(filmRenders)
    .set({ results: sql`${filmRenders.results} || ${JSON.stringify([result])}::jsonb` })
    .where(and(ownRender(ctx, id), eq(filmRenders.state, 'running')))
    .returning({ id: filmRenders.id });
  return rows.length > 0;
}

/** Lets go of a render that goes on later, here or elsewhere. */
export async function releaseRender(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.update(filmRenders).set({ workedAt: null }).where(ownRender(ctx, id));
}

/** Ends an open render; answers false when it had already ended. */
export async function endRender(
  ctx: Ctx,
  id: string,
  end: Pick<RenderRow, 'state'> & Partial<Pick<RenderRow, 'failure' | 'progress' | 'stage'>>,
): Promise<boolean> {
  const rows = await ctx.db
    .update(filmRenders)
    .set({ ...end, finishedAt: ctx.now(), workedAt: null })
    .where(and(ownRender(ctx, id), inArray(filmRenders.state, [...openStates])))
    .returning({ id: filmRenders.id });
  return rows.length > 0;
}

/** Open renders, of every workspace, that nobody has worked on for a minute. */
export async function abandonedRenders(db: Database) {
  return db
    .select({ id: filmRenders.id, workspaceId: filmRenders.workspaceId })
    .from(filmRenders)
    .where(
      and(
        inArray(filmRenders.state, [...openStates]),
        lt(filmRenders.createdAt, sql`now() - interval '1 minute'`),
        or(isNull(filmRenders.workedAt), lt(filmRenders.workedAt, sql`now() - interval '1 minute'`)),
      ),
    )
    .orderBy(asc(filmRenders.createdAt))
    .limit(100);
}

/** Newest first. */
export async function listMusicRows(ctx: Ctx): Promise<MusicRow[]> {
  return ctx.db
    .select()
    .from(musicFiles)
    .where(and(eq(musicFiles.workspaceId, ctx.workspaceId), isNull(musicFiles.deletedAt)))
    .orderBy(desc(musicFiles.createdAt), desc(musicFiles.id))
    .limit(200);
}

export async function findMusic(ctx: Ctx, id: string): Promise<MusicRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(musicFiles)
    .where(and(ownMusic(ctx, id), isNull(musicFiles.deletedAt)));
  return row;
}

/** Holds a music file's row until the transaction ends, a deleted one included. @throws AppError `not_found`. */
export async function lockMusic(ctx: Ctx, id: string): Promise<MusicRow> {
  const [row] = await ctx.db.select().from(musicFiles).where(ownMusic(ctx, id)).for('update');
  if (row) return row;
  throw new AppError('not_found', 'There is no such music in this workspace.', {
    hint: 'It may have been deleted for good. Upload it again.',
  });
}

export async function updateMusic(
  ctx: Ctx,
  id: string,
  change: Partial<Pick<MusicRow, 'deletedAt' | 'name' | 'statement' | 'statedBy'>>,
): Promise<void> {
  await ctx.db.update(musicFiles).set(change).where(ownMusic(ctx, id));
}

export async function removeMusicRow(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.delete(musicFiles).where(ownMusic(ctx, id));
}

/** Films that are not archived and have this music. */
export async function countFilmsWith(ctx: Ctx, musicId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ films: count() })
    .from(films)
    .where(
      and(
        eq(films.workspaceId, ctx.workspaceId),
        isNull(films.archivedAt),
        sql`${films.draft} -> 'music' ->> 'musicId' = ${musicId}`,
      ),
    );
  return row?.films ?? 0;
}

/** Deleted music included, as long as it can come back. */
export async function findMusicByHash(ctx: Ctx, sha256: string): Promise<MusicRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(musicFiles)
    .where(and(eq(musicFiles.workspaceId, ctx.workspaceId), eq(musicFiles.sha256, sha256)));
  return row;
}
