import { z } from 'zod';
import { FilmDraft, filmShapeIds } from '#kernel/film.ts';
import { PageQuery, pageOf } from '#kernel/paging.ts';

export const maxMusicBytes = 60 * 1024 * 1024;
export const renderStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type RenderState = (typeof renderStates)[number];

/** What a person says by ticking the box when they upload music; kept with the file. */
export const musicStatement =
  'I made this music, or I have the right to use it in videos that are published, also for advertising.';

const title = z.string().trim().min(1, 'Give the film a name.').max(120);

/** POST /api/v1/films */
export const CreateFilm = z.strictObject({
  characterId: z.uuid(),
  title,
  draft: FilmDraft.prefault({}),
});
export type CreateFilm = z.infer<typeof CreateFilm>;

/** PATCH /api/v1/films/:id ; `version` is the one the change was made from. */
export const EditFilm = z.strictObject({
  version: z.number().int().min(1),
  title: title.optional(),
  draft: FilmDraft.optional(),
  archived: z.boolean().optional(),
});
export type EditFilm = z.infer<typeof EditFilm>;

/** One file to make. With a platform, its limits hold; `cut` shortens the film to fit them. */
export const FilmOutput = z.strictObject({
  shape: z.enum(filmShapeIds),
  platform: z.string().max(40).nullable().default(null),
  cut: z.boolean().default(false),
});
export type FilmOutput = z.infer<typeof FilmOutput>;

/** POST /api/v1/films/:id/renders */
export const RenderFilm = z.strictObject({
  version: z.number().int().min(1),
  outputs: z.array(FilmOutput).min(1, 'Choose at least one shape.').max(8),
});
export type RenderFilm = z.infer<typeof RenderFilm>;

export const RenderResult = z.object({
  /** Place among the outputs. */
  output: z.number(),
  assetId: z.string(),
  seconds: z.number(),
  /** Of the finished sound; null for a silent film. */
  lufs: z.number().nullable(),
  truePeakDb: z.number().nullable(),
  /** What a person should know, such as scenes that were left out. */
  notes: z.array(z.string()),
});
export type RenderResult = z.infer<typeof RenderResult>;

export const FilmRender = z.object({
  id: z.string(),
  version: z.number(),
  outputs: z.array(FilmOutput),
  results: z.array(RenderResult),
  state: z.enum(renderStates),
  progress: z.number(),
  stage: z.string(),
  failure: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type FilmRender = z.infer<typeof FilmRender>;

/** An asset or music file as a film uses it; `missing` when it is not there any more. */
export const FilmPart = z.object({
  id: z.string(),
  kind: z.enum(['image', 'video', 'audio', 'music']),
  name: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationSeconds: z.number().nullable(),
  fileUrl: z.string(),
  thumbnailUrl: z.string().nullable(),
  missing: z.boolean(),
});
export type FilmPart = z.infer<typeof FilmPart>;

/** What a platform takes, for the choice of outputs. */
export const FilmPlatform = z.object({
  id: z.string(),
  name: z.string(),
  minSeconds: z.number().nullable(),
  maxSeconds: z.number(),
  shapes: z.array(z.enum(filmShapeIds)),
});
export type FilmPlatform = z.infer<typeof FilmPlatform>;

export const FilmSummary = z.object({
  id: z.string(),
  title: z.string(),
  characterId: z.string(),
  characterName: z.string(),
  version: z.number(),
  seconds: z.number(),
  scenes: z.number(),
  thumbnailUrl: z.string().nullable(),
  render: FilmRender.nullable(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
});
export type FilmSummary = z.infer<typeof FilmSummary>;

export const Film = z.object({
  ...FilmSummary.omit({ render: true }).shape,
  draft: FilmDraft,
  parts: z.array(FilmPart),
  platforms: z.array(FilmPlatform),
  /** Newest first. */
  renders: z.array(FilmRender),
});
export type Film = z.infer<typeof Film>;

/** GET /api/v1/films */
export const ListFilms = z.object({
  ...PageQuery.shape,
  characterId: z.uuid().optional(),
  archived: z.enum(['true', 'false']).default('false'),
});
export type ListFilms = z.infer<typeof ListFilms>;
export const FilmPage = pageOf(FilmSummary);

/** GET and POST /api/v1/music */
export const MusicFile = z.object({
  id: z.string(),
  name: z.string(),
  durationSeconds: z.number(),
  bytes: z.number(),
  lufs: z.number(),
  statement: z.string(),
  statedBy: z.string(),
  fileUrl: z.string(),
  createdAt: z.string(),
});
export type MusicFile = z.infer<typeof MusicFile>;
export const MusicFiles = z.object({ items: z.array(MusicFile) });

/** DELETE /api/v1/music/:id ; POST /api/v1/music/:id/restore brings it back within a day. */
export const DeletedMusic = z.object({
  /** How many films use it. */
  films: z.number(),
});
export type DeletedMusic = z.infer<typeof DeletedMusic>;

/** GET /api/v1/films/:id/versions ; newest first. */
export const FilmVersion = z.object({
  version: z.number(),
  title: z.string(),
  scenes: z.number(),
  /** Whether files were made of it: such a version is kept for good. */
  isRendered: z.boolean(),
  thumbnailUrl: z.string().nullable(),
  actorName: z.string(),
  createdAt: z.string(),
});
export type FilmVersion = z.infer<typeof FilmVersion>;
export const FilmVersions = z.object({ items: z.array(FilmVersion) });

/** POST /api/v1/films/:id/versions/:version/restore ; answers the Film. */
export const RestoreFilmVersion = z.strictObject({ currentVersion: z.number().int().min(1) });
export type RestoreFilmVersion = z.infer<typeof RestoreFilmVersion>;
