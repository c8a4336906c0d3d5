'use client';
import {
  Film,
  FilmPage,
  type FilmRender,
  FilmVersions,
  MusicFiles,
} from '@ainfluencer/server/contract/films';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';
import { useLive } from '#live/live-store.ts';

const pollMilliseconds = 4000;
export const isRendering = (render: Pick<FilmRender, 'state'>) =>
  render.state === 'queued' || render.state === 'running';

export function useFilms() {
  return useQuery({
    queryKey: ['films', 'list'],
    queryFn: ({ signal }) => api.get('/films', FilmPage, { limit: 60 }, signal),
  });
}

/** One film; live events make it fresh, and a slow poll stands in while it is rendered. */
export function useFilm(id: string) {
  return useQuery({
    queryKey: ['films', 'one', id],
    queryFn: ({ signal }) => api.get(`/films/${id}`, Film, {}, signal),
    refetchInterval: (query) => (query.state.data?.renders.some(isRendering) ? pollMilliseconds : false),
  });
}

/** Asked for while somebody looks at them. */
export function useFilmVersions(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['films', 'versions', id],
    queryFn: ({ signal }) => api.get(`/films/${id}/versions`, FilmVersions, {}, signal),
    enabled,
  });
}

export function useMusic() {
  return useQuery({
    queryKey: ['films', 'music'],
    queryFn: ({ signal }) => api.get('/music', MusicFiles, {}, signal),
  });
}

/** Progress as last heard, 0 to 1, and what is being done. */
export function useRenderProgress(render: FilmRender): { progress: number; stage: string } {
  const live = useLive((state) => state.running[render.id]);
  if (!isRendering(render) || !live) return { progress: render.progress, stage: render.stage };
  return { progress: Math.max(live.progress, render.progress), stage: live.stage || render.stage };
}
