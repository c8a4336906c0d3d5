'use client';
import {
  type CreateFilm,
  type EditFilm,
  Film,
  FilmRender,
  MusicFile,
  type RenderFilm,
} from '@ainfluencer/server/contract/films';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';
import { upload } from '#api/upload.ts';

function useFilmChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['films'] }),
  });
}

export const useCreateFilm = () =>
  useFilmChange((input: Omit<CreateFilm, 'draft'>) => api.post('/films', Film, input));
export const useArchiveFilm = () =>
  useFilmChange(({ id, ...change }: EditFilm & { id: string }) => api.patch(`/films/${id}`, Film, change));
export const useRenderFilm = (filmId: string) =>
  useFilmChange((input: RenderFilm) => api.post(`/films/${filmId}/renders`, FilmRender, input));
export const useCancelRender = (filmId: string) =>
  useFilmChange((renderId: string) => api.post(`/films/${filmId}/renders/${renderId}/cancel`, FilmRender));

export const useRestoreFilmVersion = (filmId: string) =>
  useFilmChange(({ version, currentVersion }: { version: number; currentVersion: number }) =>
    api.post(`/films/${filmId}/versions/${version}/restore`, Film, { currentVersion }),
  );

export const useDeleteMusic = () => useFilmChange((id: string) => api.remove(`/music/${id}`));
export const useRestoreMusic = () => useFilmChange((id: string) => api.post(`/music/${id}/restore`, Nothing));

interface MusicUpload {
  file: File;
  hasRights: boolean;
  onProgress: (fraction: number) => void;
}

export const useAddMusic = () =>
  useFilmChange(({ file, hasRights, onProgress }: MusicUpload) => {
    const form = new FormData();
    // Fields stand before the file: a streaming reader sees them first.
    form.set('name', file.name.slice(0, 300));
    form.set('rights', String(hasRights));
    form.set('file', file);
    return upload('/music', form, MusicFile, { onProgress });
  });
