import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf, sessionOf, signInOf } from '#http/request-context.ts';
import { AppError } from '#kernel/errors.ts';
import { EditWorkspace, MakeOwner, OpenSessions, SessionState, SignIn } from './contract.ts';
import { editWorkspace } from './edit-workspace.ts';
import { makeOwner, needsOwner } from './make-owner.ts';
import { cookiesOf } from './sign-in-service.ts';

/** Guessing is slow: 10 tries a minute from one address. */
const guarded = { config: { rateLimit: { max: 10, timeWindow: '1 minute' } } };

const headersOf = (request: FastifyRequest) =>
  new Headers({
    cookie: request.headers.cookie ?? '',
    'user-agent': request.headers['user-agent'] ?? '',
    'x-forwarded-for': request.ip,
  });

export const workspacesRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/session', { schema: { response: { 200: SessionState } } }, async (request) => {
    const session = await sessionOf(request);
    if (!session) return { needsOwner: await needsOwner(app.studio), user: null, workspace: null };
    const { userId, name, email, workspace } = session;
    return { needsOwner: false, user: { id: userId, name, email }, workspace };
  });

  app.post('/owner', { ...guarded, schema: { body: MakeOwner } }, async (request, reply) => {
    const cookies = await makeOwner(app.studio, signInOf(request).library, request.body);
    return reply.header('set-cookie', cookies).code(204).send();
  });

  app.post('/sign-in', { ...guarded, schema: { body: SignIn } }, async (request, reply) => {
    const { email, password } = request.body;
    const answer = await signInOf(request).library.api.signInEmail({
      body: { email, password },
      headers: headersOf(request),
      asResponse: true,
    });
    const refusal = new AppError('unauthenticated', 'The e-mail address or the password is not right.', {
      hint: 'Check both. Passwords tell capital and small letters apart.',
    });
    return reply
      .header('set-cookie', await cookiesOf(answer, refusal))
      .code(204)
      .send();
  });

  app.post('/sign-out', async (request, reply) => {
    const { library, finder } = signInOf(request);
    const answer = await library.api.signOut({ headers: headersOf(request), asResponse: true });
    finder.forgetAll();
    return reply.header('set-cookie', answer.headers.getSetCookie()).code(204).send();
  });

  app.post('/sign-out-everywhere', async (request, reply) => {
    ctxOf(request);
    const { library, finder } = signInOf(request);
    await library.api.revokeSessions({ headers: headersOf(request) });
    const answer = await library.api.signOut({ headers: headersOf(request), asResponse: true });
    finder.forgetAll();
    return reply.header('set-cookie', answer.headers.getSetCookie()).code(204).send();
  });

  app.get('/sessions', { schema: { response: { 200: OpenSessions } } }, async (request) => {
    const session = ctxOf(request) && (await sessionOf(request));
    const open = await signInOf(request).library.api.listSessions({ headers: headersOf(request) });
    return {
      items: open.map((one) => ({
        id: one.id,
        current: one.id === session?.sessionId,
        userAgent: one.userAgent ?? null,
        createdAt: one.createdAt.toISOString(),
        expiresAt: one.expiresAt.toISOString(),
      })),
    };
  });

  app.patch(
    '/workspace',
    { schema: { body: EditWorkspace, response: { 204: z.null() } } },
    async (request, reply) => {
      await editWorkspace(ctxOf(request), request.body);
      signInOf(request).finder.forgetAll();
      return reply.code(204).send(null);
    },
  );
};
