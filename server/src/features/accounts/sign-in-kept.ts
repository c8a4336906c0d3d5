import { z } from 'zod';
import type { Ctx } from '#context';
import type { ConnectedAccount } from '#platforms/platform.ts';
import type { accountSignIns } from './tables.ts';

export type SignInRow = typeof accountSignIns.$inferSelect;

/** What the secrets of a sign-in are sealed for. */
export const signInSealedFor = (id: string) => `account sign-in ${id}`;

const Kept = z.object({
  kept: z.record(z.string(), z.string()),
  redirectUrl: z.string(),
  baseUrl: z.string().nullable(),
});
/** What `finish` needs. */
export type Kept = z.infer<typeof Kept>;

const Candidates = z.array(
  z.object({
    remoteId: z.string(),
    handle: z.string(),
    displayName: z.string(),
    credentials: z.record(z.string(), z.string()),
    baseUrl: z.string(),
    tokenExpiresAt: z.coerce.date().nullable(),
    warnings: z.array(z.string()),
  }),
);

const opened = (ctx: Ctx, row: SignInRow): unknown =>
  row.sealed === null ? undefined : JSON.parse(ctx.vault.open(row.sealed, signInSealedFor(row.id)));

export const openKept = (ctx: Ctx, row: SignInRow): Kept => Kept.parse(opened(ctx, row));

/** The accounts that a sign-in may connect, while one is chosen. */
export const openCandidates = (ctx: Ctx, row: SignInRow): readonly ConnectedAccount[] =>
  Candidates.parse(opened(ctx, row));

export const sealCandidates = (ctx: Ctx, id: string, found: readonly ConnectedAccount[]): Buffer =>
  ctx.vault.seal(JSON.stringify(found), signInSealedFor(id));
