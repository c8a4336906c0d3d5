'use client';
import { Asset, AssetMarks, AssetPage, type ListAssets, Tags } from '@ainfluencer/server/contract/library';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export type AssetFilter = Partial<Omit<ListAssets, 'limit' | 'cursor'>>;

export function useAssets(filter: AssetFilter = {}, limit = 40) {
  return useInfiniteQuery({
    queryKey: ['assets', 'list', filter, limit],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/assets', AssetPage, { ...filter, cursor: pageParam, limit }, signal),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useAsset(id: string | undefined) {
  return useQuery({
    queryKey: ['assets', 'one', id],
    queryFn: ({ signal }) => api.get(`/assets/${id}`, Asset, {}, signal),
    enabled: id !== undefined,
  });
}

export function useAssetMarks(id: string | undefined) {
  return useQuery({
    queryKey: ['assets', 'marks', id],
    queryFn: ({ signal }) => api.get(`/assets/${id}/marks`, AssetMarks, {}, signal),
    enabled: id !== undefined,
    staleTime: 300_000,
  });
}

export function useTags() {
  return useQuery({
    queryKey: ['assets', 'tags'],
    queryFn: ({ signal }) => api.get('/tags', Tags, {}, signal),
  });
}
