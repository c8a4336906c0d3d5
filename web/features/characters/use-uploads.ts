'use client';
import { CharacterReference, maxReferenceBytes } from '@ainfluencer/server/contract/characters';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem } from '#api/problem.ts';
import { upload } from '#api/upload.ts';

export type ReferenceKind = CharacterReference['kind'];

/** A file on its way to becoming a reference. It stays on the list until it is one, or is taken away. */
export interface PendingUpload {
  readonly id: string;
  readonly file: File;
  readonly kind: ReferenceKind;
  readonly state: 'waiting' | 'sending' | 'failed';
  /** The share that has been sent, 0 to 1. */
  readonly fraction: number;
  readonly error?: unknown;
}

const kindOf = (file: File, usual: ReferenceKind): ReferenceKind => {
  if (file.type.startsWith('audio/')) return 'voice';
  return file.type.startsWith('image/') ? 'face' : usual;
};

const megabytes = (bytes: number) => Math.round(bytes / (1024 * 1024));

/** Refused before it is sent, so that nobody waits for that. */
function tooLarge(file: File): ApiProblem | undefined {
  if (file.size <= maxReferenceBytes) return undefined;
  return new ApiProblem({
    status: 413,
    code: 'too_large',
    detail: `“${file.name}” has ${megabytes(file.size)} MB; up to ${megabytes(maxReferenceBytes)} MB is allowed.`,
    hint: 'Save it smaller, for example as a JPEG with fewer pixels, and choose that one.',
  });
}

/**
 * Sends files one after the other, each as soon as `declarationFor` its kind is known. What fails stays, with
 * its reason, and can be sent again.
 */
export function useUploads(
  characterId: string,
  declarationFor: (kind: ReferenceKind) => string | undefined,
  onAdded: (kind: ReferenceKind) => void,
) {
  const client = useQueryClient();
  const [pending, setPending] = useState<readonly PendingUpload[]>([]);
  const change = (id: string, next: Partial<PendingUpload>) =>
    setPending((list) => list.map((item) => (item.id === id ? { ...item, ...next } : item)));
  const drop = (id: string) => setPending((list) => list.filter((item) => item.id !== id));

  const send = async ({ id, file, kind }: PendingUpload, declarationId: string) => {
    change(id, { state: 'sending', fraction: 0, error: undefined });
    const form = new FormData();
    // Fields stand before the file: a streaming reader sees them first.
    form.set('kind', kind);
    form.set('declarationId', declarationId);
    form.set('file', file);
    try {
      await upload(`/characters/${characterId}/references`, form, CharacterReference, {
        onProgress: (fraction) => change(id, { fraction }),
      });
      drop(id);
      onAdded(kind);
      await client.invalidateQueries({ queryKey: ['characters'] });
    } catch (error) {
      change(id, { state: 'failed', error });
    }
  };

  const isSending = pending.some(({ state }) => state === 'sending');
  const next = pending.find((item) => item.state === 'waiting' && declarationFor(item.kind) !== undefined);
  const declarationId = next && declarationFor(next.kind);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one file starts when the one before it has ended.
  useEffect(() => {
    if (!isSending && next && declarationId) void send(next, declarationId);
  }, [isSending, next?.id, declarationId]);

  const add = (files: Iterable<File>, usual: ReferenceKind) => {
    const added = [...files].map((file): PendingUpload => {
      const error = tooLarge(file);
      const item = { id: `${Date.now()}-${Math.random()}`, file, kind: kindOf(file, usual), fraction: 0 };
      return error ? { ...item, state: 'failed', error } : { ...item, state: 'waiting' };
    });
    setPending((list) => [...list, ...added]);
  };
  const retry = (id: string) => change(id, { state: 'waiting', error: undefined });
  return { pending, add, retry, drop };
}
