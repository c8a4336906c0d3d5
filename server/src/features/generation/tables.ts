import { bigint, boolean, integer, jsonb, pgTable, real, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Medium } from '#engines/engine.ts';
import type { Actor } from '#kernel/actor.ts';
import type { AssetId, CharacterId, GenerationId, PostId, TakeId, WorkspaceId } from '#kernel/ids.ts';
import type {
  CheckResult,
  generationStates,
  MadeBy,
  ScorePart,
  StartGeneration,
  takeStates,
} from './contract.ts';

const at = () => timestamp({ withTimezone: true });

export const generations = pgTable('generations', {
  id: uuid().$type<GenerationId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  characterVersion: integer().notNull(),
  medium: text().$type<Medium>().notNull(),
  request: jsonb().$type<StartGeneration>().notNull(),
  takesWanted: integer().notNull(),
  state: text().$type<(typeof generationStates)[number]>().notNull().default('queued'),
  /** 0 to 1. */
  progress: real().notNull().default(0),
  stage: text().notNull().default(''),
  failure: text(),
  chosenTakeId: uuid().$type<TakeId>(),
  /** Where the chosen take stood in the order that was offered, 1 being the first, and how many were offered. */
  chosenRank: integer(),
  offered: integer(),
  forPostId: uuid().$type<PostId>(),
  neededBy: at(),
  mayBeDropped: boolean().notNull().default(true),
  /** When a worker last said that it works on it. */
  workedAt: at(),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull().defaultNow(),
  finishedAt: at(),
});

export const takes = pgTable('takes', {
  id: uuid().$type<TakeId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  generationId: uuid().$type<GenerationId>().notNull(),
  number: integer().notNull(),
  seed: bigint({ mode: 'number' }).notNull(),
  state: text().$type<(typeof takeStates)[number]>().notNull().default('waiting'),
  assetId: uuid().$type<AssetId>(),
  caption: text(),
  hashtags: text().array(),
  parts: text().array(),
  score: real(),
  scoreParts: jsonb().$type<ScorePart[]>().notNull().default([]),
  checks: jsonb().$type<CheckResult[]>().notNull().default([]),
  warnings: jsonb().$type<string[]>().notNull().default([]),
  madeBy: jsonb().$type<MadeBy>(),
  failure: text(),
  createdAt: at().notNull().defaultNow(),
  finishedAt: at(),
});
