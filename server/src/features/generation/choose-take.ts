import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { calibrateLikenessJob } from '#features/identity/index.ts';
import { addMedia } from '#features/publishing/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { Generation } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { chooseInGeneration, type GenerationRow, lockGeneration, type TakeRow, takesOf } from './queries.ts';
import { byWorth } from './rules.ts';

/** Remembers which take a person prefers. @throws AppError `conflict` for one that is not offered. */
export async function chooseTake(ctx: Ctx, generationId: string, takeId: string): Promise<Generation> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const generation = await lockGeneration(ctx, generationId);
    const all = await takesOf(ctx, [generation.id]);
    const take = all.find(({ id }) => id === takeId);
    if (!take) throw new AppError('not_found', 'This generation has no such take.');
    if (take.state !== 'done') {
      const reason = take.failure ? `: ${take.failure}` : '.';
      throw new AppError('conflict', `This take cannot be chosen${reason}`, {
        hint: 'Choose a take that is done, or ask for more takes.',
        facts: { state: take.state },
      });
    }
    const offered = all.filter(({ state }) => state === 'done').toSorted(byWorth);
    const chosenRank = offered.indexOf(take) + 1;
    await chooseInGeneration(ctx, generationId, {
      chosenTakeId: take.id,
      chosenRank,
      offered: offered.length,
    });
    const { workspaceId } = ctx;
    if (take.assetId) {
      await ctx.jobs.add(ctx.db, calibrateLikenessJob, { workspaceId, characterId: generation.characterId });
    }
    const added = await addToPost(ctx, generation, all, take);
    await recordActivity(ctx, {
      verb: 'generation.take_chosen',
      subject: { type: 'generation', id: generationId, topic: 'generations' },
      characterId: generation.characterId,
      summary: `Take ${take.number} was chosen${added ? ' and added to its post' : ''}.`,
      facts: { takeId, score: take.score, rank: chosenRank, offered: offered.length },
    });
    return getGeneration(ctx, generationId);
  });
}

/** Puts the chosen take into the post it was made for, in place of another take of the same request. */
async function addToPost(
  ctx: Ctx,
  { forPostId }: GenerationRow,
  all: readonly TakeRow[],
  { assetId }: TakeRow,
): Promise<boolean> {
  if (!forPostId || !assetId) return false;
  return addMedia(ctx, forPostId, { assetId, inPlaceOf: all.flatMap((take) => take.assetId ?? []) });
}
