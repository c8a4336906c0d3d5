'use client';
import {
  DeliveryDetail,
  DeliveryPage,
  type ListDeliveries,
  type ListPosts,
  Post,
  PostPage,
} from '@ainfluencer/server/contract/publishing';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function usePosts(filter: Partial<Pick<ListPosts, 'state' | 'characterId'>> = {}, limit = 30) {
  return useInfiniteQuery({
    queryKey: ['posts', 'list', filter, limit],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/posts', PostPage, { ...filter, cursor: pageParam, limit }, signal),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** While engines make something for it: the time it will be ready moves by itself. */
const workMilliseconds = 10_000;

export function usePost(id: string) {
  return useQuery({
    queryKey: ['posts', 'one', id],
    queryFn: ({ signal }) => api.get(`/posts/${id}`, Post, {}, signal),
    refetchInterval: (query) => (query.state.data?.work ? workMilliseconds : false),
  });
}

const recentDeliveries = 8;

/** The deliveries of an account that changed last. */
export function useRecentDeliveries(accountId: string) {
  return useQuery({
    queryKey: ['deliveries', 'recent', accountId],
    queryFn: ({ signal }) =>
      api.get('/deliveries', DeliveryPage, { accountId, limit: recentDeliveries }, signal),
  });
}

const mostPages = 10;

/** Every delivery of a stretch of the calendar, or of the unscheduled tray. */
export function useDeliveries(filter: Partial<Omit<ListDeliveries, 'limit' | 'cursor'>>) {
  return useQuery({
    queryKey: ['deliveries', 'list', filter],
    queryFn: async ({ signal }) => {
      const items = [];
      let cursor: string | null = null;
      for (let page = 0; page < mostPages; page += 1) {
        const next: DeliveryPageValue = await api.get(
          '/deliveries',
          DeliveryPage,
          { ...filter, cursor, limit: 100 },
          signal,
        );
        items.push(...next.items);
        cursor = next.nextCursor;
        if (!cursor) break;
      }
      return items;
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.some(({ work }) => work) ? workMilliseconds : false),
  });
}
type DeliveryPageValue = (typeof DeliveryPage)['_output'];

export function useDelivery(id: string) {
  return useQuery({
    queryKey: ['deliveries', 'one', id],
    queryFn: ({ signal }) => api.get(`/deliveries/${id}`, DeliveryDetail, {}, signal),
  });
}
