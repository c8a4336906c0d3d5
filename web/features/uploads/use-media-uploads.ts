'use client';
import { maxUploadBytes, Uploaded } from '@ainfluencer/server/contract/uploads';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem } from '#api/problem.ts';
import { upload } from '#api/upload.ts';

/** A file on its way into the library; it stays on the list with what became of it. */
export interface MediaUpload {
  readonly id: string;
  readonly file: File;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed';
  /** The share that has been sent, 0 to 1. */
  readonly fraction: number;
  readonly result?: Uploaded;
  readonly error?: unknown;
}

export interface UploadFacts {
  readonly characterId: string;
  readonly made: 'by_ai' | 'changed_with_ai';
  readonly madeWith: string;
}

const megabytes = (bytes: number) => Math.round(bytes / (1024 * 1024));

/** Refused before it is sent, so that nobody waits for that. */
function tooLarge(file: File): ApiProblem | undefined {
  if (file.size <= maxUploadBytes) return undefined;
  return new ApiProblem({
    status: 413,
    code: 'too_large',
    detail: `“${file.name}” has ${megabytes(file.size)} MB; up to ${megabytes(maxUploadBytes)} MB is taken.`,
    hint: 'Save it smaller, or cut it.',
  });
}

/** Sends files one after the other while `facts` are known. What fails stays, with its reason. */
export function useMediaUploads(facts: UploadFacts | undefined) {
  const client = useQueryClient();
  const [list, setList] = useState<readonly MediaUpload[]>([]);
  const change = (id: string, next: Partial<MediaUpload>) =>
    setList((items) => items.map((item) => (item.id === id ? { ...item, ...next } : item)));

  const send = async ({ id, file }: MediaUpload, { characterId, made, madeWith }: UploadFacts) => {
    change(id, { state: 'sending', fraction: 0, error: undefined });
    const form = new FormData();
    // Fields stand before the file: a streaming reader sees them first.
    form.set('characterId', characterId);
    form.set('made', made);
    form.set('madeWith', madeWith);
    form.set('file', file);
    try {
      const result = await upload('/uploads', form, Uploaded, {
        onProgress: (fraction) => change(id, { fraction }),
      });
      change(id, { state: 'done', result });
      await client.invalidateQueries({ queryKey: ['assets'] });
    } catch (error) {
      change(id, { state: 'failed', error });
    }
  };

  const isSending = list.some(({ state }) => state === 'sending');
  const next = list.find(({ state }) => state === 'waiting');
  // biome-ignore lint/correctness/useExhaustiveDependencies: one file starts when the one before it has ended.
  useEffect(() => {
    if (!isSending && next && facts) void send(next, facts);
  }, [isSending, next?.id, facts?.characterId, facts?.made]);

  const add = (files: Iterable<File>) => {
    const added = [...files].map((file): MediaUpload => {
      const error = tooLarge(file);
      const item = { id: `${Date.now()}-${Math.random()}`, file, fraction: 0 };
      return error ? { ...item, state: 'failed', error } : { ...item, state: 'waiting' };
    });
    setList((items) => [...items, ...added]);
  };
  const retry = (id: string) => change(id, { state: 'waiting', error: undefined });
  const drop = (id: string) => setList((items) => items.filter((item) => item.id !== id));
  return { list, add, retry, drop };
}
