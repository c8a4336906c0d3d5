import { boolean, integer, jsonb, pgTable, real, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AccountId, WorkspaceId } from '#kernel/ids.ts';
import type { Handles, PlatformFailure } from '#platforms/platform.ts';
import type { TrialOutcome, TrialStepName } from './contract.ts';

const at = () => timestamp({ withTimezone: true });

/** First-connect checks: a row per form that is tried; the rows of one check share `runId`. */
export const accountTrials = pgTable('account_trials', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  accountId: uuid().$type<AccountId>().notNull(),
  runId: uuid().notNull(),
  position: integer().notNull(),
  step: text().$type<TrialStepName>().notNull(),
  outcome: text().$type<TrialOutcome>().notNull().default('waiting'),
  public: boolean().notNull(),
  handles: jsonb().$type<Handles>().notNull().default({}),
  /** Set right before the call that can publish. */
  sent: boolean().notNull().default(false),
  remoteId: text(),
  url: text(),
  disclosed: boolean(),
  evidence: text().notNull().default(''),
  failure: text().$type<PlatformFailure>(),
  remoteCode: text(),
  message: text().notNull().default(''),
  hint: text().notNull().default(''),
  seconds: real(),
  apiVersion: text(),
  adapterVersion: text().notNull(),
  startedAt: at(),
  endedAt: at(),
  createdAt: at().notNull().defaultNow(),
});
