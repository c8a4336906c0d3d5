import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { PostId } from '#kernel/ids.ts';
import { instantOf } from '#kernel/time-zone.ts';
import type { PlanPost } from './contract.ts';
import { presentPost } from './present-post.ts';
import { type DeliveryRow, deliveriesOf, findPost, lockPost, type PostRow, setDelivery } from './queries.ts';
import { tellPost } from './tell-delivery.ts';

/**
 * Notes when a post that is not approved yet is meant to go out: it stands on the calendar, its pictures are made in
 * time, and nothing goes out by it. An approved post is scheduled instead.
 */
export async function planPost(ctx: Ctx, postId: PostId, input: PlanPost) {
  requireRole(ctx, 'editor');
  await inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx, postId);
    const planned = (await deliveriesOf(ctx, [postId])).filter(({ state }) => state === 'planned');
    if (post.state === 'approved' || post.state === 'archived' || planned.length === 0) {
      throw new AppError('conflict', 'There is nothing of this post to plan.', {
        hint:
          post.state === 'approved'
            ? 'It is approved: schedule it instead.'
            : 'Choose an account for it first.',
      });
    }
    for (const delivery of planned) await planDelivery(ctx, post, delivery, input);
    await tellPost(ctx, post, 'post.planned', (character) =>
      input.localTime === null
        ? `${character}’s post has no planned time any more.`
        : `${character}’s post is planned for ${input.localTime.replace('T', ' ')}.`,
    );
  });
  return presentPost(ctx, await findPost(ctx, postId));
}

/** The same for one delivery. @throws AppError `invalid` for a time that is past. */
export async function planDelivery(
  ctx: Ctx,
  post: PostRow,
  delivery: DeliveryRow,
  { localTime, timeZone: zone }: PlanPost,
): Promise<void> {
  if (localTime === null) return setDelivery(ctx, delivery.id, { publishAt: null, timeZone: null });
  const timeZone = zone ?? (await characterCard(ctx, post.characterId)).timeZone;
  const publishAt = instantOf(localTime, timeZone);
  if (publishAt <= ctx.now()) {
    throw new AppError('invalid', `${localTime.replace('T', ' ')} (${timeZone}) is in the past.`, {
      field: 'localTime',
      hint: 'Choose a later time.',
    });
  }
  await setDelivery(ctx, delivery.id, { publishAt, timeZone });
}
