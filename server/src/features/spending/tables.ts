import { bigint, boolean, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Medium } from '#engines/engine.ts';
import type { CharacterId, EngineInstanceId, WorkspaceId } from '#kernel/ids.ts';
import type { CostState } from './contract.ts';

const at = () => timestamp({ withTimezone: true });
/** Millionths of a dollar: 9 thousand million dollars fit. */
const micros = () => bigint({ mode: 'number' });

export const spendingLimits = pgTable('spending_limits', {
  workspaceId: uuid().$type<WorkspaceId>().primaryKey(),
  limitMicros: micros().notNull().default(0),
  unknownPriceMicros: micros(),
});

export const costEntries = pgTable('cost_entries', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>(),
  instanceId: uuid().$type<EngineInstanceId>(),
  engineName: text().notNull(),
  medium: text().$type<Medium>().notNull(),
  subject: text().notNull(),
  month: text().notNull(),
  state: text().$type<CostState>().notNull(),
  currency: text().notNull().default('USD'),
  estimatedMicros: micros().notNull(),
  bookedMicros: micros().notNull().default(0),
  basis: text().notNull(),
  isPriceKnown: boolean().notNull(),
  providerFigure: text().notNull().default(''),
  note: text().notNull().default(''),
  reservedAt: at().notNull(),
  settledAt: at(),
});
