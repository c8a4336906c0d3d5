import { and, eq, max, sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { type AttemptId, newId } from '#kernel/ids.ts';
import type { Handles, PublishLedger } from '#platforms/platform.ts';
import { type AttemptRow, attemptsOf, type DeliveryRow } from './queries.ts';
import { attempts } from './tables.ts';

/** The attempt whose outcome is still open, if there is one: at most one, held by a unique index. */
export async function openAttemptOf(
  ctx: Ctx,
  deliveryId: DeliveryRow['id'],
): Promise<AttemptRow | undefined> {
  const all = await attemptsOf(ctx, deliveryId);
  return all.find(({ state }) => state === 'prepared' || state === 'sending' || state === 'unknown');
}

/** Writes an attempt `prepared`, with the handles of earlier attempts to carry on from. */
export async function prepareAttempt(
  ctx: Ctx,
  delivery: DeliveryRow,
  fingerprint: string,
): Promise<AttemptRow> {
  const earlier = await attemptsOf(ctx, delivery.id);
  const handles = Object.assign({}, ...earlier.toReversed().map((attempt) => attempt.handles)) as Record<
    string,
    string
  >;
  const [highest] = await ctx.db
    .select({ number: max(attempts.number) })
    .from(attempts)
    .where(eq(attempts.deliveryId, delivery.id));
  const number = (highest?.number ?? 0) + 1;
  const [row] = await ctx.db
    .insert(attempts)
    .values({
      id: newId<AttemptId>(),
      workspaceId: ctx.workspaceId,
      deliveryId: delivery.id,
      number,
      operationKey: `${delivery.id}:${number}`,
      payloadFingerprint: fingerprint,
      state: 'prepared',
      handles,
      startedAt: ctx.now(),
    })
    .returning();
  return row!;
}

/** Kept beside the adapter's handles once something of a post is out, as the first part of a thread is. */
const partOut = 'studio.partOut';

export const isPartOut = (handles: Handles): boolean => handles[partOut] !== undefined;

/** The adapter's hold on an attempt: everything it says is committed before it goes on. */
export function ledgerOf(ctx: Ctx, attempt: AttemptRow): PublishLedger & { readonly sent: () => boolean } {
  const handles: Record<string, string> = { ...attempt.handles };
  let sent = attempt.state !== 'prepared';
  let sentHere = false;
  return {
    handles,
    sent: () => sent,
    async remember(name, value) {
      // What is remembered after a call that publishes is what that call made public.
      const kept = { [name]: value, ...(sentHere && { [partOut]: 'yes' }) };
      Object.assign(handles, kept);
      await ctx.db
        .update(attempts)
        .set({ handles: sql`${attempts.handles} || ${JSON.stringify(kept)}::jsonb` })
        .where(mine(ctx, attempt.id));
      await ctx.onLedgerStep('remembered');
    },
    async aboutToPublish() {
      await ctx.db.update(attempts).set({ state: 'sending' }).where(mine(ctx, attempt.id));
      sent = true;
      sentHere = true;
      await ctx.onLedgerStep('sending');
    },
  };
}

/** Writes the outcome of an attempt, and what belongs to it, in one transaction. */
export async function settleAttempt(
  ctx: Ctx,
  attempt: AttemptRow,
  outcome: Pick<AttemptRow, 'state'> & Partial<Pick<AttemptRow, 'failure' | 'message' | 'evidence'>>,
  also: (ctx: Ctx) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const finishedAt = outcome.state === 'unknown' ? null : ctx.now();
    await ctx.db
      .update(attempts)
      .set({ ...outcome, finishedAt })
      .where(mine(ctx, attempt.id));
    await also(ctx);
  });
  await ctx.onLedgerStep('settled');
}

/** The handles as they stand in the ledger now. */
export async function handlesOf(ctx: Ctx, attempt: AttemptRow): Promise<Handles> {
  const [row] = await ctx.db
    .select({ handles: attempts.handles })
    .from(attempts)
    .where(mine(ctx, attempt.id));
  return row?.handles ?? attempt.handles;
}

const mine = (ctx: Ctx, id: AttemptId) => and(eq(attempts.workspaceId, ctx.workspaceId), eq(attempts.id, id));
