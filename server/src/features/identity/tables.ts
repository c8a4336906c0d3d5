import { integer, pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { measuredLooks } from './contract.ts';

export const likenessLinesTable = pgTable(
  'likeness_lines',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    characterId: uuid().$type<CharacterId>().notNull(),
    model: text().notNull(),
    /** Fingerprint of the learnt face. */
    measuredAgainst: text().notNull(),
    measuredAs: text().$type<(typeof measuredLooks)[number]>().notNull(),
    samples: integer().notNull(),
    mean: real().notNull(),
    deviation: real().notNull(),
    pass: real().notNull(),
    fail: real().notNull(),
    methodVersion: integer().notNull(),
    computedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.characterId, table.model, table.measuredAgainst] })],
);
