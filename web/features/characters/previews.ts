'use client';
import type { Look } from '@ainfluencer/server/kernel/look';
import type { Shot } from '@ainfluencer/server/kernel/shot';
import type { Voice } from '@ainfluencer/server/kernel/voice';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '#api/client.ts';
import { useDebounced } from '#ui/use-debounced.ts';

function readAsDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // Read as a data address, the result is text.
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}

/** A picture of a look at a place of the screen, drawn once the sliders stand still; the last one stays meanwhile. */
export function useLookPreview(look: Look | undefined, shot: Partial<Shot>, place: string, pixels = 560) {
  const asked = useDebounced({ look, shot, pixels, place }, 220);
  const query = useQuery({
    queryKey: ['look-preview', asked],
    queryFn: async ({ signal }) => readAsDataUrl(await api.postForBlob('/look-previews', asked, signal)),
    enabled: asked.look !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 120_000,
  });
  return {
    src: query.data,
    drawing: query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** A few words in a voice, as a data URL of a WAV file. */
export async function speakSample(voice: Voice, script: string): Promise<string> {
  return readAsDataUrl(await api.postForBlob('/voice-samples', { voice, script }));
}
