import {
  bigint,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Actor } from '#kernel/actor.ts';
import type { AssetId, CharacterId, WorkspaceId } from '#kernel/ids.ts';
import type { Look } from '#kernel/look.ts';
import type { Canon, Persona } from '#kernel/persona.ts';
import type { Voice } from '#kernel/voice.ts';
import type { ConsentScope, characterStates } from './contract.ts';

const at = () => timestamp({ withTimezone: true });

export const characters = pgTable('characters', {
  id: uuid().$type<CharacterId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  name: text().notNull(),
  handle: text().notNull(),
  tagline: text().notNull().default(''),
  age: integer().notNull(),
  state: text().$type<(typeof characterStates)[number]>().notNull().default('active'),
  timeZone: text().notNull().default('UTC'),
  version: integer().notNull(),
  portraitAssetId: uuid().$type<AssetId>(),
  /** Centroid of the face descriptors of the enrolment pictures; null until learnt. */
  identity: real().array(),
  /** The character version whose look was learnt. */
  identityVersion: integer(),
  search: text().generatedAlwaysAs(''),
  createdAt: at().notNull().defaultNow(),
  updatedAt: at().notNull().defaultNow(),
});

export const characterVersions = pgTable(
  'character_versions',
  {
    characterId: uuid().$type<CharacterId>().notNull(),
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    version: integer().notNull(),
    name: text().notNull(),
    tagline: text().notNull(),
    age: integer().notNull(),
    persona: jsonb().$type<Persona>().notNull(),
    look: jsonb().$type<Look>().notNull(),
    voice: jsonb().$type<Voice>().notNull(),
    canon: jsonb().$type<Canon>().notNull(),
    note: text().notNull().default(''),
    actor: jsonb().$type<Actor>().notNull(),
    createdAt: at().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.characterId, table.version] })],
);

export const declarations = pgTable('declarations', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  kind: text().$type<'synthetic' | 'consent'>().notNull(),
  statement: text().notNull(),
  signer: text().notNull(),
  /** Of a consent; empty of a synthetic declaration. */
  scope: jsonb().$type<ConsentScope | Record<string, never>>().notNull().default({}),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull().defaultNow(),
  withdrawnAt: at(),
});

export const characterReferences = pgTable('character_references', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  kind: text().$type<'face' | 'voice'>().notNull(),
  sha256: text().notNull(),
  mime: text().notNull(),
  bytes: bigint({ mode: 'number' }).notNull(),
  width: integer(),
  height: integer(),
  declarationId: uuid().notNull(),
  createdAt: at().notNull().defaultNow(),
});
