import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { deleteLook, renameLook, restoreLook } from './change-look.ts';
import { RenameLook, SavedLook, SavedLooks, SaveLook } from './contract.ts';
import { listLooks } from './list-looks.ts';
import { saveLook } from './save-look.ts';

const params = z.object({ characterId: z.uuid() });
const lookParams = z.object({ characterId: z.uuid(), lookId: z.uuid() });

export const looksRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/characters/:characterId/looks',
    { schema: { params, response: { 200: SavedLooks } } },
    (request) => listLooks(ctxOf(request), request.params.characterId),
  );
  app.post(
    '/characters/:characterId/looks',
    { schema: { params, body: SaveLook, response: { 200: SavedLook } } },
    (request) => saveLook(ctxOf(request), request.params.characterId, request.body),
  );
  app.patch(
    '/characters/:characterId/looks/:lookId',
    { schema: { params: lookParams, body: RenameLook, response: { 200: SavedLook } } },
    (request) =>
      renameLook(ctxOf(request), request.params.characterId, request.params.lookId, request.body.name),
  );
  app.delete(
    '/characters/:characterId/looks/:lookId',
    { schema: { params: lookParams } },
    async (request, reply) => {
      await deleteLook(ctxOf(request), request.params.characterId, request.params.lookId);
      return reply.code(204).send();
    },
  );
  app.post(
    '/characters/:characterId/looks/:lookId/restore',
    { schema: { params: lookParams, response: { 200: SavedLook } } },
    (request) => restoreLook(ctxOf(request), request.params.characterId, request.params.lookId),
  );
};
