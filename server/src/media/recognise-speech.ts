import { runFfmpeg } from './ffmpeg.ts';
import type { RecogniserOperations } from './recognise-speech-worker.ts';
import { wordErrorRate } from './spoken-text.ts';
import { WorkerLane } from './worker-lane.ts';

const hertz = 16_000;
/** The recogniser was trained on short pieces; longer sound is cut at the quietest place in this range. */
const pieceSeconds = { least: 10, most: 20 };

export interface SpeechCheck {
  readonly name: 'speech-matches-script';
  readonly version: string;
  /** Word error rate of what was recognised, 0 upwards. */
  readonly score: number;
  /** Passes up to here. */
  readonly threshold: number;
  readonly verdict: 'pass' | 'review' | 'fail';
  readonly reason: string;
}

/** Listens to English speech, in a worker thread whose model (about 0.5 GB) is let go when idle. */
export interface SpeechRecogniser extends AsyncDisposable {
  /** The words in any sound file that ffmpeg reads. */
  recogniseSpeech(path: string, signal: AbortSignal): Promise<string>;
  /** Whether a recording says its script. */
  checkSpeech(path: string, script: string, signal: AbortSignal): Promise<SpeechCheck>;
}

export interface SpeechRecogniserOptions {
  readonly ffmpegPath?: string;
  readonly idleSeconds?: number;
}

/** Moonshine tiny (MIT), whose weights come with its package. */
export function createSpeechRecogniser(options: SpeechRecogniserOptions = {}): SpeechRecogniser {
  const lane = new WorkerLane<RecogniserOperations>({
    script: new URL('./recognise-speech-worker.ts', import.meta.url),
    name: 'the speech recogniser',
    idleSeconds: options.idleSeconds ?? 60,
    timeLimitSeconds: 120,
  });

  const recogniseSpeech = async (path: string, signal: AbortSignal) => {
    const { stdout } = await runFfmpeg(
      ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', String(hertz), '-f', 'f32le', 'pipe:1'],
      { signal, timeoutSeconds: 60, ...(options.ffmpegPath && { ffmpegPath: options.ffmpegPath }) },
    );
    const samples = new Float32Array(new Uint8Array(stdout).buffer, 0, stdout.length >> 2);
    const heard: string[] = [];
    for (const piece of piecesOf(samples)) heard.push(await lane.call('recognise', piece, { signal }));
    return heard.join(' ').trim();
  };

  return {
    recogniseSpeech,
    async checkSpeech(path, script, signal) {
      const heard = await recogniseSpeech(path, signal);
      return judgeSpeech(wordErrorRate(script, heard), heard);
    },
    [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose](),
  };
}

const passUpTo = 0.15;
const reviewUpTo = 0.25;

/** A verdict on a word error rate: up to 15 % passes, over 25 % fails, between them a person listens. */
export function judgeSpeech(errorRate: number, heard: string): SpeechCheck {
  const verdict = errorRate <= passUpTo ? 'pass' : errorRate <= reviewUpTo ? 'review' : 'fail';
  const share = `${Math.round(errorRate * 100)} % of its words differ from the script`;
  const shown = heard.length > 160 ? `${heard.slice(0, 160)}…` : heard;
  const reasons = {
    pass: `The recording says its script (${share}).`,
    review: `Listen to it: ${share}. Heard: “${shown}”`,
    fail: `The recording does not say its script: ${share}. Heard: “${shown}”`,
  };
  return {
    name: 'speech-matches-script',
    version: 'moonshine-tiny-1',
    score: Math.round(errorRate * 1000) / 1000,
    threshold: passUpTo,
    verdict,
    reason: reasons[verdict],
  };
}

/** Cuts long sound at its quietest tenth of a second, so that no word is split. */
export function piecesOf(samples: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = [];
  let rest = samples;
  while (rest.length > pieceSeconds.most * hertz) {
    const cut = quietest(rest, pieceSeconds.least * hertz, pieceSeconds.most * hertz);
    pieces.push(rest.slice(0, cut));
    rest = rest.subarray(cut);
  }
  // Less than a tenth of a second is no speech, and too short for the model.
  if (rest.length > hertz / 10) pieces.push(rest.slice());
  return pieces;
}

function quietest(samples: Float32Array, from: number, to: number): number {
  const window = hertz / 10;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let start = from; start + window <= to; start += window / 2) {
    let energy = 0;
    for (let index = start; index < start + window; index++) energy += samples[index]! ** 2;
    if (energy < least) {
      least = energy;
      best = start + window / 2;
    }
  }
  return best;
}
