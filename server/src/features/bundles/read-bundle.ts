import { createHash } from 'node:crypto';
import { z } from 'zod';
import { assertAdult } from '#features/characters/index.ts';
import { AppError } from '#kernel/errors.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import {
  bundleFormat,
  bundleVersion,
  fileNameOf,
  filesOf,
  largestManifestBytes,
  largestRecordBytes,
  Manifest,
  manifestName,
  type Records,
  recordNames,
  recordShapes,
} from './bundle-format.ts';
import type { ZipFile } from './zip-reader.ts';

const Claim = z.object({ format: z.literal(bundleFormat), formatVersion: z.number() });

/**
 * The records of a bundle, each compared with its hash and with the others; files are compared when they are unpacked.
 * @throws AppError `invalid` for one that is damaged, from a newer version, or that contradicts itself.
 */
export async function readBundle(zip: ZipFile): Promise<Records> {
  const manifest = await readManifest(zip);
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  for (const name of zip.entries.keys())
    if (name !== manifestName && !listed.has(name))
      throw contradicts(`it holds "${name}", which its list does not name`);
  for (const { path, bytes } of manifest.files)
    if (zip.entries.get(path)?.size !== bytes) throw contradicts(`"${path}" is missing or has another size`);

  const read = async <Shape extends z.ZodType>(
    key: keyof typeof recordNames,
    shape: Shape,
  ): Promise<z.output<Shape>> => {
    const name = recordNames[key];
    const bytes = await zip.read(name, largestRecordBytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (listed.get(name)?.sha256 !== sha256) throw contradicts(`"${name}" is not what its hash says`);
    return parseJson(name, bytes, shape);
  };
  const records: Records = {
    character: await read('character', recordShapes.character),
    versions: await read('versions', recordShapes.versions),
    declarations: await read('declarations', recordShapes.declarations),
    references: await read('references', recordShapes.references),
    assets: await read('assets', recordShapes.assets),
    history: await read('history', recordShapes.history),
    // Bundles of older releases have none.
    looks: listed.has(recordNames.looks) ? await read('looks', recordShapes.looks) : [],
  };
  for (const sha256 of filesOf(records))
    if (listed.get(fileNameOf(sha256))?.sha256 !== sha256)
      throw contradicts(`the file ${sha256.slice(0, 12)}… is missing`);
  assertSound(records);
  return records;
}

async function readManifest(zip: ZipFile): Promise<Manifest> {
  const bytes = await zip.read(manifestName, largestManifestBytes);
  const claim = parseJson(manifestName, bytes, Claim);
  if (claim.formatVersion > bundleVersion) {
    throw new AppError(
      'invalid',
      `This bundle was made by a newer version (format ${claim.formatVersion}).`,
      {
        hint: `Update this studio, which reads up to format ${bundleVersion}, and import it again.`,
        facts: { formatVersion: claim.formatVersion, reads: bundleVersion },
      },
    );
  }
  return parseJson(manifestName, bytes, Manifest);
}

function parseJson<Shape extends z.ZodType>(name: string, bytes: Buffer, shape: Shape): z.output<Shape> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw contradicts(`"${name}" is no JSON`, cause);
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw contradicts(
    `"${name}" has something else at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? ''}`,
  );
}

/** @throws AppError `invalid` when the records do not fit each other, or a version is of somebody under 18. */
function assertSound({ character, versions, declarations, references, assets, looks }: Records): void {
  const numbers = new Set(versions.map(({ version }) => version));
  if (numbers.size !== versions.length) throw contradicts('it holds a version twice');
  if (!numbers.has(character.version)) throw contradicts('its current version is missing');
  for (const { age, look } of versions) assertAdult(age, look);
  assertTimeZone(character.timeZone);
  if (references.some(({ declaration }) => declaration >= declarations.length))
    throw contradicts('a reference stands on no declaration');
  if (new Set(references.map(({ file }) => file.sha256)).size !== references.length)
    throw contradicts('it holds a reference twice');
  if (new Set(looks.map(({ name }) => name.toLowerCase())).size !== looks.length)
    throw contradicts('it holds two looks of one name');
  const pictured = new Set(assets.map(({ file }) => file.sha256));
  if (looks.some(({ picture }) => picture !== null && !pictured.has(picture)))
    throw contradicts('the picture of a look is missing');
  if (character.portrait !== null && !assets.some(({ file }) => file.sha256 === character.portrait))
    throw contradicts('its portrait is missing');
}

export function contradicts(what: string, cause?: unknown): AppError {
  return new AppError('invalid', `This bundle is damaged or was tampered with: ${what}.`, {
    hint: 'Export it again, and copy it whole. Nothing was kept of it.',
    cause,
  });
}
