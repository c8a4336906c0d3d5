import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Ctx } from '#context';
import { messageOf } from '#kernel/errors.ts';
import { drawEnrolments } from './learn-identity.ts';
import { referencesOf } from './queries.ts';
import type { Declared } from './require-declaration.ts';

/** No identity route of the engines we know uses more; the best come first. */
const mostPictures = 4;
const Centroid = z.array(z.number());

export interface FacePicture {
  readonly path: string;
  readonly mime: string;
}

/**
 * Pictures of the character's face for engines that keep a face: the references that people gave, else pictures
 * that the built-in engine draws of the look.
 */
export async function facePictures(
  ctx: Ctx,
  character: Declared,
  signal: AbortSignal,
): Promise<readonly FacePicture[]> {
  const given = await givenFaces(ctx, character);
  if (given.length > 0) return given;
  const drawn = await drawEnrolments(ctx, character, signal);
  return drawn.slice(0, mostPictures).map((path) => ({ path, mime: 'image/png' }));
}

async function givenFaces(ctx: Ctx, { characterId }: Declared): Promise<FacePicture[]> {
  const rows = (await referencesOf(ctx, characterId)).filter(({ kind }) => kind === 'face');
  return Promise.all(
    rows
      .slice(0, mostPictures)
      .map(async ({ sha256, mime }) => ({ path: await ctx.files.pathOf(sha256), mime })),
  );
}

/**
 * The centroid of the face in the references that people gave, for takes of engines that draw like a camera. Nothing
 * when there are none, or no clear face is in them. Learnt once for a set of references.
 */
export async function photoIdentity(
  ctx: Ctx,
  character: Declared,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  const rows = (await referencesOf(ctx, character.characterId)).filter(({ kind }) => kind === 'face');
  const hashes = rows.slice(0, mostPictures).map(({ sha256 }) => sha256);
  if (hashes.length === 0) return null;
  const key = createHash('sha256')
    .update(JSON.stringify(['photo', hashes]))
    .digest('hex');
  try {
    const path = await ctx.files.derived(key, 'identity.json', async (into) => {
      const paths = await Promise.all(hashes.map((sha256) => ctx.files.pathOf(sha256)));
      const centroid = await ctx.media.checks.enrol(paths, { engine: 'photo', signal });
      await writeFile(into, JSON.stringify(Array.from(centroid)));
    });
    return Centroid.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    signal.throwIfAborted();
    ctx.log.warn({ reason: messageOf(error) }, 'The face could not be learnt from the references');
    return null;
  }
}
