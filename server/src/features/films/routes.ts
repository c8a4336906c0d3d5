import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { receiveUpload } from '#http/receive-upload.ts';
import { ctxOf } from '#http/request-context.ts';
import { sendFile } from '#http/send-file.ts';
import { addMusic } from './add-music.ts';
import { cancelRender } from './cancel-render.ts';
import {
  CreateFilm,
  DeletedMusic,
  EditFilm,
  Film,
  FilmPage,
  FilmRender,
  FilmVersions,
  ListFilms,
  MusicFile,
  MusicFiles,
  maxMusicBytes,
  RenderFilm,
  RestoreFilmVersion,
} from './contract.ts';
import { createFilm } from './create-film.ts';
import { deleteMusic, restoreMusic } from './delete-music.ts';
import { editFilm } from './edit-film.ts';
import { listFilmVersions, restoreFilmVersion } from './film-versions.ts';
import { getFilm } from './get-film.ts';
import { listFilms } from './list-films.ts';
import { listMusic } from './list-music.ts';
import { openMusicFile } from './open-music-file.ts';
import { renderFilm } from './render-film.ts';

const params = z.object({ filmId: z.uuid() });
const versionParams = z.object({ filmId: z.uuid(), version: z.coerce.number().int().min(1) });
const renderParams = z.object({ filmId: z.uuid(), renderId: z.uuid() });
const musicParams = z.object({ musicId: z.uuid() });
/** A form holds words only. */
const MusicFields = z.strictObject({
  name: z.string().max(300).default(''),
  rights: z.enum(['true', 'false']).default('false'),
});

export const filmsRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get('/films', { schema: { querystring: ListFilms, response: { 200: FilmPage } } }, (request) =>
    listFilms(ctxOf(request), request.query),
  );
  app.post('/films', { schema: { body: CreateFilm, response: { 200: Film } } }, (request) =>
    createFilm(ctxOf(request), request.body),
  );
  app.get('/films/:filmId', { schema: { params, response: { 200: Film } } }, (request) =>
    getFilm(ctxOf(request), request.params.filmId),
  );
  app.patch('/films/:filmId', { schema: { params, body: EditFilm, response: { 200: Film } } }, (request) =>
    editFilm(ctxOf(request), request.params.filmId, request.body),
  );
  app.get('/films/:filmId/versions', { schema: { params, response: { 200: FilmVersions } } }, (request) =>
    listFilmVersions(ctxOf(request), request.params.filmId),
  );
  app.post(
    '/films/:filmId/versions/:version/restore',
    { schema: { params: versionParams, body: RestoreFilmVersion, response: { 200: Film } } },
    (request) => {
      const { filmId, version } = request.params;
      return restoreFilmVersion(ctxOf(request), filmId, { ...request.body, version });
    },
  );
  app.post(
    '/films/:filmId/renders',
    { schema: { params, body: RenderFilm, response: { 200: FilmRender } } },
    (request) => renderFilm(ctxOf(request), request.params.filmId, request.body),
  );
  app.post(
    '/films/:filmId/renders/:renderId/cancel',
    { schema: { params: renderParams, response: { 200: FilmRender } } },
    (request) => cancelRender(ctxOf(request), request.params.filmId, request.params.renderId),
  );

  app.get('/music', { schema: { response: { 200: MusicFiles } } }, (request) => listMusic(ctxOf(request)));
  app.post('/music', { schema: { response: { 200: MusicFile } } }, async (request) => {
    const ctx = ctxOf(request);
    await using scratch = await ctx.files.scratch();
    const limits = { folder: scratch.path, maxBytes: maxMusicBytes, fields: MusicFields };
    const { path, fields } = await receiveUpload(request, limits);
    return await addMusic(ctx, { path, name: fields.name, hasRights: fields.rights === 'true' });
  });
  app.delete(
    '/music/:musicId',
    { schema: { params: musicParams, response: { 200: DeletedMusic } } },
    (request) => deleteMusic(ctxOf(request), request.params.musicId),
  );
  app.post(
    '/music/:musicId/restore',
    { schema: { params: musicParams, response: { 200: MusicFile } } },
    (request) => restoreMusic(ctxOf(request), request.params.musicId),
  );
  app.get('/music/:musicId/file', { schema: { params: musicParams } }, async (request, reply) =>
    sendFile(request, reply, await openMusicFile(ctxOf(request), request.params.musicId)),
  );
};
