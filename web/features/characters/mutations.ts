'use client';
import {
  Character,
  type CreateCharacterInput,
  DeclarationState,
  type EditCharacter,
  type GiveConsentInput,
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

interface NewConsent {
  readonly consent: GiveConsentInput;
  /** The signed paper or the message. */
  readonly file: File | undefined;
}

export const useGiveConsent = (id: string) =>
  useCharacterChange(({ consent, file }: NewConsent) => {
    if (!file) return api.post(`/characters/${id}/consents`, DeclarationState, consent);
    const form = new FormData();
    for (const [name, value] of Object.entries(consent)) if (value) form.set(name, String(value));
    form.set('file', file);
    return api.post(`/characters/${id}/consents/with-file`, DeclarationState, form);
  });

export const useWithdrawConsent = (id: string) =>
  useCharacterChange((declarationId: string) =>
    api.post(`/characters/${id}/declarations/${declarationId}/withdraw`, DeclarationState),
  );

export const useRemoveReference = (id: string) =>
  useCharacterChange((referenceId: string) => api.remove(`/characters/${id}/references/${referenceId}`));
