import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { type AccountRow, lockAccount, needsPerson, platformCall } from '#features/accounts/index.ts';
import { characterCard } from '#features/characters/index.ts';
import { prepareHandOffJob } from '#features/hand-off/index.ts';
import { RunLater } from '#jobs/handle.ts';
import type { DeliveryId } from '#kernel/ids.ts';
import { buildPayload, fingerprintOf } from './build-payload.ts';
import { compileDelivery } from './compile-delivery.ts';
import { type PostContent, readContent } from './content.ts';
import { holdDelivery } from './hold-delivery.ts';
import { handlesOf, ledgerOf, openAttemptOf, prepareAttempt } from './ledger.ts';
import {
  type AttemptRow,
  type DeliveryRow,
  findPost,
  lockDelivery,
  openDeliveryOf,
  setDelivery,
} from './queries.ts';
import { isMissed, missedAfterHours } from './rules.ts';
import { type Settlement, settleError, settlePublished, settleReconciled } from './settle.ts';

/** The longest a platform may take for one publication, uploads included. */
const longestSeconds = 540;
/** Seconds to wait when another post of the same account is going out. */
const inLineSeconds = 2;
const pausedSeconds = 60;

interface Taken {
  readonly delivery: DeliveryRow;
  readonly account: AccountRow;
  readonly content: PostContent;
  readonly attempt: AttemptRow;
  /** The attempt may have published: ask the platform before anything else. */
  readonly askFirst: boolean;
}

/**
 * Sends one delivery, or finds out what became of an earlier try. Safe to run again at any point: the ledger
 * tells what has happened, and what may have been published is never sent again without proof that it was not.
 * Does nothing while another process is at the same delivery.
 * @throws RunLater when it has to wait (rate limits, the account's order, an outcome that is not known yet).
 */
export async function publishDelivery(ctx: Ctx, deliveryId: DeliveryId, signal: AbortSignal): Promise<void> {
  await holdDelivery(ctx, deliveryId, signal, (signal) => carryOut(ctx, deliveryId, signal));
}

async function carryOut(ctx: Ctx, deliveryId: DeliveryId, signal: AbortSignal): Promise<void> {
  const taken = await inTransaction(ctx, (ctx) => takeUp(ctx, deliveryId));
  if (!taken) return;
  await ctx.onLedgerStep('prepared');
  const settlement = await send(ctx, taken, signal);
  await ctx.onLedgerStep('settled');
  if (settlement.againInSeconds !== undefined)
    throw new RunLater(settlement.againInSeconds, settlement.reason);
}

async function send(ctx: Ctx, taken: Taken, signal: AbortSignal): Promise<Settlement> {
  const { delivery, account, content, attempt } = taken;
  const adapter = ctx.platforms.get(delivery.platform);
  const call = platformCall(ctx, account, signal, longestSeconds);
  const ledger = ledgerOf(ctx, attempt);
  try {
    const payload = await buildPayload(ctx, content, delivery, account);
    if (taken.askFirst) {
      const found = await adapter.reconcile(payload, await handlesOf(ctx, attempt), call);
      return await settleReconciled(ctx, delivery, attempt, found);
    }
    const published = await adapter.publish(payload, ledger, call);
    await ctx.onLedgerStep('answered');
    return await settlePublished(ctx, delivery, attempt, published);
  } catch (error) {
    return settleError(ctx, delivery, attempt, { error, mayHaveSent: ledger.sent() });
  }
}

/** Everything that must hold before a call goes out, checked under locks. Undefined: nothing to do now. */
async function takeUp(ctx: Ctx, deliveryId: DeliveryId): Promise<Taken | undefined> {
  const delivery = await lockDelivery(ctx, deliveryId);
  if (delivery.state !== 'scheduled' && delivery.state !== 'sending' && delivery.state !== 'unknown')
    return undefined;
  const account = await lockAccount(ctx, delivery.accountId);
  const open = await openAttemptOf(ctx, deliveryId);
  const content = await readContent(ctx, await findPost(ctx, delivery.postId));
  if (open && open.state !== 'prepared') {
    await setDelivery(ctx, deliveryId, { state: delivery.state === 'unknown' ? 'unknown' : 'sending' });
    return { delivery, account, content, attempt: open, askFirst: true };
  }
  const refusal = await whyNotToSend(ctx, delivery, account, content);
  if (refusal) {
    await stop(ctx, delivery, refusal);
    return undefined;
  }
  if (await mustWait(ctx, delivery, account)) return undefined;
  if (account.mode === 'hand_off') {
    // A person sends it: the package is made by a job of its own.
    await ctx.jobs.add(ctx.db, prepareHandOffJob, { workspaceId: ctx.workspaceId, deliveryId });
    return undefined;
  }
  const manifest = ctx.platforms.manifest(delivery.platform);
  const { caption } = compileDelivery(manifest, content, delivery.captionOverride);
  const fingerprint = fingerprintOf(content, delivery, caption);
  const attempt = open ?? (await prepareAttempt(ctx, delivery, fingerprint));
  await setDelivery(ctx, deliveryId, { state: 'sending', payloadFingerprint: fingerprint, retryAt: null });
  return { delivery, account, content, attempt, askFirst: false };
}

async function mustWait(ctx: Ctx, delivery: DeliveryRow, account: AccountRow): Promise<boolean> {
  const now = ctx.now();
  const due = delivery.retryAt ?? delivery.publishAt;
  // A moved time has a job of its own, so an early one just ends.
  if (!due || due.getTime() > now.getTime() + 500) return delivery.state === 'scheduled';
  if (account.paused || needsPerson(account.health)) {
    throw new RunLater(pausedSeconds, 'The account is paused.');
  }
  if (await openDeliveryOf(ctx, account.id, delivery.id)) {
    throw new RunLater(inLineSeconds, 'Another post of this account is going out.');
  }
  return false;
}

interface Refusal {
  readonly state: 'failed' | 'missed';
  readonly message: string;
  readonly hint: string;
}

/** Why this delivery must not go out at all. */
export async function whyNotToSend(
  ctx: Ctx,
  delivery: DeliveryRow,
  account: AccountRow,
  { post, hash }: PostContent,
): Promise<Refusal | undefined> {
  if (post.state !== 'approved' || post.approvedHash !== hash || delivery.approvedHash !== hash) {
    return {
      state: 'failed',
      message: 'The post is not approved as it stands, so it was not sent.',
      hint: 'Review it again, then schedule it.',
    };
  }
  if (account.disconnectedAt) {
    return {
      state: 'failed',
      message: 'The account was disconnected.',
      hint: 'Connect it again, then retry.',
    };
  }
  const character = await characterCard(ctx, delivery.characterId);
  if (character.state !== 'active') {
    return {
      state: 'missed',
      message: `${character.name} is ${character.state}, so nothing goes out.`,
      hint: 'Make the character active, then schedule it again.',
    };
  }
  if (delivery.publishAt && delivery.state === 'scheduled' && isMissed(delivery.publishAt, ctx.now())) {
    const why = delivery.retryAt ? delivery.failureMessage : 'The studio was not running at its time.';
    return {
      state: 'missed',
      message: `${why} It is more than ${missedAfterHours} hours late, and is not sent unasked.`,
      hint: 'Schedule it again, or publish it now.',
    };
  }
  return undefined;
}

async function stop(ctx: Ctx, delivery: DeliveryRow, { state, message, hint }: Refusal): Promise<void> {
  await setDelivery(ctx, delivery.id, {
    state,
    failure: state === 'failed' ? 'policy' : null,
    failureMessage: message,
    failureHint: hint,
  });
}
