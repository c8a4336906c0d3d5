import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { AppError } from '#kernel/errors.ts';
import { DeliveryId, PostId } from '#kernel/ids.ts';
import { editPublished, takeDown } from './change-published.ts';
import {
  CreatePost,
  DecideReview,
  DeliveryDetail,
  DeliveryPage,
  EditPost,
  EditPublished,
  ListDeliveries,
  ListPosts,
  PlanPost,
  Post,
  PostPage,
  ResolveDelivery,
  Schedule,
} from './contract.ts';
import { createPost } from './create-post.ts';
import { decideReview } from './decide-review.ts';
import { editPost } from './edit-post.ts';
import { getDelivery, getPost, listDeliveries, listPosts } from './list-deliveries.ts';
import { cancelDelivery, resolveDelivery, retryDelivery } from './manage-delivery.ts';
import { planPost } from './plan-post.ts';
import { readMediaTicket } from './public-media.ts';
import { scheduleDelivery, schedulePost } from './schedule-delivery.ts';
import { archivePost, submitPost } from './submit-post.ts';

const post = z.object({ postId: PostId });
const delivery = z.object({ deliveryId: DeliveryId });
const ok = { 200: Post };
const detail = { 200: DeliveryDetail };

export const publishingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/posts', { schema: { querystring: ListPosts, response: { 200: PostPage } } }, (request) =>
    listPosts(ctxOf(request), request.query),
  );
  app.post('/posts', { schema: { body: CreatePost, response: { 201: Post } } }, async (request, reply) =>
    reply.code(201).send(await createPost(ctxOf(request), request.body)),
  );
  app.get('/posts/:postId', { schema: { params: post, response: ok } }, (request) =>
    getPost(ctxOf(request), request.params.postId),
  );
  app.patch('/posts/:postId', { schema: { params: post, body: EditPost, response: ok } }, (request) =>
    editPost(ctxOf(request), request.params.postId, request.body),
  );
  app.post('/posts/:postId/submit', { schema: { params: post, response: ok } }, (request) =>
    submitPost(ctxOf(request), request.params.postId),
  );
  app.post('/posts/:postId/archive', { schema: { params: post, response: ok } }, (request) =>
    archivePost(ctxOf(request), request.params.postId),
  );
  app.post(
    '/posts/:postId/review',
    { schema: { params: post, body: DecideReview, response: ok } },
    (request) => decideReview(ctxOf(request), request.params.postId, request.body),
  );
  app.post('/posts/:postId/schedule', { schema: { params: post, body: Schedule, response: ok } }, (request) =>
    schedulePost(ctxOf(request), request.params.postId, request.body),
  );

  app.post('/posts/:postId/plan', { schema: { params: post, body: PlanPost, response: ok } }, (request) =>
    planPost(ctxOf(request), request.params.postId, request.body),
  );

  app.get(
    '/deliveries',
    { schema: { querystring: ListDeliveries, response: { 200: DeliveryPage } } },
    (request) => listDeliveries(ctxOf(request), request.query),
  );
  app.get('/deliveries/:deliveryId', { schema: { params: delivery, response: detail } }, (request) =>
    getDelivery(ctxOf(request), request.params.deliveryId),
  );
  app.post(
    '/deliveries/:deliveryId/schedule',
    { schema: { params: delivery, body: Schedule, response: detail } },
    async (request) => {
      await scheduleDelivery(ctxOf(request), request.params.deliveryId, request.body);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/cancel',
    { schema: { params: delivery, response: detail } },
    async (request) => {
      await cancelDelivery(ctxOf(request), request.params.deliveryId);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/retry',
    { schema: { params: delivery, response: detail } },
    async (request) => {
      await retryDelivery(ctxOf(request), request.params.deliveryId);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/take-down',
    { schema: { params: delivery, response: detail } },
    async (request) => {
      await takeDown(ctxOf(request), request.params.deliveryId);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/edit-published',
    { schema: { params: delivery, body: EditPublished, response: detail } },
    async (request) => {
      await editPublished(ctxOf(request), request.params.deliveryId, request.body);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
  app.post(
    '/deliveries/:deliveryId/resolve',
    { schema: { params: delivery, body: ResolveDelivery, response: detail } },
    async (request) => {
      await resolveDelivery(ctxOf(request), request.params.deliveryId, request.body);
      return getDelivery(ctxOf(request), request.params.deliveryId);
    },
  );
};

/** Serves those addresses: whole files with their length, no redirects, as platforms ask. */
export const publicMediaRoutes: FastifyPluginAsyncZod = async (app) => {
  const params = z.object({ ticket: z.string().max(2000), name: z.string().max(80) });
  app.get('/media/:ticket/:name', { schema: { params, hide: true } }, async (request, reply) => {
    const { path, mime } = readMediaTicket(app.studio, request.params.ticket);
    const { size } = await stat(path).catch((cause) => {
      throw new AppError('gone', 'This file is no longer here.', { cause });
    });
    return reply
      .header('content-type', mime)
      .header('content-length', size)
      .header('cache-control', 'private, max-age=3600')
      .send(createReadStream(path));
  });
};
