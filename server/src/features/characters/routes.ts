import { join } from 'node:path';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { receiveUpload } from '#http/receive-upload.ts';
import { ctxOf } from '#http/request-context.ts';
import { sendFile } from '#http/send-file.ts';
import { addReference } from './add-reference.ts';
import {
  Character,
  CharacterPage,
  CharacterReference,
  CharacterReferences,
  CharacterVersions,
  CreateCharacter,
  DeclarationState,
  Declarations,
  EditCharacter,
  GiveConsent,
  ListCharacters,
  LookPreview,
  maxReferenceBytes,
  PersonaTemplates,
  RestoreVersion,
  referenceKinds,
  SetCharacterState,
  VoiceSample,
} from './contract.ts';
import { createCharacter } from './create-character.ts';
import { editCharacter } from './edit-character.ts';
import { FileCache } from './file-cache.ts';
import { getCharacter } from './get-character.ts';
import { giveConsent } from './give-consent.ts';
import { listCharacters } from './list-characters.ts';
import { listDeclarations, openEvidence } from './list-declarations.ts';
import { listPersonaTemplates } from './list-persona-templates.ts';
import { listReferences, openReference } from './list-references.ts';
import { listVersions } from './list-versions.ts';
import { LookPreviews } from './preview-look.ts';
import { removeReference } from './remove-reference.ts';
import { restoreVersion } from './restore-version.ts';
import { sampleVoice } from './sample-voice.ts';
import { setCharacterState } from './set-character-state.ts';
import { TemplatePictures } from './template-pictures.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const params = z.object({ characterId: z.uuid() });
const versionParams = z.object({ characterId: z.uuid(), version: z.coerce.number().int().min(1) });
const referenceParams = z.object({ characterId: z.uuid(), referenceId: z.uuid() });
const templateParams = z.object({ templateId: z.string().max(60) });
const UploadFields = z.object({
  kind: z.enum(referenceKinds, 'Say what the file shows: face or voice.'),
  declarationId: z.uuid().optional(),
});

const declarationParams = z.object({ characterId: z.uuid(), declarationId: z.uuid() });
/** A form holds words only. */
const ConsentFields = z.strictObject({
  ...GiveConsent.shape,
  covers: z
    .string()
    .transform((kinds) => kinds.split(','))
    .pipe(GiveConsent.shape.covers),
});

export const charactersRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post('/characters', { schema: { body: CreateCharacter, response: { 200: Character } } }, (request) =>
    createCharacter(ctxOf(request), request.body),
  );
  app.get(
    '/characters',
    { schema: { querystring: ListCharacters, response: { 200: CharacterPage } } },
    (request) => listCharacters(ctxOf(request), request.query),
  );
  app.get('/characters/:characterId', { schema: { params, response: { 200: Character } } }, (request) =>
    getCharacter(ctxOf(request), request.params.characterId),
  );
  app.patch(
    '/characters/:characterId',
    { schema: { params, body: EditCharacter, response: { 200: Character } } },
    (request) => editCharacter(ctxOf(request), request.params.characterId, request.body),
  );
  app.post(
    '/characters/:characterId/state',
    { schema: { params, body: SetCharacterState, response: { 200: Character } } },
    (request) => setCharacterState(ctxOf(request), request.params.characterId, request.body),
  );
  app.get(
    '/characters/:characterId/versions',
    { schema: { params, response: { 200: CharacterVersions } } },
    (request) => listVersions(ctxOf(request), request.params.characterId),
  );
  app.post(
    '/characters/:characterId/versions/:version/restore',
    { schema: { params: versionParams, body: RestoreVersion, response: { 200: Character } } },
    (request) => restoreVersion(ctxOf(request), { ...request.params, ...request.body }),
  );
  await app.register(declarationRoutes);
  await app.register(referenceRoutes);
  await app.register(drawingRoutes);
};

const declarationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/characters/:characterId/declarations',
    { schema: { params, response: { 200: Declarations } } },
    (request) => listDeclarations(ctxOf(request), request.params.characterId),
  );
  app.post(
    '/characters/:characterId/consents',
    { schema: { params, body: GiveConsent, response: { 200: DeclarationState } } },
    (request) => giveConsent(ctxOf(request), request.params.characterId, request.body),
  );
  app.post(
    '/characters/:characterId/consents/with-file',
    { schema: { params, response: { 200: DeclarationState } } },
    async (request) => {
      const ctx = ctxOf(request);
      await using scratch = await ctx.files.scratch();
      const limits = { folder: scratch.path, maxBytes: maxReferenceBytes, fields: ConsentFields };
      const { path, fields } = await receiveUpload(request, limits);
      return await giveConsent(ctx, request.params.characterId, fields, path);
    },
  );
  app.post(
    '/characters/:characterId/declarations/:declarationId/withdraw',
    { schema: { params: declarationParams, response: { 200: DeclarationState } } },
    (request) => withdrawConsent(ctxOf(request), request.params.characterId, request.params.declarationId),
  );
  app.get(
    '/characters/:characterId/declarations/:declarationId/file',
    { schema: { params: declarationParams } },
    async (request, reply) => {
      const { characterId, declarationId } = request.params;
      return sendFile(request, reply, await openEvidence(ctxOf(request), characterId, declarationId));
    },
  );
};

const referenceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/characters/:characterId/references',
    { schema: { params, response: { 200: CharacterReferences } } },
    (request) => listReferences(ctxOf(request), request.params.characterId),
  );
  app.post(
    '/characters/:characterId/references',
    { schema: { params, response: { 200: CharacterReference } } },
    async (request) => {
      const ctx = ctxOf(request);
      await using scratch = await ctx.files.scratch();
      const limits = { folder: scratch.path, maxBytes: maxReferenceBytes, fields: UploadFields };
      const { path, fields } = await receiveUpload(request, limits);
      return await addReference(ctx, { ...fields, ...request.params, path });
    },
  );
  app.get(
    '/characters/:characterId/references/:referenceId/file',
    { schema: { params: referenceParams } },
    async (request, reply) => {
      const { characterId, referenceId } = request.params;
      return sendFile(request, reply, await openReference(ctxOf(request), characterId, referenceId));
    },
  );
  app.delete(
    '/characters/:characterId/references/:referenceId',
    { schema: { params: referenceParams } },
    async (request, reply) => {
      await removeReference(ctxOf(request), request.params.characterId, request.params.referenceId);
      return reply.code(204).send();
    },
  );
};

const drawingRoutes: FastifyPluginAsyncZod = async (app) => {
  const cacheFolder = join(app.studio.config.dataFolder, 'cache');
  const previews = new LookPreviews(new FileCache(join(cacheFolder, 'look-previews'), 400));
  const templatePictures = new TemplatePictures();
  const voices = new FileCache(join(cacheFolder, 'voice-samples'), 100);

  app.get('/persona-templates', { schema: { response: { 200: PersonaTemplates } } }, async (request) =>
    listPersonaTemplates(ctxOf(request)),
  );
  app.get(
    '/persona-templates/:templateId/picture',
    { schema: { params: templateParams } },
    async (request, reply) =>
      sendFile(request, reply, await templatePictures.open(ctxOf(request), request.params.templateId)),
  );
  app.post('/look-previews', { schema: { body: LookPreview } }, async (request, reply) =>
    reply.type('image/jpeg').send(await previews.preview(ctxOf(request), request.body)),
  );
  app.post('/voice-samples', { schema: { body: VoiceSample } }, async (request, reply) =>
    reply.type('audio/wav').send(await sampleVoice(ctxOf(request), request.body, voices)),
  );
};
