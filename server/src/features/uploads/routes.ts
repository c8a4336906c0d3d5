import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { receiveUpload } from '#http/receive-upload.ts';
import { ctxOf } from '#http/request-context.ts';
import { maxUploadBytes, Uploaded, UploadFields } from './contract.ts';
import { uploadMedia } from './upload-media.ts';

export const uploadsRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post('/uploads', { schema: { response: { 200: Uploaded } } }, async (request) => {
    const ctx = ctxOf(request);
    await using scratch = await ctx.files.scratch();
    const limits = { folder: scratch.path, maxBytes: maxUploadBytes, fields: UploadFields };
    const { path, fields } = await receiveUpload(request, limits);
    return await uploadMedia(ctx, { ...fields, path, folder: scratch.path });
  });
};
