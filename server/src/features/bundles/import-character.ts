import { join } from 'node:path';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { assertAdult, removeUnnamedFile } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import { assertMedia } from './assert-media.ts';
import { fileNameOf, filesOf, type Records, type VersionRecord } from './bundle-format.ts';
import type { ImportedCharacter, ImportFields } from './contract.ts';
import { madeAfterSomebody } from './declare-synthetic.ts';
import { keepRecords } from './keep-records.ts';
import { type OpenedImport, openImport } from './open-import.ts';
import { contradicts } from './read-bundle.ts';
import { currentOf, readImport } from './read-import.ts';

/**
 * Takes in the character that was previewed: files first, then all rows in one transaction. Without a live
 * declaration, brought along and stood by or made now, it arrives paused and nothing is generated for it.
 * @throws AppError `conflict` for another file than the previewed one or a handle in use; `invalid` without an adult
 * age, for a minor, or for a damaged bundle. Nothing is kept then.
 */
export async function importCharacter(
  ctx: Ctx,
  path: string,
  fields: ImportFields,
): Promise<ImportedCharacter> {
  requireRole(ctx, 'editor');
  await using opened = await openImport(path);
  if (opened.sha256 !== fields.sha256) {
    throw new AppError('conflict', 'This is not the file that was shown.', {
      hint: 'Choose the file again and look at the preview.',
    });
  }
  const { records: read, refusal, age } = await readImport(opened, ctx.now());
  if (refusal !== null)
    throw new AppError('invalid', refusal, { hint: 'This rule has no setting. Nothing was kept.' });
  const records = withChoices(ctx, opened, read, fields, age);
  const kept: string[] = [];
  try {
    await storeFiles(ctx, opened, records, kept);
    return await inTransaction(ctx, (ctx) => keepRecords(ctx, records, fields.statement));
  } catch (error) {
    for (const sha256 of kept) await removeUnnamedFile(ctx, sha256);
    throw error;
  }
}

/** The records as the person wants them kept. */
function withChoices(
  ctx: Ctx,
  opened: OpenedImport,
  records: Records,
  fields: ImportFields,
  age: number | null,
): Records {
  const timeZone = fields.timeZone ?? records.character.timeZone;
  assertTimeZone(timeZone);
  const character = { ...records.character, handle: fields.handle, timeZone };
  if (opened.kind === 'card') {
    const versions = records.versions.map((version) => ofAge(version, fields.age ?? age, ctx));
    return { ...records, character, versions };
  }
  if (fields.acceptRecords === 'true') return { ...records, character };
  const isOfSomebodyReal = records.declarations.some(({ kind }) => kind === 'consent');
  if (fields.statement !== undefined && isOfSomebodyReal) throw madeAfterSomebody(currentOf(records).name);
  return notAccepted({ ...records, character }, ctx.now());
}

/** A card says nothing binding of an age: the person does. */
function ofAge(version: VersionRecord, age: number | null, ctx: Ctx): VersionRecord {
  if (age === null) {
    throw new AppError('invalid', 'This card does not say plainly how old the character is.', {
      field: 'age',
      hint: 'State the age: 18 or older.',
    });
  }
  const isOurs = version.age === age;
  const look = isOurs ? version.look : { ...version.look, apparentAge: Math.min(age, 90) };
  assertAdult(age, look);
  const name = ctx.actor.kind === 'user' ? ctx.actor.name : '';
  return { ...version, age, look, actor: { kind: 'user', name } };
}

/**
 * Declarations nobody here stands by are kept as records that no longer hold, and what stands on them stays out; with
 * a real person's consent among them, so does every picture.
 */
function notAccepted(records: Records, now: Date): Records {
  const at = now.toISOString();
  const declarations = records.declarations.map((one) => ({ ...one, withdrawnAt: one.withdrawnAt ?? at }));
  const base = { ...records, declarations, references: [] };
  const looks = records.looks.map((look) => ({ ...look, picture: null }));
  if (!declarations.some(({ kind }) => kind === 'consent')) return base;
  const character = { ...records.character, portrait: null, identity: null, identityVersion: null };
  return { ...base, character, assets: [], looks };
}

/** Puts every file the records name into the store, and notes each that was. */
async function storeFiles(ctx: Ctx, opened: OpenedImport, records: Records, kept: string[]): Promise<void> {
  if (opened.kind === 'card') {
    if (!records.character.card?.file) return;
    kept.push((await ctx.files.put(opened.path)).sha256);
    return;
  }
  await using scratch = await ctx.files.scratch();
  for (const [index, sha256] of filesOf(records).entries()) {
    const path = join(scratch.path, String(index));
    const unpacked = await opened.zip.extract(fileNameOf(sha256), path);
    if (unpacked.sha256 !== sha256)
      throw contradicts(`the file ${sha256.slice(0, 12)}… is not what its hash says`);
    await assertMedia(records, sha256, path);
    kept.push((await ctx.files.put(path)).sha256);
  }
}
