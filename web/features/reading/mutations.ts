'use client';
import { Echo } from '@ainfluencer/server/contract/reading';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';
import { echoKey } from './data.ts';

function useChange<Input>(send: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}

/** Asks the platform now, for somebody who waits. */
export function useReadNow(deliveryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/deliveries/${deliveryId}/echo/read`, Echo),
    onSuccess: (echo) => {
      client.setQueryData(echoKey(deliveryId), echo);
      void client.invalidateQueries({ queryKey: ['deliveries', 'comments', deliveryId] });
    },
  });
}

export const useHideComment = () =>
  useChange(({ id, hidden }: { id: string; hidden: boolean }) =>
    api.post(`/comments/${id}/hide`, Nothing, { hidden }),
  );
export const useRemoveComment = () => useChange((id: string) => api.remove(`/comments/${id}`));
export const useTakeDown = () => useChange((id: string) => api.post(`/deliveries/${id}/take-down`, Nothing));
export const useEditPublished = () =>
  useChange(({ id, caption }: { id: string; caption: string }) =>
    api.post(`/deliveries/${id}/edit-published`, Nothing, { caption }),
  );
