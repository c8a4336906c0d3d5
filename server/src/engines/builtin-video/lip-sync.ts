import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { readWav, type WavLabel } from '#media/wav.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import { cuesFromLabels, type MouthCue, visemes } from './mouth-cues.ts';
import type { RhubarbOperations } from './rhubarb-worker.ts';

export interface LipSync {
  readonly cues: readonly MouthCue[];
  /** Names in the recording itself, none when it has none. */
  readonly labels: readonly WavLabel[];
}

export interface LipReader extends AsyncDisposable {
  /** The mouth shapes of a recording: from its own labels when it has them, otherwise by listening to it. */
  read(
    speech: { path: string; script: string },
    durationSeconds: number,
    signal: AbortSignal,
  ): Promise<LipSync>;
}

const Cues = z.array(z.object({ start: z.number(), end: z.number(), value: z.enum(visemes) }));

/** Listening is Rhubarb Lip Sync's, in a worker thread: about as long as the recording itself. */
export function createLipReader(options: {
  ffmpegPath?: string | undefined;
  idleSeconds?: number | undefined;
}): LipReader {
  const lane = new WorkerLane<RhubarbOperations>({
    script: new URL('./rhubarb-worker.ts', import.meta.url),
    name: 'the lip reader',
    idleSeconds: options.idleSeconds ?? 30,
    timeLimitSeconds: 600,
  });
  const { ffmpegPath } = options;
  return {
    async read({ path, script }, durationSeconds, signal) {
      const labels = await labelsOf(path);
      const known = cuesFromLabels(labels, durationSeconds);
      if (known.length > 0) return { cues: known, labels };
      const { stdout } = await runFfmpeg(
        ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', '16000', '-f', 's16le', 'pipe:1'],
        { signal, timeoutSeconds: 60, ...(ffmpegPath && { ffmpegPath }) },
      );
      const cues = Cues.parse(
        await lane.call('listen', { samples: new Uint8Array(stdout), script }, { signal }),
      );
      return {
        labels,
        cues: cues.map(({ start, end, value }) => ({ viseme: value, startSeconds: start, endSeconds: end })),
      };
    },
    [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose](),
  };
}

async function labelsOf(path: string): Promise<readonly WavLabel[]> {
  try {
    return readWav(await readFile(path)).labels;
  } catch {
    // Another kind of sound file: it has no labels that we could read.
    return [];
  }
}
