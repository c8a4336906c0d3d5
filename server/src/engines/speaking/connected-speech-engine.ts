import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  EngineHealth,
  EngineManifest,
  MadeSpeech,
  SpeechEngine,
  SpeechRequest,
} from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { finishSpeech } from './finish-speech.ts';
import { readScript } from './read-script.ts';

export interface SpeechAsk {
  readonly request: SpeechRequest;
  /** What to say, without what no voice can say. */
  readonly script: string;
  /** Where to write the recording, in whatever format comes. */
  readonly path: string;
  readonly signal: AbortSignal;
}

export interface SpeechSaid {
  readonly mime: string;
  readonly model: string;
  /** The voice that spoke, as the engine names it. */
  readonly voice: string;
  /** Left for us to do: the engine spoke at its own speed. 1 when it did. */
  readonly tempo: number;
  readonly warnings: readonly string[];
  /** Goes into the recipe. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface ConnectedSpeech {
  readonly manifest: EngineManifest;
  /** Recordings made at a time. */
  readonly atOnce: number;
  readonly ffmpegPath?: string | undefined;
  readonly speak: (ask: SpeechAsk) => Promise<SpeechSaid>;
  readonly health: (signal: AbortSignal) => Promise<EngineHealth>;
}

const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504, 529]);

/**
 * A speech engine on a server that answers a script with a recording. The answer comes over one connection, so a
 * ticket does not outlive this process: `check` then answers `lost`, and the same request is simply asked again.
 */
export function createConnectedSpeechEngine(connected: ConnectedSpeech): SpeechEngine {
  const { manifest } = connected;
  const work = new LocalWork<SpeechRequest, MadeSpeech>(
    (request, control) => makeSpeech(connected, request, control),
    { atOnce: connected.atOnce, mayRetry: mayPass },
  );
  return {
    id: manifest.id,
    medium: 'speech',
    manifest,
    async start(request, { signal }) {
      signal.throwIfAborted();
      const { warnings } = readScript(request.script);
      return { ...work.start(request), warnings };
    },
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: ({ signal }) => connected.health(signal),
    [Symbol.asyncDispose]: () => work.dispose(),
  };
}

function mayPass(error: unknown): boolean {
  if (error instanceof EngineHttpError) return true;
  return error instanceof AppError && passingStatuses.has(Number(error.facts.status));
}

async function makeSpeech(
  { manifest, speak, ffmpegPath }: ConnectedSpeech,
  request: SpeechRequest,
  { signal, report }: WorkControl,
): Promise<MadeSpeech> {
  const { script } = readScript(request.script);
  await mkdir(request.folder, { recursive: true });
  const path = join(request.folder, `.speech-${newId()}.raw.part`);
  try {
    report(0.1, 'Speaking');
    const said = await speak({ request, script, path, signal });
    report(0.7, 'Mastering');
    const { pitch } = request.voice;
    const { file, lufs, truePeakDb } = await finishSpeech(
      { path, mime: said.mime, engineName: manifest.name },
      { folder: request.folder, pitchSemitones: pitch, tempo: said.tempo, signal, ffmpegPath },
    );
    return {
      file,
      model: said.model,
      warnings: said.warnings,
      recipe: {
        engine: manifest.id,
        model: said.model,
        voice: { ...request.voice, voiceId: said.voice },
        language: request.language,
        script: request.script,
        hasReference: request.reference !== undefined,
        ...said.facts,
        lufs,
        truePeakDb,
      },
    };
  } finally {
    await rm(path, { force: true });
  }
}
