import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { findMusic } from './queries.ts';

/** Where a music file lies. @throws AppError `not_found`. */
export async function openMusicFile(ctx: Ctx, musicId: string) {
  const music = await findMusic(ctx, musicId);
  if (!music) throw new AppError('not_found', 'There is no such music in this workspace.');
  return { path: await ctx.files.pathOf(music.sha256), mime: 'audio/mp4', tag: music.sha256 };
}
