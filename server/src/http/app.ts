import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import {
  type FastifyPluginAsyncZod,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { AppContext } from '#context';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { answerError } from './error-responses.ts';
import { addIdempotency } from './idempotency.ts';
import { type SignInParts, sessionOf } from './request-context.ts';

const largestBodyBytes = 1024 * 1024;
const slowestRequestMilliseconds = 120_000;

/** What is mounted where: signed-in routes under /api/v1, open ones as they are. */
export interface HttpParts {
  readonly signIn: SignInParts;
  readonly routes: readonly FastifyPluginAsyncZod[];
  /** Open to anyone: rehearsal network, public timelines, media for platforms. */
  readonly openRoutes: readonly FastifyPluginAsyncZod[];
}

/** The HTTP server of the API role, not yet listening. */
export async function buildApp(studio: AppContext, parts: HttpParts): Promise<FastifyInstance> {
  // The logger's and the type provider's generics are left out: each plugin of ours states its own.
  const app = fastify({
    loggerInstance: studio.log.child({}, { level: studio.config.logLevel === 'debug' ? 'debug' : 'warn' }),
    bodyLimit: largestBodyBytes,
    requestTimeout: slowestRequestMilliseconds,
    genReqId: () => newId(),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2000 },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.decorate('studio', studio);
  app.decorate('signIn', parts.signIn);
  app.decorateRequest('session', null);
  await app.register(multipart, { throwFileSizeLimit: true });
  await app.register(rateLimit, { global: false });
  await app.register(websocket, { options: { maxPayload: 64 * 1024 } });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'AInfluencer', version: '1' } },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
  addHeaders(app);
  await app.register((api) => mountApi(api, parts.routes), { prefix: '/api/v1' });
  for (const routes of parts.openRoutes) await app.register(routes);
  return app;
}

async function mountApi(api: FastifyInstance, routes: readonly FastifyPluginAsyncZod[]): Promise<void> {
  api.addHook('onRequest', async (request) => {
    refuseForeignOrigin(request.headers.origin, request.headers.host, request.method);
    request.session = await sessionOf(request);
  });
  addIdempotency(api);
  for (const plugin of routes) await api.register(plugin);
  api.all('/*', { schema: { hide: true } }, (request) => {
    throw new AppError('not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`, {
      hint: 'The API is described at /api/docs.',
    });
  });
}

/** Another site's page must not act with this browser's session, nor read the live feed. */
function refuseForeignOrigin(origin: string | undefined, host: string | undefined, method: string): void {
  if (origin === undefined || method === 'HEAD') return;
  const from = URL.parse(origin)?.host;
  if (from !== host) {
    throw new AppError('forbidden', 'This request came from another site.', {
      hint: 'Open the studio at its own address and do it there.',
    });
  }
}

function addHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'same-origin');
    reply.header('x-frame-options', 'DENY');
    return payload;
  });
}
