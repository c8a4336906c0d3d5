import { z } from 'zod';

/** Answers of the Graph API: only the fields we read. Ids are numbers too large for JavaScript, sent as text. */
const id = z.string().min(1);

export const Me = z.object({
  user_id: id,
  username: z.string(),
  name: z.string().optional(),
  account_type: z.string().optional(),
});

export const RefreshedToken = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});
export const Created = z.object({ id });

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

const containerStates = ['IN_PROGRESS', 'FINISHED', 'ERROR', 'EXPIRED', 'PUBLISHED'] as const;
export const Container = z.object({ status_code: z.enum(containerStates), status: z.string().default('') });
export type ContainerState = (typeof containerStates)[number];

export const Media = z.object({
  id,
  caption: z.string().default(''),
  timestamp: z.string().default(''),
  permalink: z.string().optional(),
  is_ai_generated: z.boolean().optional(),
});
export const MediaList = z.object({ data: z.array(Media) });

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const GraphFailure = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number().default(0),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().default(false),
    error_user_msg: z.string().optional(),
  }),
});

/** `expiresAt` is ISO 8601, `refreshedAt` too. */
export const credentialsSchema = z.object({
  accessToken: z.string().min(1),
  refreshedAt: z.string(),
  expiresAt: z.string(),
});
