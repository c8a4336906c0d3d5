import type { z } from 'zod';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { accountsOf } from '#features/accounts/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId, type PostId } from '#kernel/ids.ts';
import { type PostContent, readContent } from './content.ts';
import type { DecideReview } from './contract.ts';
import { findIssues } from './find-issues.ts';
import { presentPost } from './present-post.ts';
import { findPost, lockPost, updatePost } from './queries.ts';
import { assertPostCanBecome } from './rules.ts';
import { reviews } from './tables.ts';
import { tellPost } from './tell-delivery.ts';

const spoken = {
  approved: 'approved',
  changes_requested: 'sent back for changes',
  rejected: 'rejected',
} as const;

/**
 * A person's decision on exactly what they saw.
 * @throws AppError `conflict` when the post has changed since, so that nobody approves what they did not see.
 */
export async function decideReview(ctx: Ctx, postId: PostId, input: z.output<typeof DecideReview>) {
  requireRole(ctx, 'reviewer');
  await inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx, postId);
    assertPostCanBecome(post.state, input.decision);
    const content = await readContent(ctx, post);
    if (content.hash !== input.contentHash) {
      throw new AppError('conflict', 'This post has changed since you looked at it. Nothing was decided.', {
        hint: 'Look at it again and decide then.',
        facts: { contentHash: content.hash },
      });
    }
    if (input.decision === 'approved') await refuseBlocked(ctx, content);
    await updatePost(ctx, postId, {
      state: input.decision,
      approvedHash: input.decision === 'approved' ? content.hash : null,
    });
    await ctx.db.insert(reviews).values({
      id: newId(),
      workspaceId: ctx.workspaceId,
      postId,
      decision: input.decision,
      contentHash: content.hash,
      note: input.note,
      actor: ctx.actor,
      createdAt: ctx.now(),
    });
    const decided = `${spoken[input.decision]}${input.note ? `: ${input.note}` : '.'}`;
    const say = (character: string) => `${character}’s post was ${decided}`;
    await tellPost(ctx, post, `post.${input.decision}`, say, { contentHash: content.hash });
  });
  return presentPost(ctx, await findPost(ctx, postId));
}

/** @throws AppError `invalid` naming the first thing that would stop the post. */
export async function refuseBlocked(ctx: Ctx, content: PostContent): Promise<void> {
  const accounts = await accountsOf(ctx, [content.post.characterId], { disconnectedToo: true });
  const { post: issues, byDelivery } = findIssues(ctx, content, accounts);
  const blocking = [...issues, ...[...byDelivery.values()].flatMap((one) => one.issues)].find(
    ({ severity }) => severity === 'blocks',
  );
  if (!blocking) return;
  throw new AppError('invalid', blocking.message, { hint: blocking.hint ?? 'Correct it, then go on.' });
}
