import type { Ctx } from '#context';
import { CharacterContent, ConsentScope } from '#features/characters/contract.ts';
import {
  contentOf,
  declarationsOf,
  readCharacter,
  referencesOf,
  versionsOf,
} from '#features/characters/index.ts';
import type { AssetRow } from '#features/library/index.ts';
import { looksOf } from '#features/looks/index.ts';
import type { Actor } from '#kernel/actor.ts';
import {
  type AssetRecord,
  type CharacterRecord,
  type DeclarationRecord,
  type LookRecord,
  type Records,
  type ReferenceRecord,
  recordShapes,
  type Said,
  type VersionRecord,
} from './bundle-format.ts';
import type { ExportCharacter } from './contract.ts';
import { assetsOf, historyOf, type OriginRow, readOrigin } from './queries.ts';

type CharacterRow = Awaited<ReturnType<typeof readCharacter>>['character'];
type VersionRow = Awaited<ReturnType<typeof versionsOf>>[number];
type DeclarationRow = Awaited<ReturnType<typeof declarationsOf>>[number];
type LookRow = Awaited<ReturnType<typeof looksOf>>[number];
type ReferenceRow = Awaited<ReturnType<typeof referencesOf>>[number];

/** Everything the studio knows of a character, free of the studio's own keys. @throws AppError `not_found`. */
export async function collectRecords(
  ctx: Ctx,
  characterId: string,
  choice: ExportCharacter['assets'],
): Promise<Records> {
  const { character } = await readCharacter(ctx, characterId);
  const origin = await readOrigin(ctx, character.id);
  const declared = (await declarationsOf(ctx, character.id)).toReversed();
  const places = new Map(declared.map(({ id }, place) => [id, place]));
  const references = await referencesOf(ctx, character.id);
  const assets = await assetsOf(ctx, character, choice);
  const portrait = assets.find(({ id }) => id === character.portraitAssetId);
  const hashes = new Map(assets.map(({ id, sha256 }) => [id as string, sha256]));
  const versions = (await versionsOf(ctx, character.id)).toReversed();
  return readable({
    character: characterRecord(character, origin, portrait?.sha256 ?? null),
    versions: versions.map(versionRecord),
    declarations: declared.map(declarationRecord),
    references: references
      .map((row) => referenceRecord(row, places.get(row.declarationId) ?? 0))
      .toSorted((one, other) => (one.file.sha256 < other.file.sha256 ? -1 : 1)),
    assets: assets.map(assetRecord),
    looks: (await looksOf(ctx, character.id)).map((row) => lookRecord(row, hashes)),
    history: inOrder([...(origin?.history ?? []), ...(await historyOf(ctx, character.id))]),
  });
}

/** In the shape in which it will be read again, so that a second export writes the same. */
function readable(records: Records): Records {
  return {
    character: recordShapes.character.parse(records.character),
    versions: recordShapes.versions.parse(records.versions),
    declarations: recordShapes.declarations.parse(records.declarations),
    references: recordShapes.references.parse(records.references),
    assets: recordShapes.assets.parse(records.assets),
    history: recordShapes.history.parse(records.history),
    looks: recordShapes.looks.parse(records.looks),
  };
}

function inOrder(history: readonly Said[]): Said[] {
  const key = ({ at, kind, caption }: Said) => `${at} ${kind} ${caption}`;
  return history.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

function characterRecord(
  row: CharacterRow,
  origin: OriginRow | undefined,
  portrait: string | null,
): CharacterRecord {
  const { handle, state, timeZone, version, identity, identityVersion } = row;
  return { handle, state, timeZone, version, portrait, identity, identityVersion, card: cardRecord(origin) };
}

function cardRecord(origin: OriginRow | undefined): CharacterRecord['card'] {
  if (!origin?.cardFormat || !origin.cardContainer || origin.cardText === null) return null;
  const { cardFormat: format, cardContainer: container, cardText: text, fileSha256, fileBytes } = origin;
  return { format, container, text, file: fileSha256 ? { sha256: fileSha256, bytes: fileBytes ?? 0 } : null };
}

function versionRecord(row: VersionRow): VersionRecord {
  const { version, note } = row;
  const content = CharacterContent.parse(contentOf(row));
  return { ...content, version, note, actor: doerOf(row.actor), createdAt: row.createdAt.toISOString() };
}

function declarationRecord(row: DeclarationRow): DeclarationRecord {
  const { kind, statement, signer } = row;
  return {
    kind,
    statement,
    signer,
    scope: ConsentScope.safeParse(row.scope).data ?? {},
    actor: doerOf(row.actor),
    createdAt: row.createdAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  };
}

function referenceRecord(row: ReferenceRow, declaration: number): ReferenceRecord {
  const { kind, sha256, bytes, mime, width, height } = row;
  return {
    kind,
    file: { sha256, bytes, mime },
    width,
    height,
    declaration,
    createdAt: row.createdAt.toISOString(),
  };
}

function assetRecord(row: AssetRow): AssetRecord {
  const { sha256, bytes, mime, coverSha256, captionsSha256 } = row;
  return {
    ...row,
    hashes: hashesOf(row.hashes),
    file: { sha256, bytes, mime },
    cover: coverSha256,
    captions: captionsSha256,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

function lookRecord(row: LookRow, hashes: ReadonlyMap<string, string>): LookRecord {
  const { name, content, assetId, actor, createdAt } = row;
  const picture = (assetId && hashes.get(assetId)) ?? null;
  return { name, content, picture, actor: doerOf(actor), createdAt: createdAt.toISOString() };
}

function hashesOf(hashes: AssetRow['hashes']): AssetRecord['hashes'] {
  const { phash, dhash } = hashes ?? {};
  return phash !== undefined && dhash !== undefined ? { phash, dhash } : null;
}

function doerOf(actor: Actor): VersionRecord['actor'] {
  return actor.kind === 'user' ? { kind: 'user', name: actor.name } : { kind: 'system', job: actor.job };
}
