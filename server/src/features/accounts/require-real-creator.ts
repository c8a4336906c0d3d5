import type { Ctx } from '#context';
import { declarationsOf, isLiveDeclaration } from '#features/characters/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';

/**
 * Lets a character onto a platform that takes only real creators when a real person's consent covers its face.
 * @throws AppError `forbidden` for a fully synthetic character, with the reason, its source and another platform.
 */
export async function requireRealCreator(
  ctx: Ctx,
  platform: string,
  character: { readonly id: CharacterId; readonly name: string },
): Promise<void> {
  const { name, needsRealCreator } = ctx.platforms.manifest(platform);
  if (!needsRealCreator) return;
  const consents = (await declarationsOf(ctx, character.id)).filter(
    (declaration) => declaration.kind === 'consent' && isLiveDeclaration(declaration, ctx.now()),
  );
  if (consents.some(({ scope }) => 'covers' in scope && scope.covers.includes('face'))) return;
  const { reason, source, instead } = needsRealCreator;
  throw new AppError('forbidden', `${character.name} has no real creator behind it. ${reason}`, {
    hint: `${instead} If ${name} is for a real person, record this person’s consent first.`,
    facts: { source },
  });
}
