import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { PostId } from '#kernel/ids.ts';
import { readContent } from './content.ts';
import { refuseBlocked } from './decide-review.ts';
import { presentPost } from './present-post.ts';
import { deliveriesOf, findPost, lockPost, setDelivery, updatePost } from './queries.ts';
import { assertPostCanBecome, type PostState, sentStates } from './rules.ts';
import { tellPost } from './tell-delivery.ts';

/** Puts a draft into the review queue. Refused while something would stop it from going out. */
export async function submitPost(ctx: Ctx, postId: PostId) {
  requireRole(ctx, 'editor');
  return changeState(ctx, postId, 'in_review', 'waits for review.', async (ctx) => {
    await refuseBlocked(ctx, await readContent(ctx, await findPost(ctx, postId)));
  });
}

/** Puts a post away. What is planned is cancelled; what went out stays out. */
export async function archivePost(ctx: Ctx, postId: PostId) {
  requireRole(ctx, 'editor');
  return changeState(ctx, postId, 'archived', 'was archived.', async (ctx) => {
    for (const delivery of await deliveriesOf(ctx, [postId])) {
      if (delivery.state === 'sending') {
        throw new AppError('conflict', 'This post is going out right now.', {
          hint: 'Wait a moment, then archive it.',
        });
      }
      if (!sentStates.includes(delivery.state)) {
        await setDelivery(ctx, delivery.id, { state: 'cancelled', publishAt: null });
      }
    }
  });
}

async function changeState(
  ctx: Ctx,
  postId: PostId,
  to: PostState,
  happened: string,
  before: (ctx: Ctx) => Promise<void>,
) {
  await inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx, postId);
    assertPostCanBecome(post.state, to);
    await before(ctx);
    await updatePost(ctx, postId, { state: to });
    await tellPost(ctx, post, `post.${to}`, (character) => `${character}’s post ${happened}`);
  });
  return presentPost(ctx, await findPost(ctx, postId));
}
