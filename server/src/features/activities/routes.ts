import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ctxOf } from '#http/request-context.ts';
import { ActivityPage, ListActivities, type LiveEvent } from './contract.ts';
import { listActivities } from './list-activities.ts';

/** A dashboard that stopped reading is cut off, so that its backlog cannot fill the memory. */
const largestBacklogBytes = 4 * 1024 * 1024;
const pingMilliseconds = 25_000;

export const activitiesRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/activities',
    { schema: { querystring: ListActivities, response: { 200: ActivityPage } } },
    (request) => listActivities(ctxOf(request), request.query),
  );

  app.get('/events', { websocket: true, schema: { hide: true } }, (socket, request) => {
    const ctx = ctxOf(request);
    const send = (event: LiveEvent) => {
      if (socket.bufferedAmount > largestBacklogBytes) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
    };
    const unsubscribe = ctx.events.subscribe(ctx.workspaceId, send);
    const ping = setInterval(() => socket.ping(), pingMilliseconds);
    socket.on('close', () => {
      clearInterval(ping);
      unsubscribe();
    });
    socket.on('error', () => socket.terminate());
    send({ type: 'hello', at: ctx.now().toISOString() });
  });
};
