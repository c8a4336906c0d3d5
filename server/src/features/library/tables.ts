import { bigint, integer, jsonb, pgTable, real, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DigitalSourceType } from '#engines/engine.ts';
import type { AssetId, CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { Asset, assetKinds } from './contract.ts';

const at = () => timestamp({ withTimezone: true });

export const assets = pgTable('assets', {
  id: uuid().$type<AssetId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  sha256: text().notNull(),
  kind: text().$type<(typeof assetKinds)[number]>().notNull(),
  mime: text().notNull(),
  bytes: bigint({ mode: 'number' }).notNull(),
  width: integer(),
  height: integer(),
  durationSeconds: real(),
  characterId: uuid().$type<CharacterId>(),
  characterVersion: integer(),
  engine: text().notNull(),
  model: text().notNull(),
  seed: bigint({ mode: 'number' }),
  prompt: text().notNull().default(''),
  recipe: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  sourceType: text().$type<DigitalSourceType>().notNull(),
  altText: text().notNull().default(''),
  tags: text().array().notNull().default([]),
  score: real(),
  identityDistance: real(),
  /** How faces of its engine compare, and the fingerprint of the learnt face that it was measured to. */
  measuredAs: text().$type<'builtin' | 'photo'>(),
  measuredAgainst: text(),
  checks: jsonb().$type<Asset['checks']>().notNull().default([]),
  /** Perceptual hashes by name, hex. */
  hashes: jsonb().$type<Record<string, string>>(),
  coverSha256: text(),
  captionsSha256: text(),
  search: text().generatedAlwaysAs(''),
  createdAt: at().notNull().defaultNow(),
  archivedAt: at(),
});
