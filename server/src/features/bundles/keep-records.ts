import type { Ctx } from '#context';
import { recordActivity } from '#features/activities/record-activity.ts';
import {
  characters,
  characterVersions,
  getCharacter,
  handleTaken,
  isLiveDeclaration,
  learnIdentityJob,
  lockFile,
  startDrawing,
  updateCharacter,
} from '#features/characters/index.ts';
import { insertLooks } from '#features/looks/index.ts';
import type { Actor } from '#kernel/actor.ts';
import { type AssetId, type CharacterId, newId } from '#kernel/ids.ts';
import type { AssetRecord, Records, VersionRecord } from './bundle-format.ts';
import type { ImportedCharacter } from './contract.ts';
import { measureAgain } from './measure-again.ts';
import { assetIdOf, insertAssets, insertDeclarations, insertReferences } from './queries.ts';
import { currentOf } from './read-import.ts';
import { characterOrigins } from './tables.ts';

/** People of another studio have no account here; their names stay. */
const importedUserId = 'imported';

/**
 * Writes the rows of an imported character, whose files are stored already, in the transaction of `ctx`.
 * @param statement The synthetic declaration a person makes with the import.
 * @throws AppError `conflict` for a handle in use.
 */
export async function keepRecords(
  ctx: Ctx,
  records: Records,
  statement: string | undefined,
): Promise<ImportedCharacter> {
  const id = newId<CharacterId>();
  await lockNamedFiles(ctx, records);
  await keepCharacter(ctx, id, records);
  const ids = await keepDeclarations(ctx, id, records, statement);
  await keepReferences(ctx, id, records, ids);
  const added = await insertAssets(
    ctx,
    records.assets.map((asset) => assetRow(ctx, id, asset)),
  );
  await keepLooks(ctx, id, records);
  await keepOrigin(ctx, id, records);
  const isLive = statement !== undefined || records.declarations.some((one) => holdsToday(one, ctx.now()));
  const { portrait, state } = records.character;
  const portraitAssetId = portrait ? await assetIdOf(ctx, portrait) : undefined;
  await updateCharacter(ctx, id, {
    ...(portraitAssetId && { portraitAssetId }),
    state: isLive ? state : 'paused',
  });
  const { name } = currentOf(records);
  await recordActivity(ctx, {
    verb: 'character.imported',
    subject: { type: 'character', id, topic: 'characters' },
    characterId: id,
    summary: isLive ? `${name} was imported.` : `${name} was imported, paused until somebody declares it.`,
    facts: { versions: records.versions.length, assets: records.assets.length, declared: isLive },
  });
  if (isLive) await startWhatIsMissing(ctx, id, records);
  await measureAgain(ctx, id, added);
  const assetsKnown = records.assets.length - added.length;
  return { character: await getCharacter(ctx, id), assetsAdded: added.length, assetsKnown };
}

function holdsToday({ kind, scope, withdrawnAt }: Records['declarations'][number], now: Date): boolean {
  return isLiveDeclaration({ kind, scope, withdrawnAt: withdrawnAt ? new Date(withdrawnAt) : null }, now);
}

/** Files that a removal elsewhere could take away between being stored and being named. */
async function lockNamedFiles(ctx: Ctx, { references, declarations, character }: Records): Promise<void> {
  const named = [
    ...references.map(({ file }) => file.sha256),
    ...declarations.map(({ scope }) => ('evidence' in scope ? scope.evidence?.sha256 : undefined)),
    character.card?.file?.sha256,
  ].filter((sha256) => sha256 !== undefined);
  for (const sha256 of [...new Set(named)].toSorted()) {
    await lockFile(ctx, sha256);
    await ctx.files.pathOf(sha256);
  }
}

async function keepCharacter(ctx: Ctx, id: CharacterId, records: Records): Promise<void> {
  const { handle, timeZone, version, identity, identityVersion } = records.character;
  const { name, tagline, age } = currentOf(records);
  const at = ctx.now();
  const made = await ctx.db
    .insert(characters)
    .values({
      id,
      workspaceId: ctx.workspaceId,
      ...{ name, handle, tagline, age, timeZone, version, identity, identityVersion },
      state: 'paused',
      createdAt: at,
      updatedAt: at,
    })
    .onConflictDoNothing()
    .returning({ id: characters.id });
  if (made.length === 0) throw handleTaken(handle);
  for (const record of records.versions)
    await ctx.db.insert(characterVersions).values(versionRow(ctx, id, record));
}

function versionRow(ctx: Ctx, characterId: CharacterId, record: VersionRecord) {
  return {
    ...record,
    characterId,
    workspaceId: ctx.workspaceId,
    actor: actorOf(record.actor),
    createdAt: new Date(record.createdAt),
  };
}

/** @returns The ids of the declarations that came along, in their order. */
async function keepDeclarations(
  ctx: Ctx,
  characterId: CharacterId,
  records: Records,
  statement: string | undefined,
): Promise<string[]> {
  // Ids grow with their place, so that records of one moment keep their order.
  const ids = records.declarations.map((_, place) => newId(ctx.now().getTime() + place));
  const base = { workspaceId: ctx.workspaceId, characterId };
  await insertDeclarations(
    ctx,
    records.declarations.map((record, place) => ({
      ...record,
      ...base,
      id: ids[place] ?? newId(),
      actor: actorOf(record.actor),
      createdAt: new Date(record.createdAt),
      withdrawnAt: record.withdrawnAt ? new Date(record.withdrawnAt) : null,
    })),
  );
  if (statement !== undefined) {
    const signer = ctx.actor.kind === 'user' ? ctx.actor.name : 'AInfluencer';
    const made = { id: newId(), kind: 'synthetic' as const, statement, signer, actor: ctx.actor };
    await insertDeclarations(ctx, [{ ...base, ...made, createdAt: ctx.now() }]);
  }
  return ids;
}

async function keepReferences(
  ctx: Ctx,
  characterId: CharacterId,
  { references }: Records,
  declarationIds: readonly string[],
): Promise<void> {
  await insertReferences(
    ctx,
    references.map(({ file, declaration, createdAt, ...record }) => ({
      ...record,
      ...file,
      id: newId(),
      workspaceId: ctx.workspaceId,
      characterId,
      declarationId: declarationIds[declaration] ?? '',
      createdAt: new Date(createdAt),
    })),
  );
}

function assetRow(ctx: Ctx, characterId: CharacterId, record: AssetRecord) {
  const { file, cover, captions, createdAt, archivedAt, ...rest } = record;
  return {
    ...rest,
    ...file,
    id: newId<AssetId>(),
    workspaceId: ctx.workspaceId,
    characterId,
    coverSha256: cover,
    captionsSha256: captions,
    createdAt: new Date(createdAt),
    archivedAt: archivedAt ? new Date(archivedAt) : null,
  };
}

async function keepLooks(ctx: Ctx, characterId: CharacterId, { looks }: Records): Promise<void> {
  const rows = [];
  for (const [place, { picture, actor, createdAt, ...record }] of looks.entries()) {
    // The picture may have been in the library before, and then stands for another character.
    const assetId = picture === null ? undefined : await assetIdOf(ctx, picture);
    rows.push({
      ...record,
      // Newest first: looks of one moment keep their order.
      id: newId(ctx.now().getTime() + looks.length - place),
      workspaceId: ctx.workspaceId,
      characterId,
      assetId: assetId ?? null,
      actor: actorOf(actor),
      createdAt: new Date(createdAt),
      deletedAt: null,
    });
  }
  await insertLooks(ctx, rows);
}

async function keepOrigin(
  ctx: Ctx,
  characterId: CharacterId,
  { character, history }: Records,
): Promise<void> {
  const { card } = character;
  await ctx.db.insert(characterOrigins).values({
    characterId,
    workspaceId: ctx.workspaceId,
    cardFormat: card?.format ?? null,
    cardContainer: card?.container ?? null,
    cardText: card?.text ?? null,
    fileSha256: card?.file?.sha256 ?? null,
    fileBytes: card?.file?.bytes ?? null,
    history: [...history],
    importedAt: ctx.now(),
  });
}

async function startWhatIsMissing(ctx: Ctx, characterId: CharacterId, { character }: Records): Promise<void> {
  if (character.portrait === null) await startDrawing(ctx, characterId);
  else if (character.identity === null)
    await ctx.jobs.add(ctx.db, learnIdentityJob, { workspaceId: ctx.workspaceId, characterId });
}

function actorOf(doer: VersionRecord['actor']): Actor {
  if (doer.kind === 'system') return doer;
  return { kind: 'user', userId: importedUserId, name: doer.name };
}
