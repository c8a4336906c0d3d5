import { z } from 'zod';
import { containerStates } from '#platforms/meta/containers.ts';
import { Paging } from '#platforms/meta/graph.ts';

/** Answers of the Threads API: only the fields we read. */
const id = z.string().min(1);

export const Me = z.object({ id, username: z.string(), name: z.string().optional() });

export const Container = z.object({
  status: z.enum(containerStates),
  error_message: z.string().optional(),
});

const Quota = z.object({ quota_total: z.number() });
export const PublishingLimit = z.object({
  data: z
    .array(
      z.object({
        quota_usage: z.number().default(0),
        config: Quota.optional(),
        reply_quota_usage: z.number().default(0),
        reply_config: Quota.optional(),
      }),
    )
    .min(1),
});

export const Post = z.object({
  id,
  text: z.string().default(''),
  timestamp: z.string().default(''),
  permalink: z.string().optional(),
  username: z.string().optional(),
  replied_to: z.object({ id }).optional(),
  root_post: z.object({ id }).optional(),
  is_reply_owned_by_me: z.boolean().optional(),
  hide_status: z.string().optional(),
});
export type Post = z.infer<typeof Post>;
export const Posts = z.object({ data: z.array(Post), paging: Paging });

/** A metric has its number in `values` or in `total_value`, by its kind. */
export const Insights = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.object({ value: z.number() })).optional(),
      total_value: z.object({ value: z.number() }).optional(),
    }),
  ),
});
export type Insights = z.infer<typeof Insights>;

export const ReplyNotice = z.object({
  target_id: z.string().optional(),
  values: z.object({
    field: z.string(),
    value: z.object({
      id: z.string().optional(),
      root_post: z.object({ owner_id: z.string().optional() }).optional(),
    }),
  }),
});
