import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { sendFile } from '#http/send-file.ts';
import { DeliveryId } from '#kernel/ids.ts';
import {
  ConfirmHandOff,
  HandOff,
  HandOffSettings,
  HandOffs,
  HandOffWithLink,
  SaveHandOffSettings,
  TickHandOff,
} from './contract.ts';
import { fileOf, openLink } from './open-link.ts';
import { getHandOff, listHandOffs, presentHandOff, renewLink } from './present-hand-off.ts';
import { findHandOff } from './queries.ts';
import { readSettings, saveSettings } from './settings.ts';
import { confirmHandOff, tickHandOff, undoHandOff } from './settle-hand-off.ts';
import { sendTestMessage } from './tell-phone.ts';

const params = z.object({ deliveryId: DeliveryId });
const own = { 200: HandOffWithLink };
const testSeconds = 30;

export const handOffRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/hand-offs', { schema: { response: { 200: HandOffs } } }, (request) =>
    listHandOffs(ctxOf(request)),
  );
  app.get('/deliveries/:deliveryId/hand-off', { schema: { params, response: own } }, (request) =>
    getHandOff(ctxOf(request), request.params.deliveryId),
  );
  app.post('/deliveries/:deliveryId/hand-off/new-link', { schema: { params, response: own } }, (request) =>
    renewLink(ctxOf(request), request.params.deliveryId),
  );
  app.post(
    '/deliveries/:deliveryId/hand-off/confirm',
    { schema: { params, body: ConfirmHandOff, response: own } },
    async (request) => {
      await confirmHandOff(ctxOf(request), request.params.deliveryId, request.body.address);
      return getHandOff(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/hand-off/undo',
    { schema: { params, response: own } },
    async (request) => {
      await undoHandOff(ctxOf(request), request.params.deliveryId);
      return getHandOff(ctxOf(request), request.params.deliveryId);
    },
  );
  app.get('/hand-off-settings', { schema: { response: { 200: HandOffSettings } } }, (request) =>
    readSettings(ctxOf(request)),
  );
  app.put(
    '/hand-off-settings',
    { schema: { body: SaveHandOffSettings, response: { 200: HandOffSettings } } },
    (request) => saveSettings(ctxOf(request), request.body),
  );
  app.post('/hand-off-settings/test', async (request, reply) => {
    await sendTestMessage(ctxOf(request), AbortSignal.timeout(testSeconds * 1000));
    return reply.code(204).send();
  });
  await app.register(linkRoutes, { prefix: '/hand-off/:ticket' });
};

const ticket = z.object({ ticket: z.string().max(200) });
const opened = { 200: HandOff };
/** A link is opened by a person or two, never by a crowd. */
const limited = { rateLimit: { max: 120, timeWindow: '1 minute' } };

/** What a link opens, without signing in: one package, and nothing else. */
const linkRoutes: FastifyPluginAsyncZod = async (app) => {
  const shown = async (text: string) => {
    const { ctx, row } = await openLink(app.studio, text);
    return presentHandOff(ctx, await findHandOff(ctx, row.deliveryId));
  };
  app.get('/', { schema: { params: ticket, response: opened }, config: limited }, (request) =>
    shown(request.params.ticket),
  );
  app.get(
    '/files/:index',
    {
      schema: { params: ticket.extend({ index: z.coerce.number().int().min(0).max(200) }) },
      config: limited,
    },
    async (request, reply) => {
      const file = fileOf(await openLink(app.studio, request.params.ticket), request.params.index);
      const { fullPath: path, mime, sha256: tag, name } = file;
      const saveAs = new URL(request.url, 'http://here').searchParams.has('save') ? { saveAs: name } : {};
      return sendFile(request, reply, { path, mime, tag, ...saveAs });
    },
  );
  app.post(
    '/confirm',
    { schema: { params: ticket, body: ConfirmHandOff, response: opened }, config: limited },
    async (request) => {
      const { ctx, row } = await openLink(app.studio, request.params.ticket);
      await confirmHandOff(ctx, row.deliveryId, request.body.address);
      return shown(request.params.ticket);
    },
  );
  app.post('/undo', { schema: { params: ticket, response: opened }, config: limited }, async (request) => {
    const { ctx, row } = await openLink(app.studio, request.params.ticket);
    await undoHandOff(ctx, row.deliveryId);
    return shown(request.params.ticket);
  });
  app.post(
    '/tick',
    { schema: { params: ticket, body: TickHandOff, response: opened }, config: limited },
    async (request) => {
      const { ctx, row } = await openLink(app.studio, request.params.ticket);
      await tickHandOff(ctx, row.deliveryId, request.body.ticked);
      return shown(request.params.ticket);
    },
  );
};
