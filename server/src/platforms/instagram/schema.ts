import { z } from 'zod';
import { containerStates } from '#platforms/meta/containers.ts';
import { Paging } from '#platforms/meta/graph.ts';

/** Answers of the Graph API: only the fields we read. Ids are numbers too large for JavaScript, sent as text. */
const id = z.string().min(1);

export const Me = z.object({
  user_id: id,
  username: z.string(),
  name: z.string().optional(),
  account_type: z.string().optional(),
});

export const PublishingLimit = z.object({
  data: z
    .array(
      z.object({
        quota_usage: z.number(),
        config: z.object({ quota_total: z.number(), quota_duration: z.number().optional() }).optional(),
      }),
    )
    .min(1),
});

export const Container = z.object({ status_code: z.enum(containerStates), status: z.string().default('') });

export const Media = z.object({
  id,
  caption: z.string().default(''),
  timestamp: z.string().default(''),
  permalink: z.string().optional(),
  is_ai_generated: z.boolean().optional(),
  media_product_type: z.string().optional(),
  like_count: z.number().optional(),
  comments_count: z.number().optional(),
});
export type Media = z.infer<typeof Media>;
export const MediaList = z.object({ data: z.array(Media) });
/** Posts of others, of which less is told. */
export const TaggedMedia = z.object({
  data: z.array(Media.extend({ username: z.string().optional() })),
  paging: Paging,
});

const Person = z.object({ id: z.string(), username: z.string().optional() });

const Comment = z.object({
  id,
  text: z.string().default(''),
  username: z.string().optional(),
  from: Person.optional(),
  timestamp: z.string().default(''),
  hidden: z.boolean().default(false),
  like_count: z.number().optional(),
});
export type Comment = z.infer<typeof Comment>;
export const Comments = z.object({ data: z.array(Comment), paging: Paging });
export const CommentTrees = z.object({
  data: z.array(Comment.extend({ replies: Comments.optional() })),
  paging: Paging,
});

export type CommentTree = z.infer<typeof CommentTrees>['data'][number];

const Message = z.object({
  id,
  created_time: z.string().default(''),
  from: Person.optional(),
  message: z.string().default(''),
});
export const MessageFrom = z.object({ id, from: Person.optional() });
export const Conversations = z.object({
  data: z.array(z.object({ id, messages: z.object({ data: z.array(Message) }).optional() })),
  paging: Paging,
});
export type Conversation = z.infer<typeof Conversations>['data'][number];
export const SentMessage = z.object({ message_id: id });

/** A metric has its number in `values` or in `total_value`. */
export const Insights = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.object({ value: z.number() })).optional(),
      total_value: z.object({ value: z.number() }).optional(),
    }),
  ),
});

export const AccountCounts = z.object({
  followers_count: z.number().optional(),
  follows_count: z.number().optional(),
  media_count: z.number().optional(),
});
