import { bigint, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { Said } from './bundle-format.ts';
import type { CardContainer, CardFormat } from './parse-card.ts';

/** Where an imported character comes from. */
export const characterOrigins = pgTable('character_origins', {
  characterId: uuid().$type<CharacterId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  cardFormat: text().$type<CardFormat>(),
  cardContainer: text().$type<CardContainer>(),
  /** The card's JSON, letter for letter. */
  cardText: text(),
  /** The file the card came in. */
  fileSha256: text(),
  fileBytes: bigint({ mode: 'number' }),
  /** What it had said before it came here. */
  history: jsonb().$type<Said[]>().notNull().default([]),
  importedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
