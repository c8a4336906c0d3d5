import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Ctx } from '#context';
import { manifestName } from '#features/bundles/bundle-format.ts';
import { ExportCharacter, ImportFields } from '#features/bundles/contract.ts';
import { exportCharacter } from '#features/bundles/export-character.ts';
import { importCharacter } from '#features/bundles/import-character.ts';
import { openZip } from '#features/bundles/zip-reader.ts';
import { writeZip, type ZipPart } from '#features/bundles/zip-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'ainfluencer-bundles-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const limits = { entries: 1000, totalBytes: 1e9 };

/** A file anywhere. */
export async function kept(bytes: Uint8Array): Promise<string> {
  const path = join(folder, randomBytes(6).toString('hex'));
  await writeFile(path, bytes);
  return path;
}

/** What a person would download; its length is the one that was foretold. */
export async function exported(by: Ctx, id: string, wish: Partial<ExportCharacter> = {}): Promise<Buffer> {
  const made = await exportCharacter(by, id, ExportCharacter.parse(wish));
  const pieces: Uint8Array[] = [];
  for await (const piece of made.body) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  if (bytes.length === made.bytes) return bytes;
  throw new Error(`${made.bytes} bytes were foretold, and ${bytes.length} came.`);
}

type Choices = Partial<Omit<ImportFields, 'age'>> & { age?: number };
/** Takes in a file under a handle of its own. */
export async function imported(by: Ctx, bytes: Uint8Array, choices: Choices = {}) {
  const path = await kept(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const handle = `came.${randomBytes(4).toString('hex')}`;
  return importCharacter(by, path, ImportFields.parse({ sha256, handle, ...choices }));
}

/** The files of an archive by name. */
export async function contentOf(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  await using zip = await openZip(await kept(bytes), limits);
  const files = new Map<string, Buffer>();
  for (const name of zip.entries.keys()) files.set(name, await zip.read(name, limits.totalBytes));
  return files;
}

/** An archive of these files. */
export async function packed(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const parts: ZipPart[] = [...files].map(([name, bytes]) => ({ name, bytes }));
  for await (const piece of writeZip(parts)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Names of the files that are not byte for byte the same; the manifest tells when it was written. */
export async function differences(one: Uint8Array, another: Uint8Array): Promise<string[]> {
  const [first, second] = [await contentOf(one), await contentOf(another)];
  const names = new Set([...first.keys(), ...second.keys()]);
  names.delete(manifestName);
  return [...names].filter((name) => {
    const [before, after] = [first.get(name), second.get(name)];
    return !before || !after || Buffer.compare(before, after) !== 0;
  });
}
