'use client';
import { CommentPage, Echo } from '@ainfluencer/server/contract/reading';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';

// Under the key of deliveries: what is read again when one changes.
export const echoKey = (deliveryId: string) => ['deliveries', 'echo', deliveryId];

/** What came back of a published post. */
export function useEcho(deliveryId: string) {
  return useQuery({
    queryKey: echoKey(deliveryId),
    queryFn: ({ signal }) => api.get(`/deliveries/${deliveryId}/echo`, Echo, {}, signal),
  });
}

/** Comments under a post, oldest first. */
export function useComments(deliveryId: string) {
  return useInfiniteQuery({
    queryKey: ['deliveries', 'comments', deliveryId],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/comments', CommentPage, { deliveryId, cursor: pageParam, limit: 30 }, signal),
    getNextPageParam: (page) => page.nextCursor,
  });
}
