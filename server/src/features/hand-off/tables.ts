import { boolean, customType, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryId, WorkspaceId } from '#kernel/ids.ts';
import type { StoredPackage } from './stored-package.ts';

const at = () => timestamp({ withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const handOffs = pgTable('hand_offs', {
  deliveryId: uuid().$type<DeliveryId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  package: jsonb().$type<StoredPackage>().notNull(),
  ticked: integer().array().notNull().default([]),
  linkVersion: integer().notNull().default(1),
  /** When the post is meant to be out. */
  dueAt: at().notNull(),
  preparedAt: at().notNull(),
  reminders: integer().notNull().default(0),
  remindedAt: at(),
  messageProblem: text().notNull().default(''),
});

export const handOffSettings = pgTable('hand_off_settings', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  leadMinutes: integer().notNull().default(30),
  chatId: text().notNull().default(''),
  rehearsal: boolean().notNull().default(false),
  sealedBotToken: bytea(),
  updatedAt: at().notNull().defaultNow(),
});
