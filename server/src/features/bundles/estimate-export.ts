import type { Ctx } from '#context';
import { requireRole } from '#features/workspaces/require-role.ts';
import { type Records, recordBytes, recordNames } from './bundle-format.ts';
import { collectRecords } from './collect-records.ts';
import { assetChoices, type ExportEstimate } from './contract.ts';

/** What the end of an archive and the names in it take for each file, in bytes; the manifest's line included. */
const bytesPerFile = 620;
/** The same for the manifest, the records and the note that are always there. */
const bytesBesides = 2500;

/** How large each kind of bundle would be, without reading a file. @throws AppError `not_found`. */
export async function estimateExport(ctx: Ctx, characterId: string): Promise<ExportEstimate> {
  requireRole(ctx, 'editor');
  const bundles = [];
  let records: Records | undefined;
  for (const assets of assetChoices) {
    records = await collectRecords(ctx, characterId, assets);
    const files = [...records.references, ...records.assets].map(({ file }) => file);
    const written = Object.keys(recordNames) as (keyof typeof recordNames)[];
    const texts = written.reduce((sum, key) => sum + recordBytes(records?.[key]).length, 0);
    const media = files.reduce((sum, { bytes }) => sum + bytes + bytesPerFile, bytesBesides);
    bundles.push({ assets, bytes: texts + media, files: files.length });
  }
  return {
    bundles,
    versions: records?.versions.length ?? 0,
    references: records?.references.length ?? 0,
    declarations: records?.declarations.length ?? 0,
    history: records?.history.length ?? 0,
    looks: records?.looks.length ?? 0,
    hasPortrait: records?.character.portrait !== null,
  };
}
