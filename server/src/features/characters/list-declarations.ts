import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { presentDeclaration } from './present-character.ts';
import { declarationsOf, readCharacter, readDeclaration } from './queries.ts';
import { consentScopeOf } from './rules.ts';

/** What a character stands on, newest first, ended and withdrawn ones included. @throws AppError `not_found`. */
export async function listDeclarations(ctx: Ctx, characterId: string) {
  await readCharacter(ctx, characterId);
  const rows = await declarationsOf(ctx, characterId);
  return { items: rows.map((row) => presentDeclaration(row, ctx.now())) };
}

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** The paper of a consent, for saving. @throws AppError `not_found`. */
export async function openEvidence(ctx: Ctx, characterId: string, declarationId: string) {
  const row = await readDeclaration(ctx, characterId, declarationId);
  const scope = consentScopeOf(row);
  if (!scope?.evidence) throw new AppError('not_found', 'There is no file with this consent.');
  const { sha256, mime } = scope.evidence;
  const saveAs = `consent-${scope.givenOn}-${row.signer}.${endings[mime] ?? 'bin'}`;
  return { path: await ctx.files.pathOf(sha256), mime, tag: sha256, saveAs };
}
