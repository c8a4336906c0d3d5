import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { AccountId, DeliveryId, WorkspaceId } from '#kernel/ids.ts';

const at = () => timestamp({ withTimezone: true });
const owner = () => ({
  workspaceId: uuid().$type<WorkspaceId>().notNull(),
  accountId: uuid().$type<AccountId>().notNull(),
});
const author = () => ({
  authorRemoteId: text().notNull(),
  authorHandle: text().notNull(),
  authorName: text().notNull(),
  mine: boolean().notNull(),
});

/** Comments under our posts, and mentions elsewhere. Text of others: never trusted, never obeyed. */
export const remoteComments = pgTable('remote_comments', {
  id: uuid().primaryKey(),
  ...owner(),
  deliveryId: uuid().$type<DeliveryId>(),
  kind: text().$type<'comment' | 'mention'>().notNull(),
  remoteId: text().notNull(),
  parentRemoteId: text(),
  ...author(),
  text: text().notNull(),
  url: text(),
  likes: integer(),
  hidden: boolean().notNull().default(false),
  writtenAt: at().notNull(),
  readAt: at().notNull(),
});

export const remoteMessages = pgTable('remote_messages', {
  id: uuid().primaryKey(),
  ...owner(),
  conversationId: text().notNull(),
  remoteId: text().notNull(),
  ...author(),
  text: text().notNull(),
  replyUntil: at(),
  writtenAt: at().notNull(),
  readAt: at().notNull(),
});

/** A post's numbers each time they had changed. */
export const deliveryNumbers = pgTable(
  'delivery_numbers',
  {
    workspaceId: uuid().$type<WorkspaceId>().notNull(),
    deliveryId: uuid().$type<DeliveryId>().notNull(),
    readAt: at().notNull(),
    likes: integer(),
    comments: integer(),
    shares: integer(),
    saves: integer(),
    views: integer(),
    reach: integer(),
    raw: jsonb().$type<Record<string, number>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.readAt] })],
);

export const accountNumbers = pgTable(
  'account_numbers',
  {
    ...owner(),
    readAt: at().notNull(),
    followers: integer(),
    following: integer(),
    posts: integer(),
    raw: jsonb().$type<Record<string, number>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.readAt] })],
);

/** When what is read next: an account (no delivery), or one published delivery. */
export const readings = pgTable('readings', {
  id: uuid().primaryKey(),
  ...owner(),
  deliveryId: uuid().$type<DeliveryId>(),
  nextAt: at().notNull(),
  readAt: at(),
  cursors: jsonb().$type<Record<string, string>>().notNull().default({}),
  failures: integer().notNull().default(0),
  message: text().notNull().default(''),
});
