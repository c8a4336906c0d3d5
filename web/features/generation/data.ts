'use client';
import { Generation, GenerationPage } from '@ainfluencer/server/contract/generation';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';
import { useLive } from '#live/live-store.ts';

type Medium = Generation['medium'];

export const isRunning = (generation: Pick<Generation, 'state'>) =>
  generation.state === 'queued' || generation.state === 'running';

const pollMilliseconds = 4000;

/** One generation; live events make it fresh, and a slow poll stands in when they are cut off. */
export function useGeneration(id: string | undefined) {
  return useQuery({
    queryKey: ['generations', 'one', id],
    queryFn: ({ signal }) => api.get(`/generations/${id}`, Generation, {}, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data && !isRunning(query.state.data) ? false : pollMilliseconds),
  });
}

export function useGenerations(
  filter: {
    characterId?: string | undefined;
    medium?: Medium | undefined;
    assetId?: string | undefined;
    limit?: number;
  } = {},
) {
  return useQuery({
    queryKey: ['generations', 'list', filter],
    queryFn: ({ signal }) => api.get('/generations', GenerationPage, { limit: 12, ...filter }, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? pollMilliseconds : false),
  });
}

/** Progress as last heard, 0 to 1, and what is being done. */
export function useProgress(generation: Pick<Generation, 'id' | 'state' | 'progress' | 'stage'>): {
  progress: number;
  stage: string;
} {
  const live = useLive((state) => state.running[generation.id]);
  if (!isRunning(generation) || !live) return { progress: generation.progress, stage: generation.stage };
  return { progress: Math.max(live.progress, generation.progress), stage: live.stage || generation.stage };
}
