'use client';
import {
  Character,
  type CreateCharacterInput,
  type EditCharacter,
  type SetCharacterState,
} from '@ainfluencer/server/contract/characters';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, Nothing } from '#api/client.ts';

function useCharacterChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['characters'] });
      void client.invalidateQueries({ queryKey: ['home'] });
    },
  });
}

export const useCreateCharacter = () =>
  useCharacterChange((input: CreateCharacterInput) => api.post('/characters', Character, input));

export const useEditCharacter = (id: string) =>
  useCharacterChange((input: EditCharacter) => api.patch(`/characters/${id}`, Character, input));

export const useSetCharacterState = () =>
  useCharacterChange(({ id, state }: SetCharacterState & { id: string }) =>
    api.post(`/characters/${id}/state`, Nothing, { state }),
  );

export const useRestoreVersion = (id: string) =>
  useCharacterChange(({ version, currentVersion }: { version: number; currentVersion: number }) =>
    api.post(`/characters/${id}/versions/${version}/restore`, Character, { currentVersion }),
  );

export const useAddReference = (id: string) =>
  useCharacterChange(
    ({ file, kind, declarationId }: { file: File; kind: 'face' | 'voice'; declarationId: string }) => {
      const form = new FormData();
      // Fields stand before the file: a streaming reader sees them first.
      form.set('kind', kind);
      form.set('declarationId', declarationId);
      form.set('file', file);
      return api.post(`/characters/${id}/references`, Nothing, form);
    },
  );

export const useRemoveReference = (id: string) =>
  useCharacterChange((referenceId: string) => api.remove(`/characters/${id}/references/${referenceId}`));
