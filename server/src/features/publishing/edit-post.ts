import type { z } from 'zod';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId, type PostId } from '#kernel/ids.ts';
import { readContent } from './content.ts';
import type { EditPost } from './contract.ts';
import { presentPost } from './present-post.ts';
import { deliveriesOf, findPost, lockPost, type PostRow, setDelivery, updatePost } from './queries.ts';
import { sentStates } from './rules.ts';
import { setMedia, setPartsMedia, setTargets, setVariants } from './set-content.ts';
import { reviews } from './tables.ts';
import { tellPost } from './tell-delivery.ts';

/**
 * Changes a post. Whatever a reviewer saw is no longer what they approved: a changed content voids the
 * approval and takes its deliveries off the calendar.
 * @throws AppError `conflict` with `facts.current` when somebody else changed it since `revision`.
 */
export async function editPost(ctx: Ctx, postId: PostId, input: z.output<typeof EditPost>) {
  requireRole(ctx, 'editor');
  const current = await inTransaction(ctx, async (ctx) => {
    const post = await lockPost(ctx, postId);
    if (post.revision !== input.revision) return post;
    await refuseWhenSent(ctx, postId);
    const before = await readContent(ctx, post);
    await applyEdit(ctx, post, input);
    const after = await readContent(ctx, { ...post, ...pick(input) });
    if (after.hash !== before.hash) await voidApproval(ctx, post, before.hash);
    await tellPost(ctx, post, 'post.edited', (character) => `${character}’s post was edited.`);
    return undefined;
  });
  if (current) throw await editedMeanwhile(ctx, current);
  return presentPost(ctx, await findPost(ctx, postId));
}

const pick = (input: z.output<typeof EditPost>) => {
  const { caption, hashtags, language, rating, form, title, parts, firstComment } = input;
  return {
    ...(caption === undefined ? {} : { caption }),
    ...(hashtags === undefined ? {} : { hashtags }),
    ...(language === undefined ? {} : { language }),
    ...(rating === undefined ? {} : { rating }),
    ...(form === undefined ? {} : { form }),
    ...(title === undefined ? {} : { title }),
    ...(parts === undefined ? {} : { parts: parts.map(({ text }) => text) }),
    ...(firstComment === undefined ? {} : { firstComment }),
  };
};

async function applyEdit(ctx: Ctx, post: PostRow, input: z.output<typeof EditPost>): Promise<void> {
  await updatePost(ctx, post.id, { ...pick(input), revision: post.revision + 1 });
  if (input.media) await setMedia(ctx, post.id, input.media);
  if (input.parts) await setPartsMedia(ctx, post.id, input.parts);
  if (input.accountIds) await setTargets(ctx, post, input.accountIds);
  await setVariants(ctx, post.id, {
    ...(input.options && { options: input.options }),
    ...(input.captions && { captions: input.captions }),
  });
}

async function refuseWhenSent(ctx: Ctx, postId: PostId): Promise<void> {
  const sent = (await deliveriesOf(ctx, [postId])).some(({ state }) => sentStates.includes(state));
  if (!sent) return;
  throw new AppError(
    'conflict',
    'This post has gone out, or is going out now, so it can no longer be changed.',
    {
      hint: 'Make a new post from it instead.',
    },
  );
}

/** Back to draft, and off the calendar. */
async function voidApproval(ctx: Ctx, post: PostRow, contentHash: string): Promise<void> {
  if (post.state === 'draft' || post.state === 'changes_requested') return;
  await updatePost(ctx, post.id, { state: 'draft', approvedHash: null });
  for (const delivery of await deliveriesOf(ctx, [post.id])) {
    if (delivery.state !== 'scheduled') continue;
    await setDelivery(ctx, delivery.id, { state: 'planned', publishAt: null, approvedHash: null });
  }
  if (post.state !== 'approved') return;
  await ctx.db.insert(reviews).values({
    id: newId(),
    workspaceId: ctx.workspaceId,
    postId: post.id,
    decision: 'voided',
    contentHash,
    note: 'The post was edited after it had been approved.',
    actor: ctx.actor,
    createdAt: ctx.now(),
  });
}

async function editedMeanwhile(ctx: Ctx, post: PostRow): Promise<AppError> {
  return new AppError('conflict', 'Somebody else changed this post while you were editing it.', {
    hint: 'Compare both versions, keep what you want, and save again. Your text is still here.',
    facts: { current: await presentPost(ctx, post) },
  });
}
