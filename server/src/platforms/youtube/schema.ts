import { z } from 'zod';

/** What we read of the answers of Google and YouTube, loosely. */

export const Tokens = z.looseObject({
  access_token: z.string().min(1),
  /** Comes with the first consent only. */
  refresh_token: z.string().min(1).optional(),
  /** Seconds. */
  expires_in: z.number().positive().default(3600),
  /** Seconds; only where the person granted access for a limited time. */
  refresh_token_expires_in: z.number().positive().optional(),
  /** What was really granted: a person may untick parts. */
  scope: z.string().optional(),
});

/** What is stored of an account. */
export const Stored = z.looseObject({
  accessToken: z.string().min(1),
  refreshToken: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  /** ISO 8601. */
  expiresAt: z.string(),
  /** ISO 8601; only where Google told an end. */
  refreshEndsAt: z.string().optional(),
});
export type Stored = z.infer<typeof Stored>;

/** Counts come as text. */
const Counts = z.record(z.string(), z.unknown());

const Channel = z.looseObject({
  id: z.string(),
  snippet: z.looseObject({ title: z.string(), customUrl: z.string().optional() }).optional(),
  contentDetails: z
    .looseObject({ relatedPlaylists: z.looseObject({ uploads: z.string().optional() }).optional() })
    .optional(),
  status: z.looseObject({ longUploadsStatus: z.string().optional() }).optional(),
  statistics: Counts.optional(),
});
export type Channel = z.infer<typeof Channel>;
export const Channels = z.looseObject({ items: z.array(Channel).default([]) });

const Status = z.looseObject({
  uploadStatus: z.string().optional(),
  failureReason: z.string().optional(),
  rejectionReason: z.string().optional(),
  privacyStatus: z.string().optional(),
  containsSyntheticMedia: z.boolean().optional(),
});
export type Status = z.infer<typeof Status>;

const Snippet = z.looseObject({
  title: z.string(),
  description: z.string().default(''),
  categoryId: z.string().optional(),
  tags: z.array(z.string()).optional(),
  defaultLanguage: z.string().optional(),
  defaultAudioLanguage: z.string().optional(),
});

export const Video = z.looseObject({
  id: z.string().min(1),
  snippet: Snippet.optional(),
  status: Status.optional(),
  statistics: Counts.optional(),
});
export type Video = z.infer<typeof Video>;
export const Videos = z.looseObject({ items: z.array(Video).default([]) });

const PlaylistItem = z.looseObject({
  snippet: z.looseObject({
    title: z.string(),
    description: z.string().default(''),
    publishedAt: z.string().optional(),
    resourceId: z.looseObject({ videoId: z.string() }),
  }),
});
export const PlaylistItems = z.looseObject({ items: z.array(PlaylistItem).default([]) });

export const Comment = z.looseObject({
  id: z.string(),
  snippet: z.looseObject({
    authorDisplayName: z.string().optional(),
    authorChannelId: z.looseObject({ value: z.string() }).optional(),
    textDisplay: z.string().optional(),
    textOriginal: z.string().optional(),
    parentId: z.string().optional(),
    likeCount: z.number().optional(),
    publishedAt: z.string().optional(),
    moderationStatus: z.string().optional(),
  }),
});
export type Comment = z.infer<typeof Comment>;

export const Comments = z.looseObject({
  items: z.array(Comment).default([]),
  nextPageToken: z.string().optional(),
});

export const Thread = z.looseObject({
  id: z.string(),
  snippet: z.looseObject({ topLevelComment: Comment, totalReplyCount: z.number().default(0) }),
  replies: z.looseObject({ comments: z.array(Comment).default([]) }).optional(),
});
export const Threads = z.looseObject({
  items: z.array(Thread).default([]),
  nextPageToken: z.string().optional(),
});

export const Anything = z.unknown();
