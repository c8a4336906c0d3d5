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
export const PostRecord = z.object({
  uri: z.string(),
  value: z.looseObject({
    text: z.string(),
    createdAt: z.string(),
    tags: z.array(z.string()).default([]),
  }),
});

/** An XRPC failure, https://atproto.com/specs/xrpc#error-responses */
export const XrpcFailure = z.object({ error: z.string().default(''), message: z.string().default('') });

export const credentialsSchema = z.object({ accessJwt: z.string(), refreshJwt: z.string() });
