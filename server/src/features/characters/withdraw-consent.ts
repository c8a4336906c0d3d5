import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { DeclarationState } from './contract.ts';
import { removeFileJob } from './jobs.ts';
import { presentDeclaration } from './present-character.ts';
import { endDeclaration, lockCharacter, readDeclaration } from './queries.ts';

/**
 * Ends a real person's consent: the references that stand on it go at once, and their files with them. The record
 * itself stays, since it says why what was made until then was allowed.
 * @throws AppError `not_found`, `invalid` for a synthetic declaration.
 */
export async function withdrawConsent(
  ctx: Ctx,
  characterId: string,
  declarationId: string,
): Promise<DeclarationState> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, characterId);
    const declaration = await readDeclaration(ctx, characterId, declarationId);
    if (declaration.kind !== 'consent') {
      throw new AppError('invalid', 'Only the consent of a real person can be withdrawn.', {
        hint: 'Archive the character when it should no longer be used.',
      });
    }
    if (declaration.withdrawnAt) return presentDeclaration(declaration, ctx.now());
    const withdrawnAt = ctx.now();
    const removed = await endDeclaration(ctx, declarationId, withdrawnAt);
    for (const sha256 of removed) await ctx.jobs.add(ctx.db, removeFileJob, { sha256 });
    await recordActivity(ctx, {
      verb: 'character.consent_withdrawn',
      subject: { type: 'character', id: characterId, topic: 'characters' },
      characterId,
      summary: `A consent for ${character.name} was withdrawn; ${removed.length} ${removed.length === 1 ? 'reference' : 'references'} went with it.`,
      facts: { declarationId, sha256: removed },
    });
    return presentDeclaration({ ...declaration, withdrawnAt }, ctx.now());
  });
}
