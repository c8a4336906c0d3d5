import { boolean, customType, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AccountId, CharacterId, WorkspaceId } from '#kernel/ids.ts';

const at = () => timestamp({ withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const accounts = pgTable('accounts', {
  id: uuid().$type<AccountId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  platform: text().notNull(),
  mode: text().$type<'rehearsal' | 'live'>().notNull(),
  remoteId: text().notNull(),
  handle: text().notNull(),
  displayName: text().notNull().default(''),
  baseUrl: text(),
  /** JSON sealed by the vault. */
  credentials: bytea().notNull(),
  tokenExpiresAt: at(),
  health: text().$type<'ok' | 'needs_reconnect' | 'restricted'>().notNull().default('ok'),
  healthReason: text().notNull().default(''),
  paused: boolean().notNull().default(false),
  lastSuccessAt: at(),
  checkedAt: at(),
  checkMessage: text().notNull().default(''),
  publishesLeft: integer(),
  profileLabelled: boolean(),
  createdAt: at().notNull().defaultNow(),
  disconnectedAt: at(),
});
