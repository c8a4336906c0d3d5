'use client';
import {
  CostPage,
  CostQuote,
  type EstimateCostInput,
  type SetLimit,
  Spending,
} from '@ainfluencer/server/contract/spending';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api } from '#api/client.ts';

/** What paid engines cost this month. */
export function useSpending() {
  return useQuery({
    queryKey: ['engines', 'spending'],
    queryFn: ({ signal }) => api.get('/spending', Spending, {}, signal),
  });
}

/** Every call of a paid engine, newest first. */
export function useCosts(limit = 10) {
  return useInfiniteQuery({
    queryKey: ['engines', 'costs', limit],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      api.get('/spending/costs', CostPage, { cursor: pageParam, limit }, signal),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** What takes would cost with the engine that would make them now. */
export function useQuote(asked: EstimateCostInput | undefined) {
  return useQuery({
    queryKey: ['engines', 'quote', asked],
    queryFn: () => api.post('/spending/estimate', CostQuote, asked),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useSetLimit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SetLimit) => api.put('/spending/limit', Spending, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['engines'] }),
  });
}
