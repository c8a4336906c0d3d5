import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '#kernel/actor.ts';
import type { WorkspaceId } from '#kernel/ids.ts';

export const activities = pgTable('activities', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  actor: jsonb().$type<Actor>().notNull(),
  verb: text().notNull(),
  subjectType: text().notNull(),
  subjectId: text().notNull(),
  characterId: uuid(),
  summary: text().notNull(),
  facts: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
