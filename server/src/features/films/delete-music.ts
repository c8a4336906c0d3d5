import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { removeUnnamedFile } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeletedMusic, MusicFile } from './contract.ts';
import { removeMusicJob } from './jobs.ts';
import { presentMusic } from './list-music.ts';
import { countFilmsWith, lockMusic, removeMusicRow, updateMusic } from './queries.ts';

/** How long deleted music can come back. */
const keptMilliseconds = 24 * 3600 * 1000;

/**
 * Takes a music file out of the list; it can be brought back for a day. Films that use it say that it is missing;
 * what was rendered with it stays. Again it changes nothing. @throws AppError `not_found`.
 */
export async function deleteMusic(ctx: Ctx, musicId: string): Promise<DeletedMusic> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const music = await lockMusic(ctx, musicId);
    const films = await countFilmsWith(ctx, music.id);
    if (music.deletedAt) return { films };
    const deletedAt = ctx.now();
    await updateMusic(ctx, music.id, { deletedAt });
    const runAt = new Date(deletedAt.getTime() + keptMilliseconds);
    const { workspaceId } = ctx;
    await ctx.jobs.add(ctx.db, removeMusicJob, { workspaceId, musicId: music.id }, { runAt });
    await tell(ctx, music, 'deleted');
    return { films };
  });
}

/** Brings deleted music back. @throws AppError `not_found` when it is gone for good. */
export async function restoreMusic(ctx: Ctx, musicId: string): Promise<MusicFile> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const music = await lockMusic(ctx, musicId);
    if (music.deletedAt) {
      await updateMusic(ctx, music.id, { deletedAt: null });
      await tell(ctx, music, 'brought back');
    }
    return presentMusic({ ...music, deletedAt: null });
  });
}

/** Removes music for good that was deleted a day ago, its file included. Does nothing when it came back. */
export async function removeMusic(ctx: Ctx, musicId: string): Promise<void> {
  const sha256 = await inTransaction(ctx, async (ctx) => {
    const music = await lockMusic(ctx, musicId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    });
    const until = ctx.now().getTime() - keptMilliseconds;
    if (!music?.deletedAt || music.deletedAt.getTime() > until) return undefined;
    await removeMusicRow(ctx, music.id);
    return music.sha256;
  });
  if (sha256) await removeUnnamedFile(ctx, sha256);
}

async function tell(ctx: Ctx, { id, name }: { id: string; name: string }, what: string): Promise<void> {
  await recordActivity(ctx, {
    verb: what === 'deleted' ? 'music.deleted' : 'music.restored',
    subject: { type: 'music', id, topic: 'films' },
    summary: `The music “${name}” was ${what}.`,
  });
}
