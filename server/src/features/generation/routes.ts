import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { chooseTake } from './choose-take.ts';
import { ChooseTake, Generation, GenerationPage, ListGenerations, StartGeneration } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { listGenerations } from './list-generations.ts';
import { startGeneration } from './start-generation.ts';

const params = z.object({ generationId: z.uuid() });

export const generationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post('/generations', { schema: { body: StartGeneration, response: { 200: Generation } } }, (request) =>
    startGeneration(ctxOf(request), request.body),
  );
  app.get(
    '/generations',
    { schema: { querystring: ListGenerations, response: { 200: GenerationPage } } },
    (request) => listGenerations(ctxOf(request), request.query),
  );
  app.get('/generations/:generationId', { schema: { params, response: { 200: Generation } } }, (request) =>
    getGeneration(ctxOf(request), request.params.generationId),
  );
  app.post(
    '/generations/:generationId/cancel',
    { schema: { params, response: { 200: Generation } } },
    (request) => cancelGeneration(ctxOf(request), request.params.generationId),
  );
  app.post(
    '/generations/:generationId/choose',
    { schema: { params, body: ChooseTake, response: { 200: Generation } } },
    (request) => chooseTake(ctxOf(request), request.params.generationId, request.body.takeId),
  );
};
