'use client';
import { Account, type ConnectAccount } from '@ainfluencer/server/contract/accounts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function useAccountChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      for (const topic of ['accounts', 'posts', 'deliveries', 'home'] as const) {
        void client.invalidateQueries({ queryKey: [topic] });
      }
    },
  });
}

export const useConnectAccount = () =>
  useAccountChange((input: ConnectAccount) => api.post('/accounts', Account, input));
export const usePauseAccount = () =>
  useAccountChange(({ id, paused }: { id: string; paused: boolean }) =>
    api.post(`/accounts/${id}/pause`, Nothing, { paused }),
  );
/** Asks the platform how the account is. */
export const useCheckAccount = () =>
  useAccountChange((id: string) => api.post(`/accounts/${id}/check`, Account));
export const useDisconnectAccount = () => useAccountChange((id: string) => api.remove(`/accounts/${id}`));
