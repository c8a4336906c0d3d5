import { z } from 'zod';

/** Answers of the AT Protocol server: only the fields we read. https://github.com/bluesky-social/atproto lexicons */

export const Session = z.object({
  did: z.string().startsWith('did:'),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  active: z.boolean().optional(),
  status: z.string().optional(),
  emailConfirmed: z.boolean().optional(),
});
export type Session = z.infer<typeof Session>;

export const CurrentSession = z.object({
  did: z.string(),
  handle: z.string(),
  active: z.boolean().optional(),
  status: z.string().optional(),
});

export const ResolvedHandle = z.object({ did: z.string().startsWith('did:') });

export const DidDocument = z.object({
  id: z.string(),
  service: z.array(z.object({ id: z.string(), serviceEndpoint: z.unknown() })).default([]),
});
export type DidDocument = z.infer<typeof DidDocument>;

/** Kept as plain JSON and sent back as it came. */
export const Blob = z.looseObject({
  $type: z.literal('blob'),
  ref: z.object({ $link: z.string() }),
  mimeType: z.string(),
  size: z.number(),
});
export type Blob = z.infer<typeof Blob>;

export const UploadedBlob = z.object({ blob: Blob });
export const ServerDescription = z.object({ blobUploadLimit: z.number().optional() });
export const CreatedRecord = z.object({ uri: z.string().startsWith('at://'), cid: z.string() });
export const Empty = z.unknown();

const SelfLabels = z.looseObject({ values: z.array(z.object({ val: z.string() })).default([]) });
export const ProfileRecord = z.object({
  cid: z.string(),
  value: z.looseObject({ displayName: z.string().optional(), labels: SelfLabels.optional() }),
});
export const StrongRef = z.object({ uri: z.string(), cid: z.string() });
const ReplyRef = z.object({ root: StrongRef, parent: StrongRef });
const PostValue = z.looseObject({
  text: z.string(),
  createdAt: z.string(),
  tags: z.array(z.string()).default([]),
  reply: ReplyRef.optional(),
});
export const PostRecord = z.object({ uri: z.string(), cid: z.string(), value: PostValue });
export const AnyRecord = z.object({ uri: z.string(), cid: z.string(), value: z.looseObject({}) });
/** Who may answer under a post, and which answers its author hides. */
export const GateRecord = z.object({
  uri: z.string(),
  cid: z.string(),
  value: z.looseObject({ hiddenReplies: z.array(z.string()).default([]) }),
});
/** What `getRecord` answers, whatever the record. */
export interface RecordView {
  readonly uri: string;
  readonly cid: string;
}

const Author = z.object({ did: z.string(), handle: z.string(), displayName: z.string().optional() });
export type Author = z.infer<typeof Author>;
/** app.bsky.feed.defs#postView */
export const PostView = z.object({
  uri: z.string(),
  cid: z.string(),
  author: Author,
  record: PostValue,
  likeCount: z.number().optional(),
  replyCount: z.number().optional(),
  repostCount: z.number().optional(),
  quoteCount: z.number().optional(),
  bookmarkCount: z.number().optional(),
});
export type PostView = z.infer<typeof PostView>;
export const Posts = z.object({ posts: z.array(PostView) });

/** app.bsky.feed.defs#threadViewPost; replies that are blocked or gone have no `post`. */
export interface ThreadNode {
  readonly post?: PostView | undefined;
  readonly replies?: readonly ThreadNode[] | undefined;
}
const ThreadNode: z.ZodType<ThreadNode> = z.object({
  post: PostView.optional(),
  get replies() {
    return z.array(ThreadNode).optional();
  },
});
export const Thread = z.object({
  thread: ThreadNode,
  threadgate: z
    .object({ record: z.looseObject({ hiddenReplies: z.array(z.string()).default([]) }).optional() })
    .optional(),
});

export const Notifications = z.object({
  cursor: z.string().optional(),
  notifications: z.array(
    z.object({ uri: z.string(), author: Author, reason: z.string(), record: z.looseObject({}) }),
  ),
});
export const NotificationText = PostValue;

export const Profile = z.object({
  followersCount: z.number().optional(),
  followsCount: z.number().optional(),
  postsCount: z.number().optional(),
});

export const ServiceToken = z.object({ token: z.string() });
const JobStatus = z.object({
  jobId: z.string(),
  state: z.string(),
  progress: z.number().optional(),
  blob: Blob.optional(),
  error: z.string().optional(),
  message: z.string().optional(),
});
export type JobStatus = z.infer<typeof JobStatus>;
/** The lexicon wraps it; the service itself answers an upload with the status alone. */
export const VideoJob = z.union([
  z.object({ jobStatus: JobStatus }).transform((one) => one.jobStatus),
  JobStatus,
]);
export const UploadLimits = z.object({
  canUpload: z.boolean(),
  message: z.string().optional(),
  error: z.string().optional(),
});

/** An XRPC failure, https://atproto.com/specs/xrpc#error-responses */
export const XrpcFailure = z.object({ error: z.string().default(''), message: z.string().default('') });

export const credentialsSchema = z.object({ accessJwt: z.string(), refreshJwt: z.string() });
