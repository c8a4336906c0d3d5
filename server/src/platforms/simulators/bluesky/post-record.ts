import { z } from 'zod';
import { graphemes, utf8Bytes } from '#kernel/text-length.ts';

/** The record of a post as the lexicons of app.bsky.feed.post and app.bsky.embed.* allow it. */

const limited = (maxGraphemes: number, maxBytes: number) =>
  z
    .string()
    .refine((text) => utf8Bytes(text) <= maxBytes, `string too big (maximum ${maxBytes})`)
    .refine((text) => graphemes(text) <= maxGraphemes, `grapheme too big (maximum ${maxGraphemes})`);

const blobOf = (accepts: (mime: string) => boolean, maxBytes: number) =>
  z.object({
    $type: z.literal('blob'),
    ref: z.object({ $link: z.string().startsWith('bafkrei') }),
    mimeType: z.string().refine(accepts, 'mime type not accepted'),
    size: z.number().int().max(maxBytes, `blob too big (maximum ${maxBytes})`),
  });

const side = z.number().int().min(1);
const aspectRatio = z.object({ width: side, height: side });

const Image = z.object({
  image: blobOf((mime) => mime.startsWith('image/'), 2_000_000),
  alt: z.string(),
  aspectRatio: aspectRatio.optional(),
});
const Images = z.object({ $type: z.literal('app.bsky.embed.images'), images: z.array(Image).max(4) });
const Video = z.object({
  $type: z.literal('app.bsky.embed.video'),
  video: blobOf((mime) => mime === 'video/mp4', 300_000_000),
  alt: z.string().optional(),
  aspectRatio: aspectRatio.optional(),
});

const Feature = z.discriminatedUnion('$type', [
  z.object({ $type: z.literal('app.bsky.richtext.facet#link'), uri: z.url() }),
  z.object({ $type: z.literal('app.bsky.richtext.facet#tag'), tag: limited(64, 640) }),
  z.object({ $type: z.literal('app.bsky.richtext.facet#mention'), did: z.string().startsWith('did:') }),
]);
const offset = z.number().int().min(0);
const Facet = z.object({
  index: z.object({ byteStart: offset, byteEnd: offset }),
  features: z.array(Feature),
});

const StrongRef = z.object({
  uri: z.string().regex(/^at:\/\/did:[a-z]+:[^/]+\/[^/]+\/[^/]+$/, 'must be a valid at-uri'),
  cid: z.string().regex(/^baf[a-z2-7]{20,}$/, 'must be a cid string'),
});

export const PostRecord = z.looseObject({
  $type: z.literal('app.bsky.feed.post'),
  text: limited(300, 3000),
  createdAt: z.iso.datetime({ offset: true }),
  langs: z
    .array(z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, 'invalid language'))
    .max(3)
    .optional(),
  tags: z.array(limited(64, 640)).max(8).optional(),
  facets: z.array(Facet).optional(),
  reply: z.object({ root: StrongRef, parent: StrongRef }).optional(),
  embed: z.discriminatedUnion('$type', [Images, Video]).optional(),
});
export type PostRecord = z.infer<typeof PostRecord>;

export const LikeRecord = z.looseObject({
  $type: z.literal('app.bsky.feed.like'),
  subject: StrongRef,
  createdAt: z.iso.datetime({ offset: true }),
});

export const FollowRecord = z.looseObject({
  $type: z.literal('app.bsky.graph.follow'),
  subject: z.string().startsWith('did:', 'must be a valid did'),
  createdAt: z.iso.datetime({ offset: true }),
});

const atUri = z.string().regex(/^at:\/\//, 'must be a valid at-uri');
export const GateRecord = z.looseObject({
  $type: z.literal('app.bsky.feed.threadgate'),
  post: atUri,
  createdAt: z.iso.datetime({ offset: true }),
  hiddenReplies: z.array(atUri).max(300).optional(),
});

/** The blobs a record holds on to. */
export function blobsOf(record: PostRecord) {
  const { embed } = record;
  if (!embed) return [];
  if (embed.$type === 'app.bsky.embed.images') {
    return embed.images.map(({ image, alt, aspectRatio }) => ({
      kind: 'image' as const,
      blob: image,
      alt,
      aspectRatio,
    }));
  }
  return [
    { kind: 'video' as const, blob: embed.video, alt: embed.alt ?? '', aspectRatio: embed.aspectRatio },
  ];
}
