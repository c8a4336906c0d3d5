import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';
import { changeKinds } from '#kernel/picture-change.ts';

export const assetKinds = ['image', 'video', 'audio'] as const;

export const AssetSummary = z.object({
  id: z.string(),
  kind: z.enum(assetKinds),
  mime: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationSeconds: z.number().nullable(),
  characterId: z.string().nullable(),
  characterName: z.string().nullable(),
  altText: z.string(),
  tags: z.array(z.string()),
  score: z.number().nullable(),
  thumbnailUrl: z.string().nullable(),
  fileUrl: z.string(),
  createdAt: z.string(),
});
export type AssetSummary = z.infer<typeof AssetSummary>;

export const Asset = z.object({
  ...AssetSummary.shape,
  sha256: z.string(),
  bytes: z.number(),
  characterVersion: z.number().nullable(),
  engine: z.string(),
  model: z.string(),
  seed: z.number().nullable(),
  prompt: z.string(),
  recipe: z.record(z.string(), z.unknown()),
  sourceType: z.string(),
  identityDistance: z.number().nullable(),
  checks: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      score: z.number().nullable(),
      threshold: z.number().nullable(),
      verdict: z.enum(['pass', 'review', 'fail', 'not_applicable']),
      reason: z.string(),
      /** Another asset that the reason speaks of. */
      relatedAssetId: z.string().optional(),
    }),
  ),
  captionsUrl: z.string().nullable(),
  coverUrl: z.string().nullable(),
  /** Posts that use it. */
  usedBy: z.array(z.object({ postId: z.string(), caption: z.string(), state: z.string() })),
  archivedAt: z.string().nullable(),
});
export type Asset = z.infer<typeof Asset>;

/** GET /api/v1/assets */
export const ListAssets = z.object({
  ...PageQuery.shape,
  characterId: z.uuid().optional(),
  kind: z.enum(assetKinds).optional(),
  tag: z.string().max(40).optional(),
  search: z.string().trim().max(80).optional(),
  minScore: z.coerce.number().min(0).max(100).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  sort: z.enum(['newest', 'score']).default('newest'),
  archived: z.enum(['true', 'false']).default('false'),
});
export type ListAssets = z.infer<typeof ListAssets>;
export const AssetPage = pageOf(AssetSummary);

/** PATCH /api/v1/assets/:id */
export const EditAsset = z.strictObject({
  altText: z.string().trim().max(1000).optional(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).optional(),
  archived: z.boolean().optional(),
});
export type EditAsset = z.infer<typeof EditAsset>;

/** GET /api/v1/assets/:id/marks ; the state of a marked export made and read back now. GET …/export downloads it. */
export const AssetMarks = z.object({
  c2pa: z.enum(['valid', 'trusted', 'invalid', 'none']),
  sourceType: z.string().nullable(),
  issuer: z.string().nullable(),
  signedAt: z.string().nullable(),
  problems: z.array(z.string()),
  /** What this means, for a person. */
  summary: z.string(),
});
export type AssetMarks = z.infer<typeof AssetMarks>;

/** A picture one change away from another, and the change between the two. */
export const AssetRelative = z.object({
  ...AssetSummary.shape,
  change: z.enum(changeKinds),
  /** What was asked for, in the person's words. */
  words: z.string(),
});
export type AssetRelative = z.infer<typeof AssetRelative>;

/** GET /api/v1/assets/:id/relatives */
export const AssetRelatives = z.object({
  /** What it was made from; null for a picture drawn from scratch, or where that one is not in this studio. */
  madeFrom: AssetRelative.nullable(),
  /** What was made from it, oldest first. */
  changes: z.array(AssetRelative),
});

/** GET /api/v1/tags */
export const Tags = z.object({ items: z.array(z.object({ tag: z.string(), count: z.number() })) });
