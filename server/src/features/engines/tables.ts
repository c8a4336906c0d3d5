import { boolean, customType, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AbilityId, EngineProbe } from '#engines/connected-engine.ts';
import type { Medium } from '#engines/engine.ts';
import type { CharacterId, EngineInstanceId, GenerationId, TakeId, WorkspaceId } from '#kernel/ids.ts';
import { type DropRule, type RouteChoice, usualReviewLeadMinutes } from './contract.ts';

const at = () => timestamp({ withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const engineInstances = pgTable('engine_instances', {
  id: uuid().$type<EngineInstanceId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  kind: text().notNull(),
  name: text().notNull(),
  address: text().notNull(),
  /** Sealed by the vault. */
  sealedKey: bytea(),
  settings: jsonb().$type<Readonly<Record<string, unknown>>>().notNull().default({}),
  enabled: boolean().notNull().default(true),
  revision: integer().notNull().default(1),
  probe: jsonb().$type<EngineProbe>(),
  probedAt: at(),
  health: text().$type<'unknown' | 'ok' | 'unreachable'>().notNull().default('unknown'),
  healthMessage: text().notNull().default(''),
  healthHint: text().notNull().default(''),
  failures: integer().notNull().default(0),
  setAsideUntil: at(),
  createdAt: at().notNull().defaultNow(),
});

export const engineRoutes = pgTable('engine_routes', {
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>(),
  medium: text().$type<Medium>().notNull(),
  choice: jsonb().$type<RouteChoice>().notNull(),
});

export const engineRuns = pgTable('engine_runs', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  instanceId: uuid().$type<EngineInstanceId>().notNull(),
  subject: text().notNull(),
  medium: text().$type<Medium>().notNull(),
  ability: text().$type<AbilityId>().notNull(),
  ticket: text().notNull(),
  state: text().$type<'running' | 'done' | 'failed' | 'lost'>().notNull().default('running'),
  message: text().notNull().default(''),
  startedAt: at().notNull().defaultNow(),
  endedAt: at(),
  /** Which model did it, once it has. */
  model: text(),
  /** Whether that model had to be loaded first. */
  swapped: boolean(),
});

export const enginePlans = pgTable('engine_plans', {
  workspaceId: uuid().$type<WorkspaceId>().primaryKey(),
  dropRule: text().$type<DropRule>().notNull().default('spare_takes_first'),
  /** Kept free between the last take and the time of publishing. */
  reviewLeadMinutes: integer().notNull().default(usualReviewLeadMinutes),
});

export const engineWorks = pgTable('engine_works', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  subject: text().notNull(),
  medium: text().$type<Medium>().notNull(),
  abilities: text().array().$type<AbilityId[]>().notNull(),
  choice: jsonb().$type<RouteChoice>(),
  characterId: uuid().$type<CharacterId>(),
  generationId: uuid().$type<GenerationId>(),
  takeId: uuid().$type<TakeId>(),
  state: text().$type<'waiting' | 'running' | 'done' | 'failed' | 'dropped'>().notNull().default('waiting'),
  reason: text().notNull().default(''),
  /** The process that waits with it or does it. */
  worker: text(),
  seenAt: at(),
  /** While it runs and after; null is the built-in engine. */
  instanceId: uuid().$type<EngineInstanceId>(),
  ability: text().$type<AbilityId>(),
  model: text(),
  askedAt: at().notNull().defaultNow(),
  startedAt: at(),
  endedAt: at(),
});
