import { z } from 'zod';

/** What we read of TikTok's answers, loosely. */

/** Every answer of the API stands in this. A refusal may come with status 200. */
export const Envelope = z.looseObject({
  data: z.unknown().optional(),
  error: z
    .union([z.looseObject({ code: z.string(), message: z.string().optional() }), z.string()])
    .optional(),
});

/** The token endpoint stands outside the envelope. */
export const Tokens = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds left. Pages differ on the lives (2 h and 180 days, 24 h and 365 days), so these are read. */
  expires_in: z.number().positive(),
  refresh_expires_in: z.number().positive(),
  open_id: z.string().min(1),
  scope: z.string().default(''),
});

export const CreatorInfo = z.looseObject({
  creator_username: z.string().optional(),
  creator_nickname: z.string().optional(),
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean().default(false),
  duet_disabled: z.boolean().default(false),
  stitch_disabled: z.boolean().default(false),
  max_video_post_duration_sec: z.number().positive().optional(),
});
export type CreatorInfo = z.infer<typeof CreatorInfo>;

const Counts = z.looseObject({
  follower_count: z.number().optional(),
  following_count: z.number().optional(),
  likes_count: z.number().optional(),
  video_count: z.number().optional(),
});

export const UserInfo = z.looseObject({
  user: Counts.extend({
    open_id: z.string().optional(),
    username: z.string().optional(),
    display_name: z.string().optional(),
  }),
});

export const Begun = z.looseObject({ publish_id: z.string().min(1), upload_url: z.string().optional() });

/** 64-bit numbers in the answer; kept as text. */
const PostId = z.union([z.string(), z.number()]).transform(String);

export const PublishStatus = z.looseObject({
  status: z.string(),
  fail_reason: z.string().nullish(),
  // So spelt in the documentation.
  publicaly_available_post_id: z.array(PostId).nullish(),
  uploaded_bytes: z.number().nullish(),
});
export type PublishStatus = z.infer<typeof PublishStatus>;

export const Video = z.looseObject({
  id: PostId,
  create_time: z.number().optional(),
  share_url: z.string().optional(),
  title: z.string().optional(),
  video_description: z.string().optional(),
  is_aigc: z.boolean().optional(),
  like_count: z.number().optional(),
  comment_count: z.number().optional(),
  share_count: z.number().optional(),
  view_count: z.number().optional(),
});
export type Video = z.infer<typeof Video>;
export const Videos = z.looseObject({ videos: z.array(Video).default([]) });

/** What is stored of an account. Times are ISO 8601. */
export const Stored = z.looseObject({
  accessToken: z.string(),
  refreshToken: z.string().min(1),
  clientKey: z.string().min(1),
  clientSecret: z.string().min(1),
  expiresAt: z.string(),
  refreshExpiresAt: z.string(),
});
export type Stored = z.infer<typeof Stored>;
