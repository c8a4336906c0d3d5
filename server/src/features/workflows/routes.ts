import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { receiveUpload } from '#http/receive-upload.ts';
import { ctxOf } from '#http/request-context.ts';
import { EngineInstanceId } from '#kernel/ids.ts';
import { KeepWorkflow, KeptWorkflow, Workflow, WorkflowReading, Workflows } from './contract.ts';
import { keepWorkflow, removeWorkflow } from './keep-workflow.ts';
import { listWorkflows, listWorkflowsOf } from './list-workflows.ts';
import { getWorkflow, readWorkflow } from './read-workflow.ts';

const params = z.object({ engineId: EngineInstanceId });
const ofWorkflow = params.extend({ workflowId: z.string().min(1).max(60) });
const base = '/engine-instances/:engineId/workflows';
/** A picture may carry a workflow. */
const maxUploadBytes = 25 * 1024 * 1024;
/** A workflow goes along as text within JSON, which makes it longer. */
const bodyLimit = 6 * 1024 * 1024;

export const workflowsRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/engine-workflows', { schema: { response: { 200: Workflows } } }, (request) =>
    listWorkflows(ctxOf(request)),
  );
  app.get(base, { schema: { params, response: { 200: Workflows } } }, (request) =>
    listWorkflowsOf(ctxOf(request), request.params.engineId),
  );
  app.post(`${base}/read`, { schema: { params, response: { 200: WorkflowReading } } }, async (request) => {
    const ctx = ctxOf(request);
    await using scratch = await ctx.files.scratch();
    const limits = { folder: scratch.path, maxBytes: maxUploadBytes, fields: z.object({}) };
    const { path } = await receiveUpload(request, limits);
    return await readWorkflow(ctx, request.params.engineId, path);
  });
  app.post(
    base,
    { bodyLimit, schema: { params, body: KeepWorkflow, response: { 201: Workflow } } },
    async (request, reply) =>
      reply.code(201).send(await keepWorkflow(ctxOf(request), request.params.engineId, request.body)),
  );
  app.get(
    `${base}/:workflowId`,
    { schema: { params: ofWorkflow, response: { 200: KeptWorkflow } } },
    (request) => getWorkflow(ctxOf(request), request.params.engineId, request.params.workflowId),
  );
  app.put(
    `${base}/:workflowId`,
    { bodyLimit, schema: { params: ofWorkflow, body: KeepWorkflow, response: { 200: Workflow } } },
    (request) => {
      const { engineId, workflowId } = request.params;
      return keepWorkflow(ctxOf(request), engineId, request.body, workflowId);
    },
  );
  app.delete(
    `${base}/:workflowId`,
    { schema: { params: ofWorkflow, response: { 200: KeepWorkflow } } },
    (request) => removeWorkflow(ctxOf(request), request.params.engineId, request.params.workflowId),
  );
};
