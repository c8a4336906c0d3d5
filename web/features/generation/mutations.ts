'use client';
import { Generation, type StartGenerationInput } from '@ainfluencer/server/contract/generation';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

export function useStartGeneration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: StartGenerationInput) => api.post('/generations', Generation, input),
    onSuccess: (generation) => {
      client.setQueryData(['generations', 'one', generation.id], generation);
      void client.invalidateQueries({ queryKey: ['generations', 'list'] });
      if (generation.forPostId) {
        void client.invalidateQueries({ queryKey: ['posts'] });
        void client.invalidateQueries({ queryKey: ['deliveries'] });
      }
    },
  });
}

export function useCancelGeneration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/generations/${id}/cancel`, Nothing),
    onSuccess: () => client.invalidateQueries({ queryKey: ['generations'] }),
  });
}

export function useChooseTake() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ generationId, takeId }: { generationId: string; takeId: string }) =>
      api.post(`/generations/${generationId}/choose`, Nothing, { takeId }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['generations'] }),
  });
}
