'use client';
import type { StartGenerationInput, Take } from '@ainfluencer/server/contract/generation';
import type { WrittenKind } from '@ainfluencer/server/kernel/written';
import { useState } from 'react';
import { useEngineInstances } from '#features/engines/data.ts';
import { isRunning, useGeneration, useProgress } from './data.ts';
import { useCancelGeneration, useChooseTake, useStartGeneration } from './mutations.ts';

type TextRequest = Extract<StartGenerationInput, { medium: 'text' }>;

/** A text somebody asks for, without the words that are the same for all. */
type Asked = Omit<TextRequest, 'medium'>;

/** Proposals made at a time. */
export const usualTakes = 3;

/** Has texts written for a form: starts, follows, cancels, and remembers which proposal was taken. */
export function useWriting() {
  const start = useStartGeneration();
  const cancel = useCancelGeneration();
  const choose = useChooseTake();
  const [generationId, setGenerationId] = useState<string>();
  const generation = useGeneration(generationId).data;
  const progress = useProgress(generation ?? nothing);
  const isBusy = start.isPending || (generation !== undefined && isRunning(generation));
  return {
    write: (asked: Asked) =>
      start.mutate(
        { medium: 'text', takes: usualTakes, ...asked },
        { onSuccess: ({ id }) => setGenerationId(id) },
      ),
    isBusy,
    /** 0 to 1, and what is being done. */
    progress,
    cancel: () => generationId && cancel.mutate(generationId),
    isCancelling: cancel.isPending,
    proposals: generation?.takes.filter(({ state, caption }) => state === 'done' && caption) ?? [],
    error: start.error ?? cancel.error,
    failure:
      generation?.state === 'failed' ? (generation.failure ?? 'The engine gave no reason.') : undefined,
    /** Remembers the choice; the words are used whether or not that can be written down. */
    take: (proposal: Take) =>
      generationId && choose.mutate({ generationId, takeId: proposal.id }, { onError: () => undefined }),
    forget: () => {
      start.reset();
      setGenerationId(undefined);
    },
  };
}
export type Writing = ReturnType<typeof useWriting>;

const nothing = { id: '', state: 'queued', progress: 0, stage: '' } as const;

/** Whether a connected engine can write texts of a kind now; unknown until the engines are read. */
export function useCanWrite(kind: WrittenKind): boolean | undefined {
  const engines = useEngineInstances();
  if (engines.isPending) return undefined;
  return engines.data?.items.some(
    ({ enabled, probe }) =>
      enabled && probe?.abilities.some(({ medium, id, ready }) => medium === 'text' && id === kind && ready),
  );
}
