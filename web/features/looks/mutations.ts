'use client';
import { SavedLook, type SaveLookInput } from '@ainfluencer/server/contract/looks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function useLookChange<Input, Answer>(characterId: string, send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['characters', 'looks', characterId] }),
  });
}

const address = (characterId: string) => `/characters/${characterId}/looks`;

export const useSaveLook = (characterId: string) =>
  useLookChange(characterId, (input: SaveLookInput) => api.post(address(characterId), SavedLook, input));

export const useRenameLook = (characterId: string) =>
  useLookChange(characterId, ({ id, name }: { id: string; name: string }) =>
    api.patch(`${address(characterId)}/${id}`, SavedLook, { name }),
  );

export const useDeleteLook = (characterId: string) =>
  useLookChange(characterId, (id: string) => api.remove(`${address(characterId)}/${id}`));

export const useRestoreLook = (characterId: string) =>
  useLookChange(characterId, (id: string) => api.post(`${address(characterId)}/${id}/restore`, Nothing));
