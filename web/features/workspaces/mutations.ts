'use client';
import type { EditWorkspace, MakeOwner, SignIn } from '@ainfluencer/server/contract/workspaces';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function useSessionChange<Input>(send: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
}

export const useMakeOwner = () => useSessionChange((input: MakeOwner) => api.post('/owner', Nothing, input));
export const useSignIn = () => useSessionChange((input: SignIn) => api.post('/sign-in', Nothing, input));
export const useEditWorkspace = () =>
  useSessionChange((input: EditWorkspace) => api.patch('/workspace', Nothing, input));

/** Leaves this browser, or every browser; what was read is forgotten. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (where: 'here' | 'everywhere') =>
      api.post(where === 'here' ? '/sign-out' : '/sign-out-everywhere', Nothing),
    onSuccess: () => {
      client.clear();
      window.location.assign('/sign-in');
    },
  });
}
