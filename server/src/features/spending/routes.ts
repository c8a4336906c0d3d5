import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ctxOf } from '#http/request-context.ts';
import {
  CostPage,
  CostQuote,
  EstimateCost,
  ListCosts,
  SetLimit,
  Spending,
  SpendingQuery,
} from './contract.ts';
import { estimateCost } from './estimate-cost.ts';
import { getSpending } from './get-spending.ts';
import { listCosts } from './list-costs.ts';
import { setLimit } from './set-limit.ts';

export const spendingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/spending', { schema: { querystring: SpendingQuery, response: { 200: Spending } } }, (request) =>
    getSpending(ctxOf(request), request.query),
  );
  app.put('/spending/limit', { schema: { body: SetLimit, response: { 200: Spending } } }, (request) =>
    setLimit(ctxOf(request), request.body),
  );
  app.get('/spending/costs', { schema: { querystring: ListCosts, response: { 200: CostPage } } }, (request) =>
    listCosts(ctxOf(request), request.query),
  );
  app.post(
    '/spending/estimate',
    { schema: { body: EstimateCost, response: { 200: CostQuote } } },
    (request) => estimateCost(ctxOf(request), request.body),
  );
};
