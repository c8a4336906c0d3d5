import { z } from 'zod';
import { Paging } from '#platforms/meta/graph.ts';

/** Answers of the Graph API: only the fields we read. Ids are numbers too large for JavaScript, sent as text. */
const id = z.string().min(1);

export const Page = z.object({ id, name: z.string().default(''), username: z.string().optional() });

export const PersonToken = z.object({ access_token: z.string().min(1) });

export const OwnPages = z.object({
  data: z.array(
    Page.extend({ access_token: z.string().min(1).optional(), tasks: z.array(z.string()).optional() }),
  ),
  paging: Paging,
});

export const Post = z.object({
  id,
  message: z.string().default(''),
  permalink_url: z.string().optional(),
  is_published: z.boolean().optional(),
});

/** The phases of a clip: https://developers.facebook.com/documentation/video-api/guides/reels-publishing */
const Phase = z.object({
  status: z.string().default('not_started'),
  /** Written as Meta writes it. */
  bytes_transfered: z.coerce.number().optional(),
  publish_status: z.string().optional(),
  error: z.object({ message: z.string().default('') }).optional(),
});
export const Video = z.object({
  id,
  description: z.string().default(''),
  permalink_url: z.string().optional(),
  published: z.boolean().optional(),
  status: z
    .object({
      video_status: z.string().optional(),
      uploading_phase: Phase.optional(),
      processing_phase: Phase.optional(),
      publishing_phase: Phase.optional(),
    })
    .optional(),
});
export type Video = z.infer<typeof Video>;

export const ReelStarted = z.object({ video_id: id });

const Offsets = { start_offset: z.coerce.number(), end_offset: z.coerce.number() };
export const UploadStarted = z.object({ video_id: id, upload_session_id: id, ...Offsets });
export const Transferred = z.object(Offsets);
/** A chunk at the wrong place: https://developers.facebook.com/docs/graph-api/reference/page/videos */
export const WrongOffset = z.object({
  error: z.object({ error_subcode: z.literal(1363037), error_data: z.object(Offsets) }),
});

const Comment = z.object({
  id,
  message: z.string().default(''),
  from: z.object({ id, name: z.string().default('') }).optional(),
  created_time: z.string().default(''),
  is_hidden: z.boolean().default(false),
  like_count: z.number().optional(),
  parent: z.object({ id }).optional(),
  permalink_url: z.string().optional(),
});
export type Comment = z.infer<typeof Comment>;
export const Comments = z.object({ data: z.array(Comment), paging: Paging });

const Counted = z.object({ summary: z.object({ total_count: z.number() }).optional() }).optional();
export const Counts = z.object({
  id,
  shares: z.object({ count: z.number() }).optional(),
  comments: Counted,
  reactions: Counted,
  likes: Counted,
  views: z.number().optional(),
});

export const Insights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown() })).optional() })),
});

export const PageCounts = z.object({
  followers_count: z.number().optional(),
  fan_count: z.number().optional(),
});
