import { z } from 'zod';
import { DeliveryId, WorkspaceId } from '#kernel/ids.ts';

/** One run of one delivery, as a fault worker is asked for it. */
export const Order = z.object({
  id: z.number().int(),
  workspaceId: WorkspaceId,
  deliveryId: DeliveryId,
  /** Where the rehearsal network of this delivery answers. */
  origin: z.string(),
  /** The clock of this delivery is so much ahead. */
  aheadMilliseconds: z.number(),
  kill: z.object({ at: z.string(), occurrence: z.number().int() }).optional(),
});
export type Order = z.infer<typeof Order>;

/** What a fault worker says: it is ready, an order has come to where it is to die, or a run has ended. */
export const Report = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ frozen: z.number() }),
  z.object({
    ended: z.number(),
    /** How often the step to die at was reached in this run. */
    reached: z.number(),
    againInSeconds: z.number().optional(),
    failed: z.string().optional(),
  }),
]);
export type Report = z.infer<typeof Report>;
