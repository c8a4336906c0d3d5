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
  /** When the token now in use was given. */
  tokenIssuedAt: at(),
  /** Accounts granted together: one permission at the platform stands behind them all. */
  grantId: uuid(),
  /** What connecting had to say, such as a label that could not be set. */
  warnings: text().array().notNull().default([]),
  health: text().$type<(typeof accountHealths)[number]>().notNull().default('ok'),
  healthReason: text().notNull().default(''),
  /** What a person should do about it. */
  healthHint: text().notNull().default(''),
  /** 'retry' and 'quota' are over by then. */
  healthUntil: at(),
  paused: boolean().notNull().default(false),
  pauseReason: text().notNull().default(''),
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

export const appRegistrations = pgTable('app_registrations', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  platform: text().notNull(),
  /** JSON by the names in `manifest.oauth.fields`, sealed by the vault. */
  sealedFields: bytea().notNull(),
  createdAt: at().notNull().defaultNow(),
  replacedAt: at(),
});

export const accountSignIns = pgTable('account_sign_ins', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  accountId: uuid().$type<AccountId>(),
  userId: text().notNull(),
  platform: text().notNull(),
  mode: text().$type<'rehearsal' | 'live'>().notNull(),
  stateHash: text().notNull(),
  /** JSON sealed by the vault: what `finish` needs while 'begun', the accounts to choose from while 'choosing'. */
  sealed: bytea(),
  step: text().$type<'begun' | 'finishing' | 'choosing' | 'done' | 'failed'>().notNull().default('begun'),
  accountIds: uuid().array().$type<AccountId[]>().notNull().default([]),
  message: text().notNull().default(''),
  hint: text().notNull().default(''),
  expiresAt: at().notNull(),
  createdAt: at().notNull().defaultNow(),
});
