'use client';
import {
  HandOff,
  HandOffSettings,
  HandOffs,
  HandOffWithLink,
  type SaveHandOffSettings,
} from '@ainfluencer/server/contract/hand-off';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

const refreshMilliseconds = 60_000;

/** What a link opens; nobody has to be signed in for it. */
export function useOpenedHandOff(ticket: string) {
  return useQuery({
    queryKey: ['hand-off', ticket],
    queryFn: ({ signal }) => api.get(`/hand-off/${ticket}`, HandOff, {}, signal),
    retry: false,
  });
}

/** What the holder of a link does: ticking, giving the address, taking it back. The answer is the new package. */
export function useHandOffStep(ticket: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ step, ...body }: HandOffStep) => api.post(`/hand-off/${ticket}/${step}`, HandOff, body),
    onSuccess: (handOff) => client.setQueryData(['hand-off', ticket], handOff),
  });
}
type HandOffStep =
  | { step: 'tick'; ticked: number[] }
  | { step: 'confirm'; address: string }
  | { step: 'undo' };

/** What waits for a person. */
export function useHandOffs() {
  return useQuery({
    queryKey: ['deliveries', 'by-hand'],
    queryFn: ({ signal }) => api.get('/hand-offs', HandOffs, {}, signal),
    refetchInterval: refreshMilliseconds,
  });
}

/** The package of one delivery with its link; an error while nothing is prepared. */
export function useHandOffOf(deliveryId: string) {
  return useQuery({
    queryKey: ['deliveries', 'by-hand', deliveryId],
    queryFn: ({ signal }) => api.get(`/deliveries/${deliveryId}/hand-off`, HandOffWithLink, {}, signal),
    retry: false,
  });
}

/** What a person who is signed in does with a package. */
export function useHandOffChange(deliveryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ step, ...body }: { step: 'confirm'; address: string } | { step: 'undo' | 'new-link' }) =>
      api.post(`/deliveries/${deliveryId}/hand-off/${step}`, HandOffWithLink, body),
    onSuccess: () => {
      for (const topic of ['posts', 'deliveries', 'home']) {
        void client.invalidateQueries({ queryKey: [topic] });
      }
    },
  });
}

export function useHandOffSettings() {
  return useQuery({
    queryKey: ['workspace', 'hand-off'],
    queryFn: ({ signal }) => api.get('/hand-off-settings', HandOffSettings, {}, signal),
  });
}

export function useSaveHandOffSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SaveHandOffSettings) => api.put('/hand-off-settings', HandOffSettings, input),
    onSuccess: (settings) => client.setQueryData(['workspace', 'hand-off'], settings),
  });
}

export const useTestMessage = () =>
  useMutation({ mutationFn: () => api.post('/hand-off-settings/test', Nothing) });
