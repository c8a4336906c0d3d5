import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ctxOf } from '#http/request-context.ts';
import { sendFile } from '#http/send-file.ts';
import { Asset, AssetMarks, AssetPage, AssetRelatives, EditAsset, ListAssets, Tags } from './contract.ts';
import { editAsset } from './edit-asset.ts';
import { exportAsset } from './export-asset.ts';
import { getAsset } from './get-asset.ts';
import { getAssetMarks } from './get-asset-marks.ts';
import { getRelatives } from './get-relatives.ts';
import { listAssets } from './list-assets.ts';
import { listTags } from './list-tags.ts';
import { openAssetFile } from './open-asset-file.ts';
import { openThumbnail } from './open-thumbnail.ts';

const params = z.object({ assetId: z.uuid() });
const ThumbnailQuery = z.object({ size: z.enum(['256', '640']).default('256') });

export const libraryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/assets', { schema: { querystring: ListAssets, response: { 200: AssetPage } } }, (request) =>
    listAssets(ctxOf(request), request.query),
  );
  app.get('/assets/:assetId', { schema: { params, response: { 200: Asset } } }, (request) =>
    getAsset(ctxOf(request), request.params.assetId),
  );
  app.patch(
    '/assets/:assetId',
    { schema: { params, body: EditAsset, response: { 200: Asset } } },
    (request) => editAsset(ctxOf(request), request.params.assetId, request.body),
  );
  app.get(
    '/assets/:assetId/relatives',
    { schema: { params, response: { 200: AssetRelatives } } },
    (request) => getRelatives(ctxOf(request), request.params.assetId),
  );
  app.get('/tags', { schema: { response: { 200: Tags } } }, (request) => listTags(ctxOf(request)));

  for (const which of ['file', 'cover', 'captions'] as const) {
    app.get(`/assets/:assetId/${which}`, { schema: { params } }, async (request, reply) =>
      sendFile(request, reply, await openAssetFile(ctxOf(request), request.params.assetId, which)),
    );
  }
  app.get(
    '/assets/:assetId/thumbnail',
    { schema: { params, querystring: ThumbnailQuery } },
    async (request, reply) => {
      const pixels = request.query.size === '640' ? 640 : 256;
      return sendFile(request, reply, await openThumbnail(ctxOf(request), request.params.assetId, pixels));
    },
  );
  app.get('/assets/:assetId/export', { schema: { params } }, async (request, reply) => {
    const { path, mime, sha256, saveAs } = await exportAsset(ctxOf(request), request.params.assetId);
    return sendFile(request, reply, { path, mime, tag: sha256, saveAs, mayChange: true });
  });
  app.get('/assets/:assetId/marks', { schema: { params, response: { 200: AssetMarks } } }, (request) =>
    getAssetMarks(ctxOf(request), request.params.assetId),
  );
};
