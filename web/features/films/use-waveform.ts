'use client';
import { useQuery } from '@tanstack/react-query';

const bars = 120;
const mostBytes = 80 * 1024 * 1024;

/** How loud a sound file is over its length: 120 figures from 0 to 1. Nothing while it is read or cannot be. */
export function useWaveform(url: string | undefined): readonly number[] | undefined {
  return useQuery({
    queryKey: ['waveform', url],
    queryFn: ({ signal }) => readWaveform(url ?? '', signal),
    enabled: url !== undefined && url !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  }).data;
}

async function readWaveform(url: string, signal: AbortSignal): Promise<number[]> {
  const answer = await fetch(url, { signal, credentials: 'same-origin' });
  const bytes = await answer.arrayBuffer();
  if (!answer.ok || bytes.byteLength > mostBytes) throw new Error('The sound cannot be shown.');
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0);
  const size = Math.max(1, Math.floor(samples.length / bars));
  const levels = Array.from({ length: bars }, (_, bar) => {
    let sum = 0;
    for (let at = bar * size; at < (bar + 1) * size; at++) sum += (samples[at] ?? 0) ** 2;
    return Math.sqrt(sum / size);
  });
  const loudest = Math.max(...levels, 0.001);
  return levels.map((level) => level / loudest);
}
