import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** First elements of query keys: the topics of live events, and what is derived from them. */
export const topics = [
  'characters',
  'generations',
  'assets',
  'posts',
  'deliveries',
  'accounts',
  'engines',
  'films',
  'workspace',
  'home',
  'activities',
] as const;
export type Topic = (typeof topics)[number];

export function makeQueryClient(): QueryClient {
  const whenSignedOut = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'unauthenticated') {
      void client.invalidateQueries({ queryKey: ['session'] });
    }
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: whenSignedOut }),
    mutationCache: new MutationCache({ onError: whenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // Refusals are answers; only a program that does not answer is asked again.
        retry: (count, error) =>
          count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
        refetchOnWindowFocus: true,
      },
    },
  });
  return client;
}
