import type { FastifyRequest } from 'fastify';
import type { AppContext, Ctx } from '#context';
import { inNameOf } from '#context';
import type { Session, SessionFinder } from '#features/workspaces/find-session.ts';
import type { SignInLibrary } from '#features/workspaces/sign-in-service.ts';
import { AppError } from '#kernel/errors.ts';

export interface SignInParts {
  readonly library: SignInLibrary;
  readonly finder: SessionFinder;
}

declare module 'fastify' {
  interface FastifyInstance {
    studio: AppContext;
    signIn: SignInParts;
  }
  interface FastifyRequest {
    session: Session | null;
  }
}

export const signInOf = (request: FastifyRequest): SignInParts => request.server.signIn;

export const sessionOf = (request: FastifyRequest): Promise<Session | null> =>
  request.server.signIn.finder.find(request.headers.cookie);

/** The context of whoever sent the request. @throws AppError `unauthenticated` when nobody is signed in. */
export function ctxOf(request: FastifyRequest): Ctx {
  const { session } = request;
  if (!session) {
    throw new AppError('unauthenticated', 'You are not signed in, or your session has ended.', {
      hint: 'Sign in, then do it again. Nothing was changed.',
    });
  }
  if (!session.workspace) {
    throw new AppError('forbidden', 'You are not a member of any workspace.', {
      hint: 'Ask the owner of the studio to invite you.',
    });
  }
  const { id, role } = session.workspace;
  return inNameOf(
    request.server.studio,
    id,
    { kind: 'user', userId: session.userId, name: session.name },
    role,
  );
}
