import { actorName } from '#features/activities/rules.ts';
import type {
  Character,
  CharacterContent,
  CharacterReference,
  CharacterSummary,
  CharacterVersion,
} from './contract.ts';
import type { CharacterRow, DeclarationRow, ReferenceRow, VersionRow } from './queries.ts';

export function presentSummary(row: CharacterRow): CharacterSummary {
  return {
    id: row.id,
    name: row.name,
    handle: row.handle,
    tagline: row.tagline,
    age: row.age,
    state: row.state,
    version: row.version,
    portraitUrl: row.portraitAssetId ? `/api/v1/assets/${row.portraitAssetId}/thumbnail?size=640` : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentCharacter(
  row: CharacterRow,
  version: VersionRow,
  declaration: DeclarationRow | undefined,
): Character {
  return {
    ...presentSummary(row),
    persona: version.persona,
    look: version.look,
    voice: version.voice,
    canon: version.canon,
    timeZone: row.timeZone,
    declaration: declaration
      ? {
          id: declaration.id,
          kind: declaration.kind,
          statement: declaration.statement,
          signer: declaration.signer,
          createdAt: declaration.createdAt.toISOString(),
        }
      : null,
    identityReady: row.identity !== null,
  };
}

export function contentOf(row: VersionRow): CharacterContent {
  const { name, tagline, age, persona, look, voice, canon } = row;
  return { name, tagline, age, persona, look, voice, canon };
}

export function presentVersion(row: VersionRow): CharacterVersion {
  return {
    ...contentOf(row),
    version: row.version,
    note: row.note,
    actorName: actorName(row.actor),
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentReference(row: ReferenceRow): CharacterReference {
  return {
    id: row.id,
    kind: row.kind,
    url: `/api/v1/characters/${row.characterId}/references/${row.id}/file`,
    mime: row.mime,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    declarationId: row.declarationId,
    createdAt: row.createdAt.toISOString(),
  };
}
