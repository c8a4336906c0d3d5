import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Ctx } from '#context';
import type { NearestPicture } from '#media/checks/media-checks.ts';
import { hashImage } from '#media/hashes.ts';
import { nearestByHash } from './queries.ts';

export interface NearestAsked {
  readonly characterId: string;
  /** Assets that are left out. */
  readonly except?: readonly string[];
  /**
   * Leaves out the file itself where it was kept since then: a take that was cut off after its file was kept, and made
   * again, is no copy of another picture.
   */
  readonly notItselfSince?: Date;
}

/**
 * The picture of a character in the library that comes nearest to a file, mirrored ones included: by the share of
 * the bits that a copy may differ in, of the better of the two hashes. Archived pictures and those of `except` are
 * left out. Looks at the newest pictures of the character, as many as `nearestByHash` says.
 */
export async function findNearestPicture(
  ctx: Ctx,
  path: string,
  { characterId, except = [], notItselfSince }: NearestAsked,
): Promise<NearestPicture | null> {
  const hashes = await hashImage(path);
  const itself = notItselfSince && { sha256: await sha256Of(path), since: notItselfSince };
  const row = await nearestByHash(ctx, hashes, { characterId, except, ...(itself && { itself }) });
  if (!row) return null;
  const bits = { phash: row.phash, dhash: row.dhash };
  return { assetId: row.id, createdAt: new Date(row.createdAt), bits };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
