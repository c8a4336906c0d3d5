import { z } from 'zod';

/** Who did it: a person, or the product itself on behalf of a named job. */
export const Actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.string(), name: z.string() }),
  z.object({ kind: z.literal('system'), job: z.string() }),
]);
export type Actor = z.infer<typeof Actor>;

/** The roles of a member, strongest first (design: workspaces). */
export const roles = ['owner', 'admin', 'editor', 'reviewer', 'viewer'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;
