import { z } from 'zod';

/** What we read of X's answers, loosely. */

export const Tokens = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  /** Seconds. */
  expires_in: z.number().positive().default(7200),
  scope: z.string().optional(),
});

const Metrics = z.record(z.string(), z.unknown());

export const Me = z.looseObject({
  data: z.looseObject({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    public_metrics: Metrics.optional(),
  }),
});

export const CreatedPost = z.looseObject({ data: z.looseObject({ id: z.string(), text: z.string() }) });

export const Post = z.looseObject({
  id: z.string(),
  text: z.string(),
  author_id: z.string().optional(),
  conversation_id: z.string().optional(),
  created_at: z.string().optional(),
  public_metrics: Metrics.optional(),
  referenced_posts: z.array(z.looseObject({ type: z.string(), id: z.string() })).optional(),
  referenced_tweets: z.array(z.looseObject({ type: z.string(), id: z.string() })).optional(),
});
export type Post = z.infer<typeof Post>;

const User = z.looseObject({ id: z.string(), username: z.string(), name: z.string() });
export type User = z.infer<typeof User>;

/** A single post; a post that is gone comes as `errors` without `data`. */
export const OnePost = z.looseObject({ data: Post.optional(), errors: z.array(z.unknown()).optional() });

export const Posts = z.looseObject({
  data: z.array(Post).default([]),
  includes: z.looseObject({ users: z.array(User).default([]) }).optional(),
  meta: z.looseObject({ next_token: z.string().optional() }).optional(),
});

const Processing = z.looseObject({
  state: z.enum(['pending', 'in_progress', 'succeeded', 'failed']),
  check_after_secs: z.number().optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
});

export const Upload = z.looseObject({
  data: z.looseObject({
    id: z.string(),
    expires_after_secs: z.number().optional(),
    processing_info: Processing.optional(),
  }),
});
export type Upload = z.infer<typeof Upload>;

export const Anything = z.unknown();

/** What is stored of an account. */
export const Stored = z.looseObject({
  accessToken: z.string().min(1),
  refreshToken: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  /** ISO 8601. */
  expiresAt: z.string(),
});
export type Stored = z.infer<typeof Stored>;
