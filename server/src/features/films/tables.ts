import {
  bigint,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Actor } from '#kernel/actor.ts';
import type { FilmDraft } from '#kernel/film.ts';
import type { CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { FilmOutput, RenderResult, RenderState } from './contract.ts';

const at = () => timestamp({ withTimezone: true });

export const films = pgTable('films', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  title: text().notNull(),
  draft: jsonb().$type<FilmDraft>().notNull(),
  version: integer().notNull().default(1),
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
  archivedAt: at(),
});

export const filmVersions = pgTable(
  'film_versions',
  {
    filmId: uuid().notNull(),
    version: integer().notNull(),
    title: text().notNull(),
    draft: jsonb().$type<FilmDraft>().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    createdAt: at().notNull(),
  },
  (table) => [primaryKey({ columns: [table.filmId, table.version] })],
);

export const filmRenders = pgTable('film_renders', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  filmId: uuid().notNull(),
  version: integer().notNull(),
  outputs: jsonb().$type<FilmOutput[]>().notNull(),
  results: jsonb().$type<RenderResult[]>().notNull().default([]),
  state: text().$type<RenderState>().notNull(),
  /** 0 to 1. */
  progress: real().notNull().default(0),
  stage: text().notNull().default(''),
  failure: text(),
  workedAt: at(),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull(),
  finishedAt: at(),
});

export const musicFiles = pgTable('music_files', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  name: text().notNull(),
  sha256: text().notNull(),
  bytes: bigint({ mode: 'number' }).notNull(),
  durationSeconds: real().notNull(),
  lufs: real().notNull(),
  statement: text().notNull(),
  statedBy: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull(),
  /** Kept for a day, so that this can be taken back. */
  deletedAt: at(),
});
