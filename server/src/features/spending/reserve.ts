import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import type { CostEstimate } from '#engines/connected-engine.ts';
import type { Medium } from '#engines/engine.ts';
import type { ActualCost } from '#engines/paid-work.ts';
import { AppError } from '#kernel/errors.ts';
import { type CharacterId, type EngineInstanceId, newId } from '#kernel/ids.ts';
import {
  type CostRow,
  endEntry,
  insertEntry,
  lockLimit,
  timeZoneOf,
  unsettledOf,
  usedIn,
} from './queries.ts';
import { decide, dollars, monthOf, type Refusal } from './rules.ts';

/** One call of a paid engine that is about to be made. */
export interface PaidCall {
  /** The take, or whatever else is made: of one subject one call at a time may be open. */
  readonly subject: string;
  readonly characterId?: CharacterId | undefined;
  readonly instance: { readonly id: EngineInstanceId; readonly name: string };
  readonly medium: Medium;
  readonly estimate: CostEstimate;
}

export interface Reservation {
  readonly id: string;
  readonly estimatedMicros: number;
}

/**
 * Sets the money for a call aside, before it is made. All calls of a workspace decide one after the other, so that
 * parallel work cannot pass the limit together.
 * @throws AppError `conflict` when the month's limit does not allow it, the price is unknown and that is not allowed,
 * or an earlier call for the same subject was cut off and may have been paid.
 */
export async function reserve(ctx: Ctx, call: PaidCall): Promise<Reservation> {
  const made = await inTransaction(ctx, async (ctx): Promise<Reservation | { refused: Refusal }> => {
    const limit = await lockLimit(ctx);
    const open = await unsettledOf(ctx, call.subject);
    if (open) return { refused: await refuseSecondCall(ctx, open) };
    const now = ctx.now();
    const month = monthOf(now, await timeZoneOf(ctx));
    const budget = { ...limit, usedMicros: await usedIn(ctx, month) };
    const decision = decide(budget, call.estimate, call.instance.name);
    if ('refused' in decision) return decision;
    const id = newId();
    await insertEntry(ctx, {
      id,
      workspaceId: ctx.workspaceId,
      characterId: call.characterId ?? null,
      instanceId: call.instance.id,
      engineName: call.instance.name,
      medium: call.medium,
      subject: call.subject,
      month,
      state: 'reserved',
      estimatedMicros: decision.amountMicros,
      basis: decision.basis,
      isPriceKnown: decision.isPriceKnown,
      reservedAt: now,
    });
    return { id, estimatedMicros: decision.amountMicros };
  });
  if ('refused' in made) {
    throw new AppError('conflict', made.refused.reason, { hint: made.refused.hint, facts: { paid: true } });
  }
  ctx.emit({ type: 'changed', topic: 'engines', id: made.id });
  return made;
}

const cutOffNote = 'It was cut off, and its answer never came.';

/** Nothing is paid for twice unasked: the first call is written down as it is, and a person decides. */
async function refuseSecondCall(ctx: Ctx, open: CostRow): Promise<Refusal> {
  await endEntry(ctx, open.id, ['reserved'], uncertain(ctx, open.estimatedMicros, cutOffNote));
  return {
    reason: `${open.engineName} was asked for this before, and the answer was lost: it may have cost about ${dollars(open.estimatedMicros)}.`,
    hint: 'Look into your account there. To have it made again, and pay again, ask for new takes.',
  };
}

const uncertain = (ctx: Ctx, bookedMicros: number, note: string) =>
  ({ state: 'uncertain', bookedMicros, note, settledAt: ctx.now() }) as const;

/** How a paid call ended. */
export type CallEnd =
  /** It is paid; what the engine said of its cost, where it said something. */
  | { readonly kind: 'made'; readonly cost?: ActualCost | undefined }
  /** It certainly costs nothing. */
  | { readonly kind: 'not-charged'; readonly note: string }
  /** It may have been paid: counted in full. */
  | { readonly kind: 'uncertain'; readonly note: string };

/**
 * Books what a call cost, or gives the money back. Told the same twice, it books once; an uncertain call whose answer
 * came after all is booked as it was.
 */
export async function settle(ctx: Ctx, reservation: Reservation, end: CallEnd): Promise<void> {
  const { id, estimatedMicros } = reservation;
  const settledAt = ctx.now();
  const changed =
    end.kind === 'made'
      ? await endEntry(ctx, id, ['reserved', 'uncertain'], {
          state: 'booked',
          bookedMicros: end.cost?.amountMicros ?? estimatedMicros,
          providerFigure: end.cost?.figure ?? '',
          note: '',
          settledAt,
        })
      : end.kind === 'not-charged'
        ? await endEntry(ctx, id, ['reserved'], {
            state: 'released',
            note: end.note.slice(0, 500),
            settledAt,
          })
        : await endEntry(ctx, id, ['reserved'], uncertain(ctx, estimatedMicros, end.note.slice(0, 500)));
  if (changed) ctx.emit({ type: 'changed', topic: 'engines', id });
}
