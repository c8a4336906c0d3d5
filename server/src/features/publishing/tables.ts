import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '#kernel/actor.ts';
import type {
  AccountId,
  AssetId,
  AttemptId,
  CharacterId,
  DeliveryId,
  PostId,
  WorkspaceId,
} from '#kernel/ids.ts';
import type { PlatformFailure, PostForm } from '#platforms/platform.ts';
import type { Attempt, deliveryStates, postStates, Review } from './contract.ts';

const at = () => timestamp({ withTimezone: true });

export const posts = pgTable('posts', {
  id: uuid().$type<PostId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  state: text().$type<(typeof postStates)[number]>().notNull().default('draft'),
  caption: text().notNull().default(''),
  hashtags: text().array().notNull().default([]),
  language: text().notNull().default('en'),
  rating: text().$type<'general' | 'suggestive'>().notNull().default('general'),
  form: text().$type<PostForm>().notNull().default('feed'),
  title: text().notNull().default(''),
  /** Texts of what follows the caption in a thread, in order. */
  parts: text().array().notNull().default([]),
  firstComment: text().notNull().default(''),
  revision: integer().notNull().default(1),
  approvedHash: text(),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull().defaultNow(),
  updatedAt: at().notNull().defaultNow(),
});

export const postAssets = pgTable(
  'post_assets',
  {
    postId: uuid().$type<PostId>().notNull(),
    /** 0 is the post itself; 1 on are the further parts of a thread. */
    part: integer().notNull().default(0),
    position: integer().notNull(),
    assetId: uuid().$type<AssetId>().notNull(),
    altText: text().notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.postId, table.part, table.position] })],
);

export const reviews = pgTable('reviews', {
  id: uuid().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  postId: uuid().$type<PostId>().notNull(),
  decision: text().$type<import('zod').z.infer<typeof Review>['decision']>().notNull(),
  contentHash: text().notNull(),
  note: text().notNull().default(''),
  actor: jsonb().$type<Actor>().notNull(),
  createdAt: at().notNull().defaultNow(),
});

export const deliveries = pgTable('deliveries', {
  id: uuid().$type<DeliveryId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  postId: uuid().$type<PostId>().notNull(),
  accountId: uuid().$type<AccountId>().notNull(),
  characterId: uuid().$type<CharacterId>().notNull(),
  platform: text().notNull(),
  state: text().$type<(typeof deliveryStates)[number]>().notNull().default('planned'),
  captionOverride: text(),
  /** The platform's own choices, by the names of its manifest. */
  options: jsonb().$type<Record<string, string>>().notNull().default({}),
  /** What the platform did not take on the way, such as a first comment. */
  warnings: text().array().notNull().default([]),
  publishAt: at(),
  timeZone: text(),
  /** The approval under which it was put on the calendar. */
  approvedHash: text(),
  /** What was or will be sent, kept from the first attempt on. */
  payload: jsonb().$type<Record<string, unknown>>(),
  payloadFingerprint: text(),
  remoteId: text(),
  remoteUrl: text(),
  disclosed: boolean(),
  disclosure: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  failure: text().$type<PlatformFailure>(),
  failureMessage: text().notNull().default(''),
  failureHint: text().notNull().default(''),
  retryAt: at(),
  publishedAt: at(),
  createdAt: at().notNull().defaultNow(),
  updatedAt: at().notNull().defaultNow(),
});

export const attempts = pgTable('attempts', {
  id: uuid().$type<AttemptId>().primaryKey(),
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  deliveryId: uuid().$type<DeliveryId>().notNull(),
  number: integer().notNull(),
  operationKey: text().notNull(),
  payloadFingerprint: text().notNull(),
  state: text().$type<Attempt['state']>().notNull(),
  handles: jsonb().$type<Record<string, string>>().notNull().default({}),
  failure: text().$type<PlatformFailure>(),
  message: text().notNull().default(''),
  evidence: jsonb().$type<unknown>(),
  startedAt: at().notNull().defaultNow(),
  finishedAt: at(),
});
