import { open } from 'node:fs/promises';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { validateImage } from '#media/images.ts';
import type { ConsentScope, DeclarationState, GiveConsent } from './contract.ts';
import { presentDeclaration } from './present-character.ts';
import { lockFile, readCharacter } from './queries.ts';
import { consentStatement } from './rules.ts';
import { declarations } from './tables.ts';

const shortestNote = 10;

/**
 * Records that a real person agreed to a character having their face or voice, with the paper that shows it (an
 * uploaded file at `path`, kept unchanged) or a note of how it was given.
 * @throws AppError `invalid` without either, for a day still to come or an end before its beginning;
 * `unsupported_media` for a paper that is neither PDF nor picture. Nothing is kept then.
 */
export async function giveConsent(
  ctx: Ctx,
  characterId: string,
  input: GiveConsent,
  path?: string,
): Promise<DeclarationState> {
  requireRole(ctx, 'editor');
  const { character } = await readCharacter(ctx, characterId);
  assertDates(input, ctx.now());
  if (path === undefined && input.note.length < shortestNote) {
    throw new AppError('invalid', 'Nothing shows this consent yet.', {
      field: 'note',
      hint: 'Add the signed paper or the message as a file, or write down how the person gave the consent.',
    });
  }
  const { person, covers, purpose, givenOn, until = null, note } = input;
  const evidence = path === undefined ? null : await keepEvidence(ctx, path);
  const scope: ConsentScope = { covers, purpose, givenOn, until, note, evidence };
  return inTransaction(ctx, async (ctx) => {
    if (evidence) {
      await lockFile(ctx, evidence.sha256);
      await ctx.files.pathOf(evidence.sha256);
    }
    const [made] = await ctx.db
      .insert(declarations)
      .values({
        id: newId(),
        workspaceId: ctx.workspaceId,
        characterId: character.id,
        kind: 'consent',
        statement: consentStatement(character.name, scope, person),
        signer: person,
        scope,
        actor: ctx.actor,
        createdAt: ctx.now(),
      })
      .returning();
    if (!made) throw new AppError('internal', 'The consent could not be kept.');
    await recordActivity(ctx, {
      verb: 'character.consent_given',
      subject: { type: 'character', id: character.id, topic: 'characters' },
      characterId: character.id,
      summary: `A consent was recorded for ${character.name}.`,
      facts: { declarationId: made.id, covers, ...(evidence && { sha256: evidence.sha256 }) },
    });
    return presentDeclaration(made, ctx.now());
  });
}

function assertDates({ givenOn, until }: GiveConsent, now: Date): void {
  // A day's room: it is already tomorrow somewhere.
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  if (givenOn > tomorrow) {
    throw new AppError('invalid', 'A consent cannot have been given on a day still to come.', {
      field: 'givenOn',
      hint: 'Enter the day on which the person agreed.',
    });
  }
  if (until === undefined || (until >= givenOn && until >= now.toISOString().slice(0, 10))) return;
  throw new AppError('invalid', 'This consent has ended already.', {
    field: 'until',
    hint: 'Enter a later last day, or leave it empty when it has no end.',
  });
}

/** Unchanged, since it is a proof: what it is, is told by its content. */
async function keepEvidence(ctx: Ctx, path: string): Promise<NonNullable<ConsentScope['evidence']>> {
  const mime = (await isPdf(path)) ? 'application/pdf' : (await validateEvidence(path)).mime;
  return { ...(await ctx.files.put(path)), mime };
}

async function validateEvidence(path: string) {
  return validateImage(path).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, {
      field: 'file',
      hint: 'Use a PDF, or a JPEG, PNG or WebP picture of the paper or the message.',
      cause: error,
    });
  });
}

async function isPdf(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(5), 0, 5, 0);
    return buffer.toString('latin1') === '%PDF-';
  } finally {
    await file.close();
  }
}
