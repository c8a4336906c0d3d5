import { actorName } from '#features/activities/rules.ts';
import type {
  Character,
  CharacterContent,
  CharacterReference,
  CharacterSummary,
  CharacterVersion,
  DeclarationState,
} from './contract.ts';
import type { CharacterRow, DeclarationRow, ReferenceRow, VersionRow } from './queries.ts';
import { consentScopeOf, isLiveDeclaration } from './rules.ts';

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
  now: Date,
): Character {
  return {
    ...presentSummary(row),
    persona: version.persona,
    look: version.look,
    voice: version.voice,
    canon: version.canon,
    timeZone: row.timeZone,
    declaration: declaration ? presentDeclaration(declaration, now) : null,
    identityReady: row.identity !== null,
  };
}

export function presentDeclaration(row: DeclarationRow, now: Date): DeclarationState {
  const scope = consentScopeOf(row);
  let consent: DeclarationState['consent'] = null;
  if (scope) {
    const { evidence, ...told } = scope;
    const path = `/api/v1/characters/${row.characterId}/declarations/${row.id}/file`;
    consent = { ...told, evidenceUrl: evidence && path };
  }
  return {
    id: row.id,
    kind: row.kind,
    statement: row.statement,
    signer: row.signer,
    createdAt: row.createdAt.toISOString(),
    live: isLiveDeclaration(row, now),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    consent,
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
