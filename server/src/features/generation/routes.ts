import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { changePicture, listPictureChanges } from './change-picture.ts';
import { chooseTake } from './choose-take.ts';
import {
  ChangePicture,
  ChooseTake,
  Generation,
  GenerationPage,
  ListGenerations,
  PictureChanges,
  PictureChangesQuery,
  StartGeneration,
} from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { listGenerations } from './list-generations.ts';
import { requeueTake } from './requeue-take.ts';
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
  app.post(
    '/picture-changes',
    { schema: { body: ChangePicture, response: { 200: Generation } } },
    (request) => changePicture(ctxOf(request), request.body),
  );
  app.get(
    '/picture-changes',
    { schema: { querystring: PictureChangesQuery, response: { 200: PictureChanges } } },
    (request) => listPictureChanges(ctxOf(request), request.query.assetId),
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
  app.post(
    '/generations/:generationId/takes/:takeId/requeue',
    { schema: { params: params.extend({ takeId: z.uuid() }), response: { 200: Generation } } },
    (request) => requeueTake(ctxOf(request), request.params.generationId, request.params.takeId),
  );
};
