'use client';
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
