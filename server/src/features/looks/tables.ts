import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '#kernel/actor.ts';
import type { AssetId, CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { ShotLook } from '#kernel/shot.ts';

export const savedLooks = pgTable('saved_looks', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  name: text().notNull(),
  content: jsonb().$type<ShotLook>().notNull(),
  assetId: uuid().$type<AssetId>(),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  deletedAt: timestamp({ withTimezone: true }),
});
