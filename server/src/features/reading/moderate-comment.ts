import type { Ctx } from '#context';
import {
  asking,
  findAccount,
  platformAccount,
  platformCall,
  whenChanging,
} from '#features/accounts/index.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { presentComment } from './get-echo.ts';
import { type CommentRow, deleteComment, findComment, setComment } from './queries.ts';

const longestSeconds = 30;

/** Hides a comment under one of our posts, or shows it again, on the platform itself. */
export async function hideComment(ctx: Ctx, id: string, hidden: boolean) {
  requireRole(ctx, 'editor');
  const { comment, engaging, name, account, call } = await reach(ctx, id);
  if (!engaging?.hideComment) throw unable(name, 'hide comments');
  const hide = engaging.hideComment;
  await asking(name, () => hide(comment.remoteId, hidden, account, call), whenChanging);
  await setComment(ctx, id, { hidden });
  await tell(ctx, comment, hidden ? 'was hidden' : 'is shown again');
  return presentComment({ ...comment, hidden });
}

/** Deletes a comment under one of our posts for good, on the platform itself. */
export async function removeComment(ctx: Ctx, id: string): Promise<void> {
  requireRole(ctx, 'editor');
  const { comment, engaging, name, account, call } = await reach(ctx, id);
  if (!engaging?.removeComment) throw unable(name, 'delete comments of others');
  const remove = engaging.removeComment;
  await asking(name, () => remove(comment.remoteId, account, call), whenChanging);
  await deleteComment(ctx, id);
  await tell(ctx, comment, 'was deleted');
}

async function reach(ctx: Ctx, id: string) {
  const comment = await findComment(ctx, id);
  const row = await findAccount(ctx, comment.accountId);
  const { manifest, engaging } = ctx.platforms.get(row.platform);
  return {
    comment,
    engaging,
    name: manifest.name,
    account: platformAccount(ctx, row),
    call: platformCall(ctx, row, AbortSignal.timeout(longestSeconds * 1000), longestSeconds),
  };
}

const unable = (name: string, what: string) =>
  new AppError('conflict', `${name} does not let other programs ${what}.`, {
    hint: `Open the post in ${name} and do it there.`,
  });

async function tell(ctx: Ctx, comment: CommentRow, what: string): Promise<void> {
  await recordActivity(ctx, {
    verb: 'comment.moderated',
    subject: comment.deliveryId
      ? { type: 'delivery', id: comment.deliveryId, topic: 'deliveries' }
      : { type: 'account', id: comment.accountId, topic: 'accounts' },
    summary: `A comment of ${comment.authorHandle} ${what}.`,
    facts: { remoteId: comment.remoteId },
  });
}
