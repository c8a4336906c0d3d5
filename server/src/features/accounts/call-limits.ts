import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { type CallLimits, PlatformError, type RateLimit } from '#platforms/platform.ts';
import { callSlices, callsPausedUntil, countCalls, lockCalls, pauseCalls } from './queries.ts';

/** A window is counted in this many slices; a slice that lies partly in it counts whole. */
const slicesPerWindow = 24;

/** Whose calls are counted: scopes by the `per` of a limit. */
export type CallScopes = Readonly<Record<RateLimit['per'], string>>;

/**
 * The limits of a platform for one account, counted in the database and so shared by every process. A rolling
 * window is never exceeded: what lies on its edge counts as inside.
 */
export function callLimits(ctx: Ctx, rules: readonly RateLimit[], scopes: CallScopes): CallLimits {
  const ruleOf = (bucket: string) => {
    const rule = rules.find((one) => one.bucket === bucket);
    if (!rule) throw new Error(`No manifest names the bucket "${bucket}".`);
    return rule;
  };
  return {
    async take(bucket, cost = 1) {
      const rule = ruleOf(bucket);
      const opensAt = await takeFrom(ctx, rule, scopes[rule.per], cost);
      if (!opensAt) return;
      const seconds = Math.max(1, Math.ceil((opensAt.getTime() - ctx.now().getTime()) / 1000));
      throw new PlatformError(
        'rate_limited',
        `The ${rule.max} calls of ${spoken(rule.windowSeconds)} are used up (${bucket.replaceAll('_', ' ')}).`,
        { retryAfterSeconds: seconds, hint: `Sent by itself after ${opensAt.toISOString()}.` },
      );
    },
    async learn(bucket, { remaining, resetsAt }) {
      const rule = ruleOf(bucket);
      if (remaining > 0 || resetsAt <= ctx.now()) return;
      await pauseCalls(ctx, { scope: scopes[rule.per], bucket }, resetsAt);
    },
  };
}

/** Counts a call, or tells from when on it may be made. */
async function takeFrom(ctx: Ctx, rule: RateLimit, scope: string, cost: number): Promise<Date | undefined> {
  const sliceMilliseconds = Math.max(1000, (rule.windowSeconds * 1000) / slicesPerWindow);
  const now = ctx.now().getTime();
  const sliceStart = new Date(Math.floor(now / sliceMilliseconds) * sliceMilliseconds);
  const oldest = new Date(now - rule.windowSeconds * 1000 - sliceMilliseconds);
  const counted = { scope, bucket: rule.bucket };
  return inTransaction(ctx, async (ctx) => {
    await lockCalls(ctx, counted);
    const pausedUntil = await callsPausedUntil(ctx, counted, new Date(now));
    if (pausedUntil) return pausedUntil;
    const slices = await callSlices(ctx, counted, oldest);
    const used = slices.reduce((sum, slice) => sum + slice.used, 0);
    if (used + cost > rule.max) return whenFree(slices, used + cost - rule.max, rule, sliceMilliseconds);
    await countCalls(ctx, counted, sliceStart, cost);
    return undefined;
  });
}

/** When enough of the oldest slices have left the window. */
function whenFree(
  slices: readonly { readonly sliceStart: Date; readonly used: number }[],
  tooMany: number,
  rule: RateLimit,
  sliceMilliseconds: number,
): Date {
  let freed = 0;
  for (const { sliceStart, used } of slices) {
    freed += used;
    if (freed >= tooMany) {
      return new Date(sliceStart.getTime() + rule.windowSeconds * 1000 + sliceMilliseconds);
    }
  }
  return new Date((slices.at(-1)?.sliceStart.getTime() ?? 0) + rule.windowSeconds * 1000 + sliceMilliseconds);
}

function spoken(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? 'a day' : `${seconds / 86_400} days`;
  if (seconds % 3600 === 0) return seconds === 3600 ? 'an hour' : `${seconds / 3600} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}
