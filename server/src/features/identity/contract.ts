import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';

export const measuredLooks = ['builtin', 'photo'] as const;

/** How a line was calculated from approved takes. */
export const Calibration = z.object({
  samples: z.number(),
  /** Distance, Euclidean, of 128 numbers. */
  mean: z.number(),
  deviation: z.number(),
  methodVersion: z.number(),
  computedAt: z.string(),
});
export type Calibration = z.infer<typeof Calibration>;

export const ModelLikeness = z.object({
  model: z.string(),
  look: z.enum(measuredLooks),
  /** Up to this distance a take passes, above `fail` it is set aside. */
  pass: z.number(),
  fail: z.number(),
  /** Null while the fixed lines hold, for want of approved takes. */
  calibration: Calibration.nullable(),
  /** Takes chosen or published so far that were measured against the face as it is learnt now; at most 200. */
  approved: z.number(),
});
export type ModelLikeness = z.infer<typeof ModelLikeness>;

/** How often a person took the take that was offered first, of requests that offered more than one. */
export const ModelChoices = z.object({ model: z.string(), chosen: z.number(), firstTaken: z.number() });
export type ModelChoices = z.infer<typeof ModelChoices>;

/** GET /api/v1/characters/:characterId/likeness */
export const Likeness = z.object({
  models: z.array(ModelLikeness),
  /** Approved takes that a model's own lines need. */
  samplesNeeded: z.number(),
  choices: z.array(ModelChoices),
});
export type Likeness = z.infer<typeof Likeness>;

export const MeasuredTake = z.object({
  assetId: z.string(),
  model: z.string(),
  kind: z.enum(['image', 'video', 'audio']),
  distance: z.number(),
  /** As it was judged when it was made; the lines may have moved since. */
  verdict: z.enum(['pass', 'review', 'fail', 'not_applicable']),
  reason: z.string(),
  /** Nothing for one that must not be shown. */
  thumbnailUrl: z.string().nullable(),
  isChosen: z.boolean(),
  isSetAside: z.boolean(),
  createdAt: z.string(),
});
export type MeasuredTake = z.infer<typeof MeasuredTake>;

/** GET /api/v1/characters/:characterId/likeness/takes ; newest first */
export const ListMeasuredTakes = z.object({ ...PageQuery.shape, model: z.string().max(200).optional() });
export type ListMeasuredTakes = z.infer<typeof ListMeasuredTakes>;
export const MeasuredTakePage = pageOf(MeasuredTake);
