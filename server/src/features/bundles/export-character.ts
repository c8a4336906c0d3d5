import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Ctx } from '#context';
import { recordActivity } from '#features/activities/record-activity.ts';
import { readCharacter } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import {
  bundleFormat,
  bundlePurpose,
  bundleVersion,
  fileNameOf,
  filesOf,
  type Manifest,
  manifestName,
  type Records,
  readmeName,
  recordBytes,
  recordNames,
  sourceTypesOf,
} from './bundle-format.ts';
import { collectRecords } from './collect-records.ts';
import type { ExportCharacter } from './contract.ts';
import { exportCard } from './export-card.ts';
import { handleOf } from './read-draft.ts';
import { writeZip, type ZipPart, zipBytes } from './zip-writer.ts';

/** A file on its way out. */
export interface ExportedCharacter {
  readonly saveAs: string;
  readonly mime: string;
  /** How long it will be. */
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * The character as one file: our bundle, which carries everything, or a card of another format. Files are read and
 * compared with their hash before the first byte leaves, and sent without being held in memory.
 * @throws AppError `not_found`, `gone` when a file is missing or damaged, `too_large` past 4 GB, `conflict` when a
 * picture card is wanted and there is no portrait yet.
 */
export async function exportCharacter(
  ctx: Ctx,
  characterId: string,
  wish: ExportCharacter,
): Promise<ExportedCharacter> {
  requireRole(ctx, 'editor');
  const { character } = await readCharacter(ctx, characterId);
  const made =
    wish.format === 'bundle'
      ? await exportBundle(ctx, character.id, wish.assets)
      : await exportCard(ctx, character.id, wish.format);
  await recordActivity(ctx, {
    verb: 'character.exported',
    subject: { type: 'character', id: character.id },
    characterId: character.id,
    summary: `${character.name} was exported as a ${wish.format === 'bundle' ? 'bundle' : 'card'}.`,
    facts: { ...wish, bytes: made.bytes },
  });
  const name = handleOf(character.handle).replaceAll('.', '-');
  return { mime: made.mime, bytes: made.bytes, body: made.body, saveAs: `${name}${made.ending}` };
}

async function exportBundle(ctx: Ctx, characterId: string, assets: ExportCharacter['assets']) {
  const records = await collectRecords(ctx, characterId, assets);
  const parts = [...recordParts(records), ...(await fileParts(ctx, filesOf(records)))];
  const sources = sourceTypesOf(records);
  const manifest: Manifest = {
    format: bundleFormat,
    formatVersion: bundleVersion,
    product: { name: ctx.media.product.name, version: ctx.media.product.version },
    exportedAt: ctx.now().toISOString(),
    assets,
    purpose: bundlePurpose,
    files: parts.map(({ part, sha256 }) => {
      const digitalSourceType = sources.get(sha256);
      return {
        path: part.name,
        sha256,
        bytes: bytesOf(part),
        ...(digitalSourceType && { digitalSourceType }),
      };
    }),
  };
  const all: ZipPart[] = [
    { name: manifestName, bytes: recordBytes(manifest) },
    ...parts.map(({ part }) => part),
  ];
  return {
    mime: 'application/zip',
    ending: '.character.zip',
    bytes: await zipBytes(all),
    body: writeZip(all),
  };
}

interface HashedPart {
  readonly part: ZipPart;
  readonly sha256: string;
}

const bytesOf = (part: ZipPart) => ('bytes' in part ? part.bytes.byteLength : part.size);

function recordParts(records: Records): HashedPart[] {
  const named = Object.entries(recordNames) as [keyof typeof recordNames, string][];
  const written = named.map(([key, name]) => ({ name, bytes: recordBytes(records[key]) }));
  const readme = { name: readmeName, bytes: Buffer.from(readmeText, 'utf8') };
  return [readme, ...written].map((part) => ({
    part,
    sha256: createHash('sha256').update(part.bytes).digest('hex'),
  }));
}

const readmeText = `A character of AInfluencer, with everything the studio knows of it.

Import it under Characters > Import. The JSON files are its records; "files" holds pictures, clips, sounds and
papers, each named by its SHA-256 and without an ending, as they lie in the studio. "manifest.json" says of each
picture, clip and sound how it was made (IPTC digital source type).

${bundlePurpose}
`;

/** Each file is read once here, for its checksum and to see that it is whole. */
async function fileParts(ctx: Ctx, hashes: readonly string[]): Promise<HashedPart[]> {
  const parts: HashedPart[] = [];
  for (const sha256 of hashes) {
    const path = await ctx.files.pathOf(sha256);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) hash.update(piece);
    });
    if (hash.digest('hex') !== sha256) {
      throw new AppError('gone', 'A file of this character is damaged in the data folder.', {
        hint: 'Restore it from a backup, or archive the picture and export without it.',
        facts: { sha256 },
      });
    }
    const { size } = await stat(path);
    parts.push({ part: { name: fileNameOf(sha256), path, size }, sha256 });
  }
  return parts;
}
