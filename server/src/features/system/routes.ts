import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ctxOf } from '#http/request-context.ts';
import { checkHealth } from './check-health.ts';
import { Home, SystemHealth } from './contract.ts';
import { getHome } from './get-home.ts';

export const systemRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/home', { schema: { response: { 200: Home } } }, (request) => getHome(ctxOf(request)));
  app.get('/system/health', { schema: { response: { 200: SystemHealth } } }, async (request) => {
    ctxOf(request);
    return checkHealth(app.studio);
  });
};
