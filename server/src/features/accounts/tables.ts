import {
  boolean,
  customType,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AccountId, CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { AccountLimits } from '#platforms/platform.ts';
import type { accountHealths, accountModes } from './contract.ts';

const at = () => timestamp({ withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const accounts = pgTable('accounts', {
  id: uuid().$type<AccountId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  platform: text().notNull(),
  mode: text().$type<(typeof accountModes)[number]>().notNull(),
  remoteId: text().notNull(),
  handle: text().notNull(),
  displayName: text().notNull().default(''),
  baseUrl: text(),
  /** JSON sealed by the vault. */
  credentials: bytea().notNull(),
  tokenExpiresAt: at(),
  health: text().$type<(typeof accountHealths)[number]>().notNull().default('ok'),
  healthReason: text().notNull().default(''),
  paused: boolean().notNull().default(false),
  lastSuccessAt: at(),
  checkedAt: at(),
  checkMessage: text().notNull().default(''),
  publishesLeft: integer(),
  profileLabelled: boolean(),
  /** What the platform told of this account's own limits when it was last checked. */
  limits: jsonb().$type<AccountLimits>().notNull().default({}),
  /** Whoever renews the credentials holds them until then. */
  renewingUntil: at(),
  createdAt: at().notNull().defaultNow(),
  disconnectedAt: at(),
});

/** Calls counted by slices of their window. */
export const callCounts = pgTable(
  'call_counts',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    scope: text().notNull(),
    bucket: text().notNull(),
    sliceStart: at().notNull(),
    used: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.scope, table.bucket, table.sliceStart] })],
);

/** Buckets that the platform itself has closed. */
export const callPauses = pgTable(
  'call_pauses',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    scope: text().notNull(),
    bucket: text().notNull(),
    until: at().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.scope, table.bucket] })],
);
