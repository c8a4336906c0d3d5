'use client';
import { PictureChanges } from '@ainfluencer/server/contract/generation';
import {
  Asset,
  AssetMarks,
  AssetPage,
  AssetRelatives,
  type ListAssets,
  Tags,
} from '@ainfluencer/server/contract/library';
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

/** What a picture was made from, and what was made from it. */
export function useRelatives(id: string | undefined) {
  return useQuery({
    queryKey: ['assets', 'relatives', id],
    queryFn: ({ signal }) => api.get(`/assets/${id}/relatives`, AssetRelatives, {}, signal),
    enabled: id !== undefined,
  });
}

/** What can be done with a picture, by whom, and what is missing for the rest. */
export function usePictureChanges(assetId: string | undefined) {
  return useQuery({
    queryKey: ['engines', 'picture-changes', assetId],
    queryFn: ({ signal }) => api.get('/picture-changes', PictureChanges, { assetId }, signal),
    enabled: assetId !== undefined,
  });
}
