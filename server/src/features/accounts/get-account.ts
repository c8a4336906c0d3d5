import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import { characterCard } from '#features/characters/index.ts';
import type { AccountId } from '#kernel/ids.ts';
import { withLimits } from '#platforms/account-limits.ts';
import type { PlatformManifest, RateLimit } from '#platforms/platform.ts';
import { describeLimits } from './describe-limits.ts';
import { callScopes } from './platform-call.ts';
import { presentAccount } from './present-account.ts';
import { type AccountRow, findAccount } from './queries.ts';
import { callCounts, callPauses } from './tables.ts';

/** Everything the page of one account shows, its posts excepted. */
export async function getAccount(ctx: Ctx, id: AccountId) {
  const row = await findAccount(ctx, id);
  const manifest = ctx.platforms.manifest(row.platform);
  return {
    ...presentAccount(ctx, row, await characterCard(ctx, row.characterId)),
    remoteId: row.remoteId,
    profileLabelled: row.profileLabelled,
    warnings: row.warnings,
    disconnectedAt: row.disconnectedAt?.toISOString() ?? null,
    canSignIn: manifest.oauth !== null && row.mode !== 'hand_off',
    quotas: row.mode === 'hand_off' ? [] : await quotasOf(ctx, row, manifest),
    limits: describeLimits(withLimits(manifest, row.limits)),
    /** Whether the platform itself told some of them for this account. */
    limitsOfItsOwn: Object.keys(row.limits).length > 0,
    apiVersion: manifest.apiVersion,
    verifiedLive: manifest.verifiedLive,
  };
}

/** How much of each documented limit is used up now, and which buckets the platform itself has closed. */
async function quotasOf(ctx: Ctx, row: AccountRow, { rateLimits }: PlatformManifest) {
  if (rateLimits.length === 0 || row.disconnectedAt) return [];
  const scopes = callScopes(ctx, row);
  const now = ctx.now();
  const longestSeconds = Math.max(...rateLimits.map(({ windowSeconds }) => windowSeconds));
  const wanted = Object.values(scopes);
  const counts = await ctx.db
    .select()
    .from(callCounts)
    .where(
      and(
        eq(callCounts.workspaceId, ctx.workspaceId),
        inArray(callCounts.scope, wanted),
        gte(callCounts.sliceStart, new Date(now.getTime() - longestSeconds * 1000)),
      ),
    );
  const pauses = await ctx.db
    .select()
    .from(callPauses)
    .where(
      and(
        eq(callPauses.workspaceId, ctx.workspaceId),
        inArray(callPauses.scope, wanted),
        sql`${callPauses.until} > ${now}`,
      ),
    );
  return rateLimits.map(({ bucket, max, windowSeconds, per }: RateLimit) => {
    const since = now.getTime() - windowSeconds * 1000;
    const mine = counts.filter((one) => one.scope === scopes[per] && one.bucket === bucket);
    const used = mine.reduce((sum, one) => (one.sliceStart.getTime() > since ? sum + one.used : sum), 0);
    const closed = pauses.find((one) => one.scope === scopes[per] && one.bucket === bucket);
    return { bucket, used, max, windowSeconds, per, closedUntil: closed?.until.toISOString() ?? null };
  });
}
