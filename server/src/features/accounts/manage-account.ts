import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard, characterCards } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { AccountId, CharacterId } from '#kernel/ids.ts';
import { wellAgain } from './account-health.ts';
import { redirectUrlOf } from './begin-sign-in.ts';
import { presentAccount, presentPlatform } from './present-account.ts';
import { findAccount, markAccount } from './queries.ts';
import { accounts } from './tables.ts';

const mostShown = 1000;

/** Connected accounts, of one character or all. */
export async function listAccounts(ctx: Ctx, characterId: string | undefined) {
  const rows = await ctx.db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.workspaceId, ctx.workspaceId),
        isNull(accounts.disconnectedAt),
        characterId ? eq(accounts.characterId, characterId as CharacterId) : undefined,
      ),
    )
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(mostShown);
  const cards = await characterCards(
    ctx,
    rows.map((row) => row.characterId),
  );
  return {
    items: rows.flatMap((row) => {
      const character = cards.get(row.characterId);
      return character ? [presentAccount(ctx, row, character)] : [];
    }),
  };
}

export function listPlatforms(ctx: Ctx) {
  return {
    items: ctx.platforms.manifests.map((manifest) => presentPlatform(ctx, manifest)),
    redirectUrl: redirectUrlOf(ctx),
  };
}

/** Stops or lets go on what goes out on an account. What is being sent ends first. */
export async function pauseAccount(ctx: Ctx, id: AccountId, paused: boolean) {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const account = await findAccount(ctx, id);
    const by = ctx.actor.kind === 'user' ? `Paused by ${ctx.actor.name}.` : 'Paused by the studio.';
    await markAccount(
      ctx,
      id,
      paused ? { paused, pauseReason: by } : { ...wellAgain, paused, pauseReason: '' },
    );
    await recordActivity(ctx, {
      verb: paused ? 'account.paused' : 'account.resumed',
      subject: { type: 'account', id, topic: 'accounts' },
      characterId: account.characterId,
      summary: `${account.handle} was ${paused ? 'paused' : 'resumed'}.`,
    });
  });
  const account = await findAccount(ctx, id);
  return presentAccount(ctx, account, await characterCard(ctx, account.characterId));
}
