'use client';
import { ExportEstimate, ImportedCharacter, ImportPreview } from '@ainfluencer/server/contract/bundles';
import { Character } from '@ainfluencer/server/contract/characters';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '#api/client.ts';
import { upload } from '#api/upload.ts';

/** How large each kind of bundle would be. */
export function useExportEstimate(characterId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['characters', 'export', characterId],
    queryFn: ({ signal }) =>
      api.get(`/character-bundles/${characterId}/estimate`, ExportEstimate, {}, signal),
    enabled,
  });
}

export const exportAddress = (characterId: string, format: string, assets: string) =>
  `/api/v1/character-bundles/${characterId}/file?format=${format}&assets=${assets}`;

export function useDeclareSynthetic(characterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (statement: string) =>
      api.post(`/character-bundles/${characterId}/declaration`, Character, { statement }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['characters'] }),
  });
}

/** What a person decides about a character that comes. */
export interface ImportChoices {
  readonly handle: string;
  readonly age: string;
  readonly acceptRecords: boolean;
  /** Kept as it was shown; absent when nothing is declared yet. */
  readonly statement: string | undefined;
}

/** A file is sent once to be shown and once to be kept; `fraction` is the share that has left. */
export function useImport() {
  const client = useQueryClient();
  const [fraction, setFraction] = useState(0);
  const sending = useRef<AbortController>(undefined);
  const call = () => {
    sending.current?.abort();
    sending.current = new AbortController();
    setFraction(0);
    return { onProgress: setFraction, signal: sending.current.signal };
  };
  const preview = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set('file', file);
      return upload('/character-bundles/preview', form, ImportPreview, call());
    },
  });
  const keep = useMutation({
    mutationFn: ({ file, sha256, choices }: { file: File; sha256: string; choices: ImportChoices }) => {
      const form = new FormData();
      form.set('sha256', sha256);
      form.set('handle', choices.handle);
      if (choices.age) form.set('age', choices.age);
      form.set('acceptRecords', String(choices.acceptRecords));
      form.set('timeZone', Intl.DateTimeFormat().resolvedOptions().timeZone);
      if (choices.statement) form.set('statement', choices.statement);
      form.set('file', file);
      return upload('/character-bundles/import', form, ImportedCharacter, call());
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['characters'] });
      void client.invalidateQueries({ queryKey: ['assets'] });
      void client.invalidateQueries({ queryKey: ['home'] });
    },
  });
  const stop = () => {
    sending.current?.abort();
    preview.reset();
    keep.reset();
  };
  return { preview, keep, fraction, stop };
}
