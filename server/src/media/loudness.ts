import { runFfmpeg } from './ffmpeg.ts';

export interface Loudness {
  /** Integrated loudness, EBU R128. */
  readonly lufs: number;
  /** dBFS. */
  readonly truePeakDb: number;
}

/** Integrated loudness and true peak of any file with sound. @throws Error when it holds no sound. */
export async function measureLoudness(
  path: string,
  call: { readonly signal: AbortSignal; readonly ffmpegPath?: string },
): Promise<Loudness> {
  const filter = 'ebur128=peak=true:framelog=quiet';
  const { log } = await runFfmpeg(['-i', path, '-map', '0:a:0', '-af', filter, '-f', 'null', '-'], {
    ...call,
    timeoutSeconds: 60,
  });
  const summary = log.slice(log.lastIndexOf('Summary:'));
  const lufs = /I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1];
  const peak = /Peak:\s+(-?[\d.]+|-inf) dBFS/.exec(summary)?.[1];
  if (lufs === undefined || peak === undefined) throw new Error('ffmpeg did not tell the loudness.');
  return { lufs: Number(lufs), truePeakDb: peak === '-inf' ? -99 : Number(peak) };
}
