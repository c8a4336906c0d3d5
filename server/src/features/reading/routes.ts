import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { AccountId, DeliveryId } from '#kernel/ids.ts';
import type { WebhookRequest } from '#platforms/engagement.ts';
import { AccountCourse, Comment, CommentPage, Echo, HideComment, ListComments } from './contract.ts';
import { getAccountCourse, getEcho, listComments, readEchoNow } from './get-echo.ts';
import { hideComment, removeComment } from './moderate-comment.ts';
import { answerChallenge, receiveWebhook } from './receive-webhook.ts';

const ofDelivery = z.object({ deliveryId: DeliveryId });
const ofComment = z.object({ commentId: z.uuid() });
const echo = { 200: Echo };

export const readingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/deliveries/:deliveryId/echo', { schema: { params: ofDelivery, response: echo } }, (request) =>
    getEcho(ctxOf(request), request.params.deliveryId),
  );
  app.post(
    '/deliveries/:deliveryId/echo/read',
    { schema: { params: ofDelivery, response: echo } },
    (request) => readEchoNow(ctxOf(request), request.params.deliveryId),
  );
  app.get('/comments', { schema: { querystring: ListComments, response: { 200: CommentPage } } }, (request) =>
    listComments(ctxOf(request), request.query),
  );
  app.post(
    '/comments/:commentId/hide',
    { schema: { params: ofComment, body: HideComment, response: { 200: Comment } } },
    (request) => hideComment(ctxOf(request), request.params.commentId, request.body.hidden),
  );
  app.delete('/comments/:commentId', { schema: { params: ofComment } }, async (request, reply) => {
    await removeComment(ctxOf(request), request.params.commentId);
    return reply.code(204).send();
  });
  app.get(
    '/accounts/:accountId/numbers',
    { schema: { params: z.object({ accountId: AccountId }), response: { 200: AccountCourse } } },
    (request) => getAccountCourse(ctxOf(request), request.params.accountId),
  );
};

const ofPlatform = z.object({ platform: z.string().max(40) });
const largestBodyBytes = 512 * 1024;

/** Where platforms tell that something happened: `/webhooks/<platform>`. Signatures are over the raw bytes. */
export const webhookRoutes: FastifyPluginAsyncZod = async (app) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBodyBytes }, (_request, body, done) =>
    done(null, body),
  );
  app.get('/webhooks/:platform', { schema: { params: ofPlatform, hide: true } }, async (request, reply) => {
    const { body, mime } = await answerChallenge(app.studio, request.params.platform, asked(request));
    return reply.type(mime).send(body);
  });
  app.post('/webhooks/:platform', { schema: { params: ofPlatform, hide: true } }, async (request, reply) => {
    await receiveWebhook(app.studio, request.params.platform, asked(request));
    return reply.code(200).send('');
  });
};

function asked(request: FastifyRequest): WebhookRequest {
  const text = (value: string | readonly string[] | undefined) =>
    typeof value === 'string' ? value : (value ?? []).join(', ');
  const query = URL.parse(request.url, 'http://studio')?.searchParams ?? new URLSearchParams();
  return {
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, text(value)])),
    query: Object.fromEntries(query),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}
