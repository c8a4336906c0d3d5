import { z } from 'zod';
import { accountModes } from '#features/accounts/contract.ts';
import { Readiness } from '#features/engines/contract.ts';
import { AssetSummary } from '#features/library/contract.ts';
import { PageQuery, pageOf } from '#kernel/paging.ts';
import { postForms } from '#kernel/post-form.ts';

export const postStates = [
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'rejected',
  'archived',
] as const;
export const deliveryStates = [
  'planned',
  'scheduled',
  'sending',
  'published',
  'failed',
  'unknown',
  'handed_off',
  'missed',
  'cancelled',
  /** Published, and taken down again by us. */
  'removed',
] as const;

const Media = z.strictObject({ assetId: z.uuid(), altText: z.string().trim().max(1000).default('') });
const hashtag = z
  .string()
  .regex(/^[\p{L}\p{N}_]{1,60}$/u, 'A hashtag holds letters, digits and _ only, without #.');
const content = {
  caption: z.string().max(5000),
  hashtags: z.array(hashtag).max(30),
  language: z.string().min(2).max(20),
  rating: z.enum(['general', 'suggestive']),
  media: z.array(Media).max(35),
  accountIds: z.array(z.uuid()).max(30),
  form: z.enum(postForms),
  title: z.string().trim().max(200),
  /** What follows the caption in a thread, in order. */
  parts: z
    .array(z.strictObject({ text: z.string().max(5000), media: z.array(Media).max(20).default([]) }))
    .max(24),
  firstComment: z.string().max(3000),
  /** Words for one account alone, by account; null goes back to the post's own. */
  captions: z.record(z.uuid(), z.string().max(70_000).nullable()),
  /** A platform's own choices, by account and by the names of its manifest. */
  options: z.record(z.uuid(), z.record(z.string().max(60), z.string().max(500))),
};

/** POST /api/v1/posts */
export const CreatePost = z.strictObject({
  characterId: z.uuid(),
  caption: content.caption.default(''),
  hashtags: content.hashtags.default([]),
  language: content.language.default('en'),
  rating: content.rating.default('general'),
  media: content.media.default([]),
  accountIds: content.accountIds.default([]),
  form: content.form.default('feed'),
  title: content.title.default(''),
  parts: content.parts.default([]),
  firstComment: content.firstComment.default(''),
  options: content.options.default({}),
  captions: content.captions.default({}),
});
export type CreatePost = z.infer<typeof CreatePost>;
export type CreatePostInput = z.input<typeof CreatePost>;

/** PATCH /api/v1/posts/:id ; `revision` is the one the person was editing: 409 when another came between. */
export const EditPost = z.strictObject({
  revision: z.number().int(),
  caption: content.caption.optional(),
  hashtags: content.hashtags.optional(),
  language: content.language.optional(),
  rating: content.rating.optional(),
  media: content.media.optional(),
  accountIds: content.accountIds.optional(),
  form: content.form.optional(),
  title: content.title.optional(),
  parts: content.parts.optional(),
  firstComment: content.firstComment.optional(),
  options: content.options.optional(),
  captions: content.captions.optional(),
});
export type EditPost = z.input<typeof EditPost>;

/** Something that would stop or spoil a delivery, found before it is sent. */
export const PostIssue = z.object({
  severity: z.enum(['blocks', 'warns']),
  message: z.string(),
  hint: z.string().optional(),
});
export type PostIssue = z.infer<typeof PostIssue>;

export const Delivery = z.object({
  id: z.string(),
  postId: z.string(),
  accountId: z.string(),
  characterId: z.string(),
  characterName: z.string(),
  platform: z.string(),
  platformName: z.string(),
  mode: z.enum(accountModes),
  handle: z.string(),
  state: z.enum(deliveryStates),
  /** ISO 8601 UTC, and the zone in which a person meant it. */
  publishAt: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** Exactly what would be sent now, disclosure words included. */
  caption: z.string(),
  captionLength: z.number(),
  captionMax: z.number(),
  /** Words a person wrote for this account alone; null sends the post's own, made to fit. */
  captionOverride: z.string().nullable(),
  /** What is changed of words and files so that the platform takes them. */
  changes: z.array(z.string()),
  /** The platform's own choices; those left out have their defaults. */
  options: z.record(z.string(), z.string()),
  /** What the platform did not take on the way. */
  warnings: z.array(z.string()),
  /** How it is told that this is AI-made. */
  disclosure: z.string(),
  disclosed: z.boolean().nullable(),
  issues: z.array(PostIssue),
  remoteUrl: z.string().nullable(),
  failure: z.string().nullable(),
  failureMessage: z.string(),
  failureHint: z.string(),
  retryAt: z.string().nullable(),
  publishedAt: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const Review = z.object({
  decision: z.enum(['approved', 'changes_requested', 'rejected', 'voided']),
  note: z.string(),
  actorName: z.string(),
  contentHash: z.string(),
  createdAt: z.string(),
});

export const Post = z.object({
  id: z.string(),
  characterId: z.string(),
  characterName: z.string(),
  characterTimeZone: z.string(),
  state: z.enum(postStates),
  caption: z.string(),
  hashtags: z.array(z.string()),
  language: z.string(),
  rating: z.enum(['general', 'suggestive']),
  revision: z.number(),
  /** What an approval binds: send it back with the decision. */
  contentHash: z.string(),
  form: z.enum(postForms),
  title: z.string(),
  media: z.array(z.object({ asset: AssetSummary, altText: z.string() })),
  parts: z.array(
    z.object({
      text: z.string(),
      media: z.array(z.object({ asset: AssetSummary, altText: z.string() })),
    }),
  ),
  firstComment: z.string(),
  deliveries: z.array(Delivery),
  reviews: z.array(Review),
  issues: z.array(PostIssue),
  /** What engines are making for it; null while nothing is. */
  work: Readiness.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Post = z.infer<typeof Post>;

/** GET /api/v1/posts */
export const ListPosts = z.object({
  ...PageQuery.shape,
  state: z.enum(postStates).optional(),
  characterId: z.uuid().optional(),
});
export type ListPosts = z.infer<typeof ListPosts>;
export const PostPage = pageOf(Post);

/**
 * POST /api/v1/posts/:id/submit {}  ; POST /api/v1/posts/:id/archive {}
 * POST /api/v1/posts/:id/review {decision, contentHash, note}
 */
export const DecideReview = z.strictObject({
  decision: z.enum(['approved', 'changes_requested', 'rejected']),
  /** Exactly what the reviewer saw; 409 when the post has changed since. */
  contentHash: z.string(),
  note: z.string().trim().max(1000).default(''),
});
export type DecideReview = z.input<typeof DecideReview>;

/**
 * POST /api/v1/posts/:id/schedule ; POST /api/v1/deliveries/:id/schedule
 * A local time in a zone (the character's when absent), or at once.
 */
export const Schedule = z.discriminatedUnion('when', [
  z.strictObject({
    when: z.literal('at'),
    /** `2026-11-23T18:30`, wall clock. Refused when it is past or a clock change skips it. */
    localTime: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'A time looks like 2026-11-23T18:30.'),
    timeZone: z.string().max(60).optional(),
  }),
  z.strictObject({ when: z.literal('now') }),
  /** Takes it off the calendar, back to planned. */
  z.strictObject({ when: z.literal('never') }),
]);
export type Schedule = z.infer<typeof Schedule>;

/** POST /api/v1/posts/:id/plan : when a post that is not approved yet is meant to go out; null for no time. */
export const PlanPost = z.strictObject({
  localTime: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'A time looks like 2026-11-23T18:30.')
    .nullable(),
  timeZone: z.string().max(60).optional(),
});
export type PlanPost = z.infer<typeof PlanPost>;

/** GET /api/v1/deliveries?from=&to= (ISO instants, for the calendar) or by state, newest first. */
export const ListDeliveries = z.object({
  ...PageQuery.shape,
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  state: z.enum(deliveryStates).optional(),
  characterId: z.uuid().optional(),
  accountId: z.uuid().optional(),
  /** Approved, not yet on the calendar. */
  unscheduled: z.enum(['true', 'false']).default('false'),
});
export type ListDeliveries = z.infer<typeof ListDeliveries>;
export const CalendarDelivery = z.object({
  ...Delivery.shape,
  thumbnailUrl: z.string().nullable(),
  /** What engines are making for its post; null while nothing is. */
  work: Readiness.nullable(),
});
export type CalendarDelivery = z.infer<typeof CalendarDelivery>;
export const DeliveryPage = pageOf(CalendarDelivery);

export const Attempt = z.object({
  id: z.string(),
  number: z.number(),
  state: z.enum(['prepared', 'sending', 'accepted', 'refused', 'unknown']),
  operationKey: z.string(),
  handles: z.record(z.string(), z.string()),
  failure: z.string().nullable(),
  message: z.string(),
  evidence: z.unknown(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Attempt = z.infer<typeof Attempt>;

/** GET /api/v1/deliveries/:id */
export const DeliveryDetail = z.object({
  ...CalendarDelivery.shape,
  postState: z.enum(postStates),
  attempts: z.array(Attempt),
});
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

/**
 * POST /api/v1/deliveries/:id/resolve : a person decides an unknown outcome with the evidence.
 * POST /api/v1/deliveries/:id/cancel {} ; POST /api/v1/deliveries/:id/retry {}
 */
export const ResolveDelivery = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('published'), remoteUrl: z.url() }),
  z.strictObject({ outcome: z.literal('not_published') }),
]);
/** POST /api/v1/deliveries/:id/edit-published : changes the words on the platform itself, where it lets us. */
export const EditPublished = z.strictObject({ caption: z.string().max(70_000) });
export type EditPublished = z.infer<typeof EditPublished>;
export type ResolveDelivery = z.infer<typeof ResolveDelivery>;
