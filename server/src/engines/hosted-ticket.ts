import { z } from 'zod';

/** All that is needed to fetch the picture after a restart of ours. */
const Ticket = z.strictObject({
  version: z.literal(1),
  /** The service's own name for the work. */
  id: z.string().min(1).max(200),
  model: z.string().max(200),
  folder: z.string(),
  altText: z.string().max(1500),
  recipe: z.record(z.string(), z.unknown()),
});
export type HostedTicket = z.infer<typeof Ticket>;

export function writeTicket(ticket: Omit<HostedTicket, 'version'>): string {
  return JSON.stringify({ version: 1, ...ticket } satisfies HostedTicket);
}

/** Undefined for what is no ticket of ours. */
export function readTicket(text: string): HostedTicket | undefined {
  try {
    return Ticket.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
