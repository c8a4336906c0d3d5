import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { AccountId } from '#kernel/ids.ts';
import { TrialState } from './contract.ts';
import { readTrial, startTrial } from './start-trial.ts';

const params = z.object({ accountId: AccountId });

export const trialsRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/accounts/:accountId/trial', { schema: { params, response: { 200: TrialState } } }, (request) =>
    readTrial(ctxOf(request), request.params.accountId),
  );
  app.post(
    '/accounts/:accountId/trial',
    { schema: { params, response: { 201: TrialState } } },
    async (request, reply) =>
      reply.code(201).send(await startTrial(ctxOf(request), request.params.accountId)),
  );
};
