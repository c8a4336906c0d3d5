import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { AccountId } from '#kernel/ids.ts';
import { deleteRegistration, keepRegistration, listRegistrations } from './app-registrations.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { checkAccount } from './check-account.ts';
import { connectAccount, reconnectAccount } from './connect-account.ts';
import {
  Account,
  AccountDetails,
  Accounts,
  AppRegistration,
  AppRegistrations,
  BeginSignIn,
  ChooseAccounts,
  ChosenAccounts,
  ConnectAccount,
  Disconnected,
  KeepAppRegistration,
  PauseAccount,
  PlatformInfos,
  ReconnectAccount,
  SignIn,
  SignInBegun,
} from './contract.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { chooseAccounts, readSignIn } from './finish-sign-in.ts';
import { getAccount } from './get-account.ts';
import { listAccounts, listPlatforms, pauseAccount } from './manage-account.ts';
import { pageAfterSignIn } from './page-after-sign-in.ts';

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
  app.get('/accounts/:accountId', { schema: { params, response: { 200: AccountDetails } } }, (request) =>
    getAccount(ctxOf(request), request.params.accountId),
  );
  app.post(
    '/accounts/:accountId/reconnect',
    { schema: { params, body: ReconnectAccount, response: { 200: Account } } },
    (request) => reconnectAccount(ctxOf(request), request.params.accountId, request.body.fields),
  );
  app.delete('/accounts/:accountId', { schema: { params, response: { 200: Disconnected } } }, (request) =>
    disconnectAccount(ctxOf(request), request.params.accountId),
  );
  await app.register(signInRoutes);
};

const signInParams = z.object({ signInId: z.uuid() });
const platformParams = z.object({ platform: z.string().max(40) });
/** Platforms send what they like; each value once, and none of unreasonable length. */
const callbackQuery = z.record(
  z.string().max(100),
  z.union([z.string().max(8000), z.array(z.string().max(8000))]),
);

const signInRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/accounts/sign-in',
    { schema: { body: BeginSignIn, response: { 200: SignInBegun } } },
    (request) => beginSignIn(ctxOf(request), request.body),
  );
  app.get(
    '/oauth/callback',
    { schema: { hide: true, querystring: callbackQuery } },
    async (request, reply) => {
      const query = Object.fromEntries(
        Object.entries(request.query).map(([name, value]) => [
          name,
          Array.isArray(value) ? (value[0] ?? '') : value,
        ]),
      );
      return reply.redirect(await pageAfterSignIn(() => ctxOf(request), query));
    },
  );
  app.get(
    '/accounts/sign-ins/:signInId',
    { schema: { params: signInParams, response: { 200: SignIn } } },
    (request) => readSignIn(ctxOf(request), request.params.signInId),
  );
  app.post(
    '/accounts/sign-ins/:signInId/choose',
    { schema: { params: signInParams, body: ChooseAccounts, response: { 200: ChosenAccounts } } },
    (request) => chooseAccounts(ctxOf(request), request.params.signInId, request.body.remoteIds),
  );
  app.get('/app-registrations', { schema: { response: { 200: AppRegistrations } } }, (request) =>
    listRegistrations(ctxOf(request)),
  );
  app.put(
    '/app-registrations/:platform',
    { schema: { params: platformParams, body: KeepAppRegistration, response: { 200: AppRegistration } } },
    (request) => keepRegistration(ctxOf(request), request.params.platform, request.body.fields),
  );
  app.delete(
    '/app-registrations/:platform',
    { schema: { params: platformParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await deleteRegistration(ctxOf(request), request.params.platform);
      return reply.code(204).send(null);
    },
  );
};
