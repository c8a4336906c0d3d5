import type { Ctx } from '#context';
import { type Role, roles } from '#kernel/actor.ts';
import { AppError } from '#kernel/errors.ts';

/** Lets the role and every stronger one pass. @throws AppError `forbidden` for weaker ones. */
export function requireRole(ctx: Pick<Ctx, 'role'>, weakest: Role): void {
  if (roles.indexOf(ctx.role) <= roles.indexOf(weakest)) return;
  throw new AppError('forbidden', `This needs the role of ${weakest}; yours is ${ctx.role}.`, {
    hint: 'Ask an owner or admin of the workspace to do it or to change your role.',
  });
}
