'use client';
import {
  Account,
  AppRegistration,
  type BeginSignIn,
  ChosenAccounts,
  type ConnectAccount,
  Disconnected,
  SignInBegun,
} from '@ainfluencer/server/contract/accounts';
import { TrialState } from '@ainfluencer/server/contract/trials';
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
/** Gives an account new credentials by its fields. */
export const useReconnectAccount = () =>
  useAccountChange(({ id, fields }: { id: string; fields: Readonly<Record<string, string>> }) =>
    api.post(`/accounts/${id}/reconnect`, Account, { fields }),
  );
/** Leaves for the platform's own page. */
export const useBeginSignIn = () =>
  useMutation({
    mutationFn: async (input: BeginSignIn) => {
      const { authorizeUrl } = await api.post('/accounts/sign-in', SignInBegun, input);
      window.location.assign(authorizeUrl);
    },
  });
export const useChooseAccounts = () =>
  useAccountChange(({ id, remoteIds }: { id: string; remoteIds: readonly string[] }) =>
    api.post(`/accounts/sign-ins/${id}/choose`, ChosenAccounts, { remoteIds }),
  );
export const usePauseAccount = () =>
  useAccountChange(({ id, paused }: { id: string; paused: boolean }) =>
    api.post(`/accounts/${id}/pause`, Nothing, { paused }),
  );
/** Asks the platform how the account is. */
export const useCheckAccount = () =>
  useAccountChange((id: string) => api.post(`/accounts/${id}/check`, Account));
export const useDisconnectAccount = () =>
  useAccountChange((id: string) => api.removeFor(`/accounts/${id}`, Disconnected));
/** Tries each form of post on an account. */
export const useStartTrial = () =>
  useAccountChange((id: string) => api.post(`/accounts/${id}/trial`, TrialState));
export const useKeepRegistration = () =>
  useAccountChange(({ platform, fields }: { platform: string; fields: Readonly<Record<string, string>> }) =>
    api.put(`/app-registrations/${platform}`, AppRegistration, { fields }),
  );
export const useDeleteRegistration = () =>
  useAccountChange((platform: string) => api.remove(`/app-registrations/${platform}`));
