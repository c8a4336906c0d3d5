'use client';
import { Accounts, type PlatformInfo, PlatformInfos } from '@ainfluencer/server/contract/accounts';
import { useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function useAccounts(characterId?: string) {
  return useQuery({
    queryKey: ['accounts', 'list', characterId ?? 'all'],
    queryFn: ({ signal }) => api.get('/accounts', Accounts, { characterId }, signal),
  });
}

/** What each platform can take, by id. */
export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => api.get('/platforms', PlatformInfos, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ items }): ReadonlyMap<string, PlatformInfo> => new Map(items.map((item) => [item.id, item])),
  });
}
