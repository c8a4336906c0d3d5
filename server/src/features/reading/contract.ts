import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';

/** A comment under one of our posts, or a mention elsewhere, as it was last read. */
export const Comment = z.object({
  id: z.string(),
  accountId: z.string(),
  deliveryId: z.string().nullable(),
  kind: z.enum(['comment', 'mention']),
  remoteId: z.string(),
  parentRemoteId: z.string().nullable(),
  author: z.object({ handle: z.string(), name: z.string() }),
  mine: z.boolean(),
  text: z.string(),
  url: z.string().nullable(),
  likes: z.number().nullable(),
  hidden: z.boolean(),
  writtenAt: z.string(),
});
export type Comment = z.infer<typeof Comment>;

/** GET /api/v1/comments?deliveryId=|accountId= : of a delivery oldest first, else newest first. */
export const ListComments = z.object({
  ...PageQuery.shape,
  deliveryId: z.uuid().optional(),
  accountId: z.uuid().optional(),
});
export type ListComments = z.infer<typeof ListComments>;
export const CommentPage = pageOf(Comment);

const count = z.number().nullable();

export const Numbers = z.object({
  readAt: z.string(),
  likes: count,
  comments: count,
  shares: count,
  saves: count,
  views: count,
  reach: count,
});
export type Numbers = z.infer<typeof Numbers>;

/** GET /api/v1/deliveries/:id/echo : what came back, and when it is read next. POST …/echo/read reads it now. */
export const Echo = z.object({
  /** What the platform lets us read of a post. */
  can: z.object({ numbers: z.boolean(), comments: z.boolean(), reply: z.boolean(), hide: z.boolean() }),
  /** Oldest first; each differs from the one before. */
  numbers: z.array(Numbers),
  readAt: z.string().nullable(),
  nextAt: z.string().nullable(),
  /** Why the last reading failed; empty when it did not. */
  message: z.string(),
  /** Whether the platform lets us change the text, and take the post down. */
  canEdit: z.boolean(),
  canRemove: z.boolean(),
});
export type Echo = z.infer<typeof Echo>;

/** GET /api/v1/accounts/:id/numbers */
export const AccountCourse = z.object({
  items: z.array(z.object({ readAt: z.string(), followers: count, following: count, posts: count })),
});
export type AccountCourse = z.infer<typeof AccountCourse>;

/** POST /api/v1/comments/:id/hide {hidden} */
export const HideComment = z.strictObject({ hidden: z.boolean() });
