import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { MarkInput, Verification } from '#media/provenance/marks.ts';
import type { AssetRow } from './queries.ts';
import { endingOf } from './rules.ts';

/** A file that may leave the product: marked, signed and read back. */
export interface MarkedCopy {
  readonly path: string;
  readonly mime: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly verification: Verification;
}

/** What is to be marked: an asset's own file, or a rendition of it. */
export interface Unmarked {
  readonly mime: string;
  /** Names the rendition among those of this asset. */
  readonly name: string;
  /** Writes or finds the file; its folder is gone afterwards. */
  readonly source: (folder: string) => Promise<string>;
}

/**
 * The marked copy of an asset: private metadata dropped, IPTC source type written, C2PA signed last.
 * Made once and kept; its marks are read back now, so a copy damaged on disk is never handed out.
 * @throws AppError `internal` when the marks do not hold.
 */
export async function markFile(
  ctx: Ctx,
  asset: AssetRow,
  characterName: string | null,
  unmarked: Unmarked,
): Promise<MarkedCopy> {
  const { marks } = ctx.media;
  const { mime } = unmarked;
  const disclosure = disclosureOf(ctx, asset, characterName, mime);
  const key = createHash('sha256')
    .update(JSON.stringify([disclosure, marks.signer.fingerprint, marks.signer.expiresAt]))
    .digest('hex')
    .slice(0, 16);
  const path = await ctx.files.derived(
    asset.sha256,
    `marked-${unmarked.name}-${key}.${endingOf(mime)}`,
    async (into) => {
      await using scratch = await ctx.files.scratch();
      await marks.markFile({ ...disclosure, input: await unmarked.source(scratch.path), output: into });
    },
  );
  const verification = await marks.verifyFile(path, mime);
  if (!verification.isOurs || verification.sourceType !== asset.sourceType) {
    throw new AppError('internal', `The marked copy cannot be used: ${verification.summary}`, {
      hint: 'Nothing leaves without valid marks. Remove the folder "derived" of the data folder, then try again.',
    });
  }
  return { path, mime, verification, bytes: (await stat(path)).size, sha256: await sha256Of(path) };
}

type Disclosed = Omit<MarkInput, 'input' | 'output'>;

function disclosureOf(ctx: Ctx, asset: AssetRow, characterName: string | null, mime: string): Disclosed {
  const { name, version } = ctx.media.product;
  const character = characterName ?? 'A virtual character';
  return {
    mime: mime as Disclosed['mime'],
    sourceType: asset.sourceType,
    title: character,
    creator: { character, product: name, version },
    recipeSummary: `${asset.engine}, ${asset.model}`.slice(0, 200),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
