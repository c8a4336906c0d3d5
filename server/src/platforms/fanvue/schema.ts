import { z } from 'zod';

/** Answers of Fanvue: only the fields we read. https://api.fanvue.com/docs/api-reference/reference */

export const Me = z.object({
  uuid: z.string().min(1),
  handle: z.string(),
  displayName: z.string().default(''),
  isCreator: z.boolean().default(true),
  fanCounts: z.object({ followersCount: z.number(), subscribersCount: z.number() }).nullish(),
  contentCounts: z.object({ postCount: z.number() }).nullish(),
});

export const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  expires_in: z.number().positive(),
});

export const UploadSession = z.object({ mediaUuid: z.string().min(1), uploadId: z.string().min(1) });
/** The reference shows no shape for the signed address: text, or an object with it. */
export const PartUrl = z.union([
  z.string(),
  z.object({ url: z.string() }).transform(({ url }) => url),
  z.object({ signedUrl: z.string() }).transform(({ signedUrl }) => signedUrl),
]);
export const MediaStatus = z.object({ status: z.enum(['created', 'processing', 'ready', 'error']) });

export const Post = z.object({
  uuid: z.string().min(1),
  createdAt: z.string(),
  text: z.string().nullish(),
  mediaUuids: z.array(z.string()).default([]),
  likesCount: z.number().nullish(),
  commentsCount: z.number().nullish(),
});
export type Post = z.infer<typeof Post>;
export const Created = z.object({ uuid: z.string().min(1) });

const Pagination = z.object({ page: z.number(), hasMore: z.boolean() });
export const PostPage = z.object({ data: z.array(Post), pagination: Pagination });
export const CommentPage = z.object({
  data: z.array(
    z.object({
      uuid: z.string().min(1),
      text: z.string().default(''),
      user: z.object({ uuid: z.string(), handle: z.string(), displayName: z.string() }).nullish(),
      createdAt: z.string(),
    }),
  ),
  pagination: Pagination,
});

export const Failure = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

/** Either an API key, or what signing in gave. */
export const credentialsSchema = z.union([
  z.object({ apiKey: z.string().min(1) }),
  z.object({
    accessToken: z.string().min(1),
    refreshToken: z.string().min(1),
    /** ISO 8601. */
    expiresAt: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
]);
export type FanvueCredentials = z.infer<typeof credentialsSchema>;
