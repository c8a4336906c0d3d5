import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { Likeness, ListMeasuredTakes, MeasuredTakePage } from './contract.ts';
import { getLikeness } from './get-likeness.ts';
import { listMeasuredTakes } from './list-measured-takes.ts';

const params = z.object({ characterId: z.uuid() });

export const identityRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/characters/:characterId/likeness',
    { schema: { params, response: { 200: Likeness } } },
    (request) => getLikeness(ctxOf(request), request.params.characterId),
  );
  app.get(
    '/characters/:characterId/likeness/takes',
    { schema: { params, querystring: ListMeasuredTakes, response: { 200: MeasuredTakePage } } },
    (request) => listMeasuredTakes(ctxOf(request), request.params.characterId, request.query),
  );
};
