'use client';
import { Likeness, MeasuredTakePage } from '@ainfluencer/server/contract/identity';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

/** The lines and choices of a character. Under `generations`, since a choice there may move them. */
export function useLikeness(characterId: string) {
  return useQuery({
    queryKey: ['generations', 'likeness', characterId],
    queryFn: ({ signal }) => api.get(`/characters/${characterId}/likeness`, Likeness, {}, signal),
  });
}

/** Measured takes, newest first, a hundred at a time. */
export function useMeasuredTakes(characterId: string, model: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['generations', 'measured', characterId, model ?? ''],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get(
        `/characters/${characterId}/likeness/takes`,
        MeasuredTakePage,
        { limit: 100, cursor: pageParam, model },
        signal,
      ),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}
