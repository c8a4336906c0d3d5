import { z } from 'zod';
import { CalendarDelivery } from '#features/publishing/contract.ts';

/** GET /api/v1/home : what needs me. */
export const Home = z.object({
  counts: z.object({
    characters: z.number(),
    assets: z.number(),
    inReview: z.number(),
    scheduled: z.number(),
    published: z.number(),
    needsDecision: z.number(),
    accounts: z.number(),
  }),
  next: z.array(CalendarDelivery),
  trouble: z.array(CalendarDelivery),
});
export type Home = z.infer<typeof Home>;

/** GET /api/v1/system/health */
export const SystemHealth = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({ name: z.string(), ok: z.boolean(), summary: z.string(), remedy: z.string().optional() }),
  ),
});
export type SystemHealth = z.infer<typeof SystemHealth>;
