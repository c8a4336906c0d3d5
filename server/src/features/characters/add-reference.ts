import { join } from 'node:path';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { StoredBlob } from '#media/blob-store.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { cleanReference } from '#media/images.ts';
import type { CharacterReference } from './contract.ts';
import { presentReference } from './present-character.ts';
import { liveDeclaration, readCharacter, referencesOf } from './queries.ts';
import { characterReferences } from './tables.ts';

export interface NewReference {
  readonly characterId: string;
  readonly kind: 'face' | 'voice';
  /** The declaration it stands under; the character's live one when absent. */
  readonly declarationId?: string | undefined;
  /** An uploaded file of which nothing is known yet. */
  readonly path: string;
}

interface Kept extends StoredBlob {
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
}

const voiceSeconds = { least: 1, most: 600 };
const convertSeconds = 60;

/**
 * Keeps a face or voice file for a character, cleaned of private metadata and bound by its hash to a live
 * declaration. The same file again answers the reference that is there.
 * @throws AppError `forbidden` without a live declaration; `unsupported_media`, `too_large` or `invalid` for a
 * file that cannot be used, of which nothing is kept.
 */
export async function addReference(ctx: Ctx, input: NewReference): Promise<CharacterReference> {
  requireRole(ctx, 'editor');
  const { character } = await readCharacter(ctx, input.characterId);
  const declaration = await liveDeclaration(ctx, input.characterId);
  if (!declaration || (input.declarationId !== undefined && input.declarationId !== declaration.id)) {
    throw new AppError('forbidden', 'A reference needs a live declaration or consent of this character.', {
      field: 'declarationId',
      hint: 'Add the declaration first, then upload the file under it.',
    });
  }
  const kept = input.kind === 'face' ? await keepFace(ctx, input.path) : await keepVoice(ctx, input.path);
  return inTransaction(ctx, async (ctx) => {
    const [made] = await ctx.db
      .insert(characterReferences)
      .values({
        ...kept,
        id: newId(),
        workspaceId: ctx.workspaceId,
        characterId: character.id,
        kind: input.kind,
        declarationId: declaration.id,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning();
    if (made) {
      await recordActivity(ctx, {
        verb: 'character.reference_added',
        subject: { type: 'character', id: character.id, topic: 'characters' },
        characterId: character.id,
        summary: `A ${input.kind} reference was added to ${character.name}.`,
        facts: { sha256: kept.sha256, declarationId: declaration.id },
      });
      return presentReference(made);
    }
    const known = (await referencesOf(ctx, character.id)).find(({ sha256 }) => sha256 === kept.sha256);
    if (known) return presentReference(known);
    throw new AppError('internal', 'The reference could not be kept.');
  });
}

async function keepFace(ctx: Ctx, path: string): Promise<Kept> {
  const { bytes, mime, width, height } = await cleanReference(path);
  return { ...(await ctx.files.putBytes(bytes)), mime, width, height };
}

async function keepVoice(ctx: Ctx, path: string): Promise<Kept> {
  await using scratch = await ctx.files.scratch();
  const wav = join(scratch.path, 'voice.wav');
  const { ffmpegPath } = ctx.media;
  const call = {
    signal: AbortSignal.timeout(convertSeconds * 1000),
    timeoutSeconds: convertSeconds,
    ...(ffmpegPath && { ffmpegPath }),
  };
  const facts = await probeMedia(path, call).catch((cause: unknown) => {
    throw notAVoice(cause);
  });
  if (!facts.audio || facts.video) throw notAVoice();
  const { durationSeconds = 0 } = facts;
  if (durationSeconds < voiceSeconds.least || durationSeconds > voiceSeconds.most) {
    throw new AppError('invalid', `This recording lasts ${Math.round(durationSeconds)} seconds.`, {
      field: 'file',
      hint: `Use one of ${voiceSeconds.least} to ${voiceSeconds.most} seconds; ten to thirty are best.`,
    });
  }
  const format = ['-ac', '1', '-ar', '48000', '-c:a', 'pcm_s16le', '-bitexact', '-map_metadata', '-1'];
  // -xerror: a recording that is damaged in the middle is refused, not kept in part.
  await runFfmpeg(['-v', 'error', '-xerror', '-i', path, '-vn', ...format, wav], call).catch(
    (cause: unknown) => {
      throw notAVoice(cause);
    },
  );
  return { ...(await ctx.files.put(wav)), mime: 'audio/wav', width: null, height: null };
}

function notAVoice(cause?: unknown): AppError {
  return new AppError('unsupported_media', 'This file is no sound recording that can be read.', {
    field: 'file',
    hint: 'Use a WAV, MP3, FLAC, OGG or M4A recording.',
    cause,
  });
}
