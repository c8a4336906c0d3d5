'use client';
import { type ChangePictureInput, Generation } from '@ainfluencer/server/contract/generation';
import { Asset, type EditAsset } from '@ainfluencer/server/contract/library';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '#api/client.ts';

export function useEditAsset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: EditAsset & { id: string }) => api.patch(`/assets/${id}`, Asset, change),
    onSuccess: () => client.invalidateQueries({ queryKey: ['assets'] }),
  });
}

/** Asks for a change to a picture: a generation like any other. */
export function useChangePicture() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ChangePictureInput) => api.post('/picture-changes', Generation, input),
    onSuccess: (generation) => {
      client.setQueryData(['generations', 'one', generation.id], generation);
      void client.invalidateQueries({ queryKey: ['generations', 'list'] });
    },
  });
}
