import type { Ctx } from '#context';
import { findAccount, platformAccount, platformCall } from '#features/accounts/index.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { PlatformError } from '#platforms/platform.ts';
import { presentComment } from './get-echo.ts';
import { type CommentRow, deleteComment, findComment, setComment } from './queries.ts';

const longestSeconds = 30;

/** Hides a comment under one of our posts, or shows it again, on the platform itself. */
export async function hideComment(ctx: Ctx, id: string, hidden: boolean) {
  requireRole(ctx, 'editor');
  const { comment, engaging, name, account, call } = await reach(ctx, id);
  if (!engaging?.hideComment) throw unable(name, 'hide comments');
  await asking(name, engaging.hideComment(comment.remoteId, hidden, account, call));
  await setComment(ctx, id, { hidden });
  await tell(ctx, comment, hidden ? 'was hidden' : 'is shown again');
  return presentComment({ ...comment, hidden });
}

/** Deletes a comment under one of our posts for good, on the platform itself. */
export async function removeComment(ctx: Ctx, id: string): Promise<void> {
  requireRole(ctx, 'editor');
  const { comment, engaging, name, account, call } = await reach(ctx, id);
  if (!engaging?.removeComment) throw unable(name, 'delete comments of others');
  await asking(name, engaging.removeComment(comment.remoteId, account, call));
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

async function asking(name: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new AppError('unavailable', `${name}: ${error.message}`, {
      hint: error.hint ?? 'Try again in a while, or do it in the app.',
      cause: error,
    });
  }
}

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
