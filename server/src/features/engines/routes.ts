import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { EngineInstanceId } from '#kernel/ids.ts';
import { listRoutes, setRoute } from './choose-route.ts';
import { connectEngine, disconnectEngine, editEngine } from './connect-engine.ts';
import {
  ConnectEngine,
  EditEngine,
  EngineInstanceInfo,
  EngineInstanceInfos,
  EngineKindInfos,
  EnginePlan,
  EngineRoutes,
  EngineStates,
  FoundEngines,
  PlanSettings,
  Probe,
  RoutesQuery,
  SetRoute,
  TestEngine,
} from './contract.ts';
import { findEngines } from './find-engines.ts';
import { getPlan, setPlanSettings } from './get-plan.ts';
import { listEngineKinds, listEngines } from './list-engines.ts';
import { presentInstances, presentProbe } from './present-instance.ts';
import { probeInstance, testEngine } from './probe-instance.ts';

const params = z.object({ engineId: EngineInstanceId });

export const enginesRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/engines', { schema: { response: { 200: EngineStates } } }, (request) =>
    listEngines(ctxOf(request)),
  );
  app.get('/engine-kinds', { schema: { response: { 200: EngineKindInfos } } }, async (request) =>
    listEngineKinds(ctxOf(request)),
  );
  app.get('/engine-instances', { schema: { response: { 200: EngineInstanceInfos } } }, async (request) => ({
    items: await presentInstances(ctxOf(request)),
  }));
  app.post(
    '/engine-instances',
    { schema: { body: ConnectEngine, response: { 201: EngineInstanceInfo } } },
    async (request, reply) => reply.code(201).send(await connectEngine(ctxOf(request), request.body)),
  );
  app.post(
    '/engine-instances/test',
    { schema: { body: TestEngine, response: { 200: Probe } } },
    async (request) => presentProbe(await testEngine(ctxOf(request), request.body)),
  );
  app.post('/engine-instances/find', { schema: { response: { 200: FoundEngines } } }, (request) =>
    findEngines(ctxOf(request)),
  );
  app.patch(
    '/engine-instances/:engineId',
    { schema: { params, body: EditEngine, response: { 200: EngineInstanceInfo } } },
    (request) => editEngine(ctxOf(request), request.params.engineId, request.body),
  );
  app.post(
    '/engine-instances/:engineId/probe',
    { schema: { params, response: { 200: EngineInstanceInfo } } },
    (request) => probeInstance(ctxOf(request), request.params.engineId),
  );
  app.delete(
    '/engine-instances/:engineId',
    { schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await disconnectEngine(ctxOf(request), request.params.engineId);
      return reply.code(204).send(null);
    },
  );
  app.get('/engine-plan', { schema: { response: { 200: EnginePlan } } }, (request) =>
    getPlan(ctxOf(request)),
  );
  app.put(
    '/engine-plan/settings',
    { schema: { body: PlanSettings, response: { 200: EnginePlan } } },
    (request) => setPlanSettings(ctxOf(request), request.body),
  );
  app.get(
    '/engine-routes',
    { schema: { querystring: RoutesQuery, response: { 200: EngineRoutes } } },
    (request) => listRoutes(ctxOf(request), request.query.characterId),
  );
  app.put('/engine-routes', { schema: { body: SetRoute, response: { 200: EngineRoutes } } }, (request) =>
    setRoute(ctxOf(request), request.body),
  );
};
