import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Character } from '#features/characters/contract.ts';
import { receiveUpload } from '#http/receive-upload.ts';
import { ctxOf } from '#http/request-context.ts';
import {
  DeclareSynthetic,
  ExportCharacter,
  ExportEstimate,
  ImportedCharacter,
  ImportFields,
  ImportPreview,
  maxImportBytes,
} from './contract.ts';
import { declareSynthetic } from './declare-synthetic.ts';
import { estimateExport } from './estimate-export.ts';
import { exportCharacter } from './export-character.ts';
import { importCharacter } from './import-character.ts';
import { previewImport } from './preview-import.ts';

const params = z.object({ characterId: z.uuid() });

export const bundlesRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/character-bundles/:characterId/estimate',
    { schema: { params, response: { 200: ExportEstimate } } },
    (request) => estimateExport(ctxOf(request), request.params.characterId),
  );
  app.get(
    '/character-bundles/:characterId/file',
    { schema: { params, querystring: ExportCharacter } },
    async (request, reply) => {
      const made = await exportCharacter(ctxOf(request), request.params.characterId, request.query);
      return reply
        .header('content-length', made.bytes)
        .header('content-disposition', `attachment; filename="${made.saveAs}"`)
        .header('cache-control', 'private, no-store')
        .type(made.mime)
        .send(Readable.from(made.body));
    },
  );
  app.post(
    '/character-bundles/preview',
    { schema: { response: { 200: ImportPreview } } },
    async (request) => {
      const ctx = ctxOf(request);
      await using scratch = await ctx.files.scratch();
      const limits = { folder: scratch.path, maxBytes: maxImportBytes, fields: z.object({}) };
      const { path } = await receiveUpload(request, limits);
      return await previewImport(ctx, path);
    },
  );
  app.post(
    '/character-bundles/import',
    { schema: { response: { 200: ImportedCharacter } } },
    async (request) => {
      const ctx = ctxOf(request);
      await using scratch = await ctx.files.scratch();
      const limits = { folder: scratch.path, maxBytes: maxImportBytes, fields: ImportFields };
      const { path, fields } = await receiveUpload(request, limits);
      return await importCharacter(ctx, path, fields);
    },
  );
  app.post(
    '/character-bundles/:characterId/declaration',
    { schema: { params, body: DeclareSynthetic, response: { 200: Character } } },
    (request) => declareSynthetic(ctxOf(request), request.params.characterId, request.body),
  );
};
