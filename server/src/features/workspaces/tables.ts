import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '#kernel/actor.ts';
import type { UserId, WorkspaceId } from '#kernel/ids.ts';

const at = () => timestamp({ withTimezone: true });

export const workspaces = pgTable('workspaces', {
  id: uuid().$type<WorkspaceId>().primaryKey(),
  name: text().notNull(),
  timeZone: text().notNull().default('UTC'),
  createdAt: at().notNull().defaultNow(),
});

export const members = pgTable(
  'members',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    userId: text().$type<UserId>().notNull(),
    role: text().$type<Role>().notNull(),
    createdAt: at().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId] })],
);

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    status: integer(),
    answer: jsonb().$type<unknown>(),
    createdAt: at().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.key] })],
);
