import { z } from 'zod';

/** All that is needed to fetch the result after a restart of ours. */
const Ticket = z.strictObject({
  version: z.literal(1),
  /** The id we gave the work at ComfyUI. */
  id: z.uuid(),
  medium: z.enum(['image', 'video']),
  recipeId: z.string(),
  recipeLabel: z.string(),
  model: z.string(),
  folder: z.string(),
  outputs: z.array(z.string()).max(20),
  /** Words of the recipe's bindings, to read the values back from the graph that ran. */
  inputs: z.record(z.string(), z.array(z.string())),
  altText: z.string().max(1500),
});
export type Ticket = z.infer<typeof Ticket>;

export function writeTicket(ticket: Omit<Ticket, 'version'>): string {
  return JSON.stringify({ version: 1, ...ticket } satisfies Ticket);
}

/** Undefined for what is no ticket of ours. */
export function readTicket(text: string): Ticket | undefined {
  try {
    return Ticket.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
