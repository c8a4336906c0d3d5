import { join } from 'node:path';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { minutesAndSeconds } from '#kernel/film-problems.ts';
import { newId } from '#kernel/ids.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { type MusicFile, musicStatement } from './contract.ts';
import { presentMusic } from './list-music.ts';
import { findMusicByHash, insertMusic, type MusicRow, updateMusic } from './queries.ts';

export interface NewMusic {
  readonly name: string;
  /** Whether the person has ticked the statement of rights. */
  readonly hasRights: boolean;
  /** An uploaded file of which nothing is known yet. */
  readonly path: string;
}

const musicSeconds = { least: 1, most: 1200 };
const convertSeconds = 180;
/** Below this there is nothing to hear. */
const silenceLufs = -60;

/**
 * Keeps a music file for films, converted once and without its metadata, beside what was stated about the right to
 * use it. The same file again answers the one that is there.
 * @throws AppError `forbidden` without the statement; `unsupported_media` or `invalid` for a file that cannot be
 * used, of which nothing is kept.
 */
export async function addMusic(ctx: Ctx, input: NewMusic): Promise<MusicFile> {
  requireRole(ctx, 'editor');
  if (!input.hasRights) {
    throw new AppError('forbidden', 'Music is kept only with a statement of the right to use it.', {
      field: 'rights',
      hint: 'Tick the statement if it is true, then upload the file again.',
    });
  }
  const { kept, durationSeconds, lufs } = await convert(ctx, input.path);
  const row = {
    id: newId(),
    workspaceId: ctx.workspaceId,
    name: input.name.trim().slice(0, 120) || 'Music',
    ...kept,
    ...{ durationSeconds, lufs, statement: musicStatement, statedBy: ctx.actor, createdAt: ctx.now() },
  };
  return inTransaction(ctx, async (ctx) => {
    const made = await insertMusic(ctx, row);
    const known = made ?? (await findMusicByHash(ctx, kept.sha256));
    const music = known?.deletedAt ? await bringBack(ctx, known, row) : known;
    if (!music) throw new AppError('internal', 'The music could not be kept.');
    if (made) {
      await recordActivity(ctx, {
        verb: 'music.added',
        subject: { type: 'music', id: made.id, topic: 'films' },
        summary: `The music “${made.name}” was added, with a statement of the right to use it.`,
        facts: { sha256: made.sha256, statement: musicStatement },
      });
    }
    return presentMusic(music);
  });
}

/** Deleted music that is uploaded again stands under its new name and statement. */
async function bringBack(
  ctx: Ctx,
  known: MusicRow,
  { name, statement, statedBy }: Pick<MusicRow, 'name' | 'statement' | 'statedBy'>,
): Promise<MusicRow> {
  const change = { name, statement, statedBy, deletedAt: null };
  await updateMusic(ctx, known.id, change);
  return { ...known, ...change };
}

async function convert(ctx: Ctx, path: string) {
  await using scratch = await ctx.files.scratch();
  const { ffmpegPath } = ctx.media;
  const signal = AbortSignal.timeout(convertSeconds * 1000);
  const call = { signal, timeoutSeconds: convertSeconds, ...(ffmpegPath && { ffmpegPath }) };
  const facts = await probeMedia(path, call).catch((cause: unknown) => {
    throw noMusic(cause);
  });
  const { audio, durationSeconds = 0 } = facts;
  if (!audio) throw noMusic();
  if (durationSeconds < musicSeconds.least || durationSeconds > musicSeconds.most) {
    throw new AppError('invalid', `This music lasts ${minutesAndSeconds(durationSeconds)}.`, {
      field: 'file',
      hint: `Use a file of one second to ${musicSeconds.most / 60} minutes. Nothing was kept of it.`,
    });
  }
  const output = join(scratch.path, 'music.m4a');
  const format = [
    '-ac',
    '2',
    '-ar',
    '48000',
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    '-bitexact',
    '-map_metadata',
    '-1',
  ];
  // -xerror: a file that is damaged in the middle is refused, not kept in part.
  await runFfmpeg(
    [
      ...['-v', 'error', '-xerror', '-i', path, '-map', '0:a:0'],
      ...format,
      '-movflags',
      '+faststart',
      output,
    ],
    call,
  ).catch((cause: unknown) => {
    throw noMusic(cause);
  });
  const { lufs } = await ctx.media.measureLoudness(output, signal);
  if (lufs < silenceLufs) {
    throw new AppError('invalid', 'Nothing can be heard in this file.', {
      field: 'file',
      hint: 'Choose another file. Nothing was kept of it.',
    });
  }
  return { kept: await ctx.files.put(output), durationSeconds, lufs };
}

function noMusic(cause?: unknown): AppError {
  return new AppError('unsupported_media', 'This file is no music that can be read.', {
    field: 'file',
    hint: 'Use an MP3, M4A, WAV, FLAC or OGG file. Nothing was kept of it.',
    cause,
  });
}
