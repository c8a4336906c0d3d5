import { z } from 'zod';

/** Answers of a Mastodon server: only the fields we read. https://docs.joinmastodon.org/entities/ */

export const RegisteredApp = z.object({ client_id: z.string(), client_secret: z.string() });
export const Token = z.object({ access_token: z.string(), scope: z.string().default('') });

const PublicAccount = z.object({
  id: z.string(),
  username: z.string(),
  acct: z.string(),
  display_name: z.string().default(''),
});
export type PublicAccount = z.infer<typeof PublicAccount>;

export const OwnAccount = PublicAccount.extend({
  bot: z.boolean().default(false),
  followers_count: z.number().optional(),
  following_count: z.number().optional(),
  statuses_count: z.number().optional(),
});
export type OwnAccount = z.infer<typeof OwnAccount>;

export const Instance = z.object({
  domain: z.string(),
  version: z.string(),
  source_url: z.string().default(''),
  title: z.string().default(''),
  configuration: z
    .object({
      statuses: z
        .object({
          max_characters: z.number().optional(),
          max_media_attachments: z.number().optional(),
          characters_reserved_per_url: z.number().optional(),
        })
        .default({}),
      media_attachments: z
        .object({
          supported_mime_types: z.array(z.string()).optional(),
          image_size_limit: z.number().optional(),
          video_size_limit: z.number().optional(),
          video_frame_rate_limit: z.number().optional(),
          description_limit: z.number().optional(),
        })
        .default({}),
    })
    .default({ statuses: {}, media_attachments: {} }),
});
export type Instance = z.infer<typeof Instance>;

export const Media = z.object({ id: z.string(), url: z.string().nullable().default(null) });

export const Status = z.object({
  id: z.string(),
  created_at: z.string(),
  in_reply_to_id: z.string().nullable().default(null),
  sensitive: z.boolean().default(false),
  spoiler_text: z.string().default(''),
  visibility: z.string().default('public'),
  language: z.string().nullable().default(null),
  url: z.string().nullable().default(null),
  content: z.string(),
  account: PublicAccount,
  media_attachments: z.array(z.object({ id: z.string() })).default([]),
  favourites_count: z.number().optional(),
  reblogs_count: z.number().optional(),
  replies_count: z.number().optional(),
  quotes_count: z.number().optional(),
});
export type Status = z.infer<typeof Status>;

export const Statuses = z.array(Status);
export const Source = z.object({ text: z.string(), spoiler_text: z.string().default('') });
export const Context = z.object({ descendants: Statuses });
export const Notifications = z.array(
  z.object({ id: z.string(), type: z.string(), status: Status.optional() }),
);
export const Anything = z.unknown();

/** https://docs.joinmastodon.org/entities/Error/ */
export const Failure = z.object({ error: z.string().default(''), error_description: z.string().default('') });

export const credentialsSchema = z.object({
  accessToken: z.string(),
  /** Of the app the token belongs to; empty for a token pasted without them. */
  clientId: z.string().default(''),
  clientSecret: z.string().default(''),
});
