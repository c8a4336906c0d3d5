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
import { type DeclarationRow, declarationsOf, lockFile, readCharacter, referencesOf } from './queries.ts';
import { coversReference, isLiveDeclaration } from './rules.ts';
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
/** The first look loads the models, on a machine that may be busy. */
const lookSeconds = 180;
/** How certain a found face must be to count, 0 to 1. */
const surely = 0.5;
/** A face narrower than this share of the picture shows too little. */
const smallestShare = 0.08;

/**
 * Keeps a face or voice file for a character, cleaned of private metadata and bound by its hash to a live
 * declaration. The same file again answers the reference that is there.
 * @throws AppError `forbidden` without a live declaration; `unsupported_media`, `too_large` or `invalid` for a
 * file that cannot be used, of which nothing is kept.
 */
export async function addReference(ctx: Ctx, input: NewReference): Promise<CharacterReference> {
  requireRole(ctx, 'editor');
  const { character } = await readCharacter(ctx, input.characterId);
  const declaration = await standsOn(ctx, input);
  const kept = input.kind === 'face' ? await keepFace(ctx, input.path) : await keepVoice(ctx, input.path);
  return inTransaction(ctx, async (ctx) => {
    await lockFile(ctx, kept.sha256);
    // It may have gone since it was stored, with another character's reference to the same bytes.
    await ctx.files.pathOf(kept.sha256);
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

/** The declaration a reference is to stand on. */
async function standsOn(
  ctx: Ctx,
  { characterId, kind, declarationId }: NewReference,
): Promise<DeclarationRow> {
  const live = (await declarationsOf(ctx, characterId)).filter((row) => isLiveDeclaration(row, ctx.now()));
  const asked = declarationId === undefined ? live : live.filter(({ id }) => id === declarationId);
  const [first] = asked;
  if (!first) {
    throw new AppError('forbidden', 'A reference needs a live declaration or consent of this character.', {
      field: 'declarationId',
      hint: 'Add the declaration first, then upload the file under it.',
    });
  }
  const covering = asked.find((row) => coversReference(row, kind));
  if (covering) return covering;
  throw new AppError('forbidden', `${first.signer} has not agreed to the use of their ${kind}.`, {
    field: 'declarationId',
    hint: `Record a consent that covers the ${kind}, then upload the file under it.`,
  });
}

async function keepFace(ctx: Ctx, path: string): Promise<Kept> {
  const { bytes, mime, width, height } = await cleanReference(path);
  await assertOneFace(ctx, bytes);
  return { ...(await ctx.files.putBytes(bytes)), mime, width, height };
}

/** @throws AppError `invalid` unless exactly one person is plainly seen, and nothing explicit. */
async function assertOneFace(ctx: Ctx, bytes: Buffer): Promise<void> {
  const call = { signal: AbortSignal.timeout(lookSeconds * 1000) };
  const { width, faces } = await ctx.media.checks.findFaces(bytes, call);
  const [largest, ...others] = faces.filter(({ score }) => score >= surely);
  if (!largest) {
    throw notAFace(
      'No face was found in this picture.',
      'Use one that shows the face from the front, in good light.',
    );
  }
  if (others.length > 0) {
    throw notAFace(
      `There are ${others.length + 1} faces in this picture.`,
      'Cut it so that only the person it is about is in it.',
    );
  }
  if (largest.box.width < width * smallestShare) {
    throw notAFace('The face is too small in this picture.', 'Cut it closer around the head.');
  }
  const results = await ctx.media.checks.checkImage(bytes, { engine: 'photo', ...call });
  const blocking = results.find(({ isSafety, verdict }) => isSafety && verdict === 'fail');
  if (blocking?.name === 'apparent-age') {
    throw notAFace('This picture cannot be a reference: it may show a minor.', 'Use a picture of an adult.');
  }
  if (blocking) {
    throw notAFace(
      'This picture cannot be a reference: it may be explicit.',
      'Use a plain, clothed portrait.',
    );
  }
}

function notAFace(detail: string, hint: string): AppError {
  return new AppError('invalid', detail, { field: 'file', hint: `${hint} Nothing was kept.` });
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
