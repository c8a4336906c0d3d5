import { z } from 'zod';
import { PageQuery, pageOf } from '#kernel/paging.ts';
import { changeKinds } from '#kernel/picture-change.ts';
import { formats } from '#kernel/shot.ts';
import { writtenKinds } from '#kernel/written.ts';

/** `reserved` is under way; `uncertain` was cut off and may have been paid: both count against the limit. */
export const costStates = ['reserved', 'booked', 'uncertain', 'released'] as const;
export type CostState = (typeof costStates)[number];

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Write the month as 2026-11.');
/** Millionths of a dollar; at most a million dollars. */
const amount = z.number().int().min(0).max(1_000_000_000_000);

const Share = z.object({
  id: z.string().nullable(),
  name: z.string(),
  micros: z.number(),
  pieces: z.number(),
});

/** GET /api/v1/spending?month= : all amounts are millionths of a US dollar. */
export const Spending = z.object({
  /** `2026-11`, in the time zone of the workspace. */
  month: z.string(),
  timeZone: z.string(),
  currency: z.literal('USD'),
  /** 0: nothing may be spent. */
  limitMicros: z.number(),
  /** Counted where a price is not known; null refuses such work. */
  unknownPriceMicros: z.number().nullable(),
  /** Booked, and what may have been paid. */
  spentMicros: z.number(),
  /** For work under way. */
  reservedMicros: z.number(),
  leftMicros: z.number(),
  /** At this rate, by the end of the month; null early in it, and for other months. */
  forecastMicros: z.number().nullable(),
  byEngine: z.array(Share),
  byCharacter: z.array(Share),
});
export type Spending = z.infer<typeof Spending>;
export const SpendingQuery = z.object({ month: month.optional() });
export type SpendingQuery = z.infer<typeof SpendingQuery>;

/** PUT /api/v1/spending/limit */
export const SetLimit = z.strictObject({
  limitMicros: amount,
  /** The amount to count for work whose price is not known; null refuses such work. */
  unknownPriceMicros: amount.min(1).nullable(),
});
export type SetLimit = z.infer<typeof SetLimit>;

export const CostEntry = z.object({
  id: z.string(),
  characterId: z.string().nullable(),
  characterName: z.string().nullable(),
  engineName: z.string(),
  medium: z.enum(['image', 'text', 'speech', 'video']),
  state: z.enum(costStates),
  estimatedMicros: z.number(),
  bookedMicros: z.number(),
  basis: z.string(),
  isPriceKnown: z.boolean(),
  providerFigure: z.string(),
  note: z.string(),
  at: z.string(),
});
export type CostEntry = z.infer<typeof CostEntry>;

/** GET /api/v1/spending/costs */
export const ListCosts = z.object({ ...PageQuery.shape, month: month.optional() });
export type ListCosts = z.infer<typeof ListCosts>;
export const CostPage = pageOf(CostEntry);

const formatIds = Object.keys(formats) as [keyof typeof formats, ...(keyof typeof formats)[]];

/** POST /api/v1/spending/estimate : what takes would cost with the engine that would make them now. */
export const EstimateCost = z.discriminatedUnion('medium', [
  z.strictObject({
    medium: z.literal('image'),
    characterId: z.uuid(),
    format: z.enum(formatIds).default('portrait'),
    promptLength: z.number().int().min(0).max(10_000).default(0),
    /** For a change to a picture that is there. */
    change: z.enum(changeKinds).optional(),
    takes: z.number().int().min(1).max(8).default(1),
  }),
  z.strictObject({
    medium: z.literal('speech'),
    characterId: z.uuid(),
    characters: z.number().int().min(0).max(10_000),
    takes: z.number().int().min(1).max(8).default(1),
  }),
  z.strictObject({
    medium: z.literal('text'),
    kind: z.enum(writtenKinds).default('caption'),
    characterId: z.uuid(),
    /** Letters that are asked for, of all parts together. */
    answerLength: z.number().int().min(1).max(100_000),
    pictures: z.number().int().min(0).max(4).default(0),
    takes: z.number().int().min(1).max(8).default(1),
  }),
]);
export type EstimateCost = z.infer<typeof EstimateCost>;
export type EstimateCostInput = z.input<typeof EstimateCost>;

/** `free` needs no money; `unknown` says in `basis` why no price is known. */
export const CostQuote = z.object({
  state: z.enum(['free', 'priced', 'unknown']),
  engineName: z.string().nullable(),
  /** For all takes together. */
  totalMicros: z.number(),
  basis: z.string(),
  isUpperBound: z.boolean(),
  leftMicros: z.number(),
  /** Why it would not be started, and what to do. */
  blocked: z.object({ reason: z.string(), hint: z.string() }).nullable(),
});
export type CostQuote = z.infer<typeof CostQuote>;
