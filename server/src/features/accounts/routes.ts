import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { AccountId } from '#kernel/ids.ts';
import { checkAccount } from './check-account.ts';
import { connectAccount } from './connect-account.ts';
import { Account, Accounts, ConnectAccount, PauseAccount, PlatformInfos } from './contract.ts';
import { disconnectAccount, listAccounts, listPlatforms, pauseAccount } from './manage-account.ts';

const params = z.object({ accountId: AccountId });
const query = z.object({ characterId: z.uuid().optional() });

export const accountsRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/platforms', { schema: { response: { 200: PlatformInfos } } }, async (request) =>
    listPlatforms(ctxOf(request)),
  );
  app.get('/accounts', { schema: { querystring: query, response: { 200: Accounts } } }, (request) =>
    listAccounts(ctxOf(request), request.query.characterId),
  );
  app.post(
    '/accounts',
    { schema: { body: ConnectAccount, response: { 201: Account } } },
    async (request, reply) => reply.code(201).send(await connectAccount(ctxOf(request), request.body)),
  );
  app.post(
    '/accounts/:accountId/pause',
    { schema: { params, body: PauseAccount, response: { 200: Account } } },
    (request) => pauseAccount(ctxOf(request), request.params.accountId, request.body.paused),
  );
  app.post('/accounts/:accountId/check', { schema: { params, response: { 200: Account } } }, (request) =>
    checkAccount(ctxOf(request), request.params.accountId, request.signal),
  );
  app.delete(
    '/accounts/:accountId',
    { schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await disconnectAccount(ctxOf(request), request.params.accountId);
      return reply.code(204).send(null);
    },
  );
};
