'use client';
import { SavedLooks } from '@ainfluencer/server/contract/looks';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

/** The saved looks of a character, newest first. */
export function useSavedLooks(characterId: string | undefined) {
  return useQuery({
    queryKey: ['characters', 'looks', characterId],
    queryFn: ({ signal }) => api.get(`/characters/${characterId}/looks`, SavedLooks, {}, signal),
    enabled: characterId !== undefined,
  });
}
