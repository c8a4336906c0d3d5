import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeFile } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { type MasteredSpeech, masterSpeech } from '#media/master-speech.ts';
import { readWav } from '#media/wav.ts';

export interface RawSpeech {
  /** As the engine sent it, in any format ffmpeg reads. */
  readonly path: string;
  /** The type the engine gave it. */
  readonly mime: string;
  /** Who sent it, for messages. */
  readonly engineName: string;
}

export interface SpeechFinish {
  readonly folder: string;
  readonly pitchSemitones: number;
  /** Times the speed it was spoken at; 1 leaves it. */
  readonly tempo: number;
  readonly signal: AbortSignal;
  readonly ffmpegPath?: string | undefined;
}

export interface FinishedSpeech extends MasteredSpeech {
  readonly file: MadeFile & { readonly durationSeconds: number };
}

/** Kept before and after the voice, so that no breath or last sound is cut. */
const marginSeconds = { before: 0.12, after: 0.3 } as const;
const silenceDb = -50;
const shortestSeconds = 0.15;
/** A script of the longest kind takes five minutes; an engine that goes on has lost itself. */
const longestSeconds = 900;

/**
 * Makes a recording of an engine ready: silence around it cut off, pitch and tempo set, 48 kHz mono WAV at -16 LUFS.
 * @throws AppError `unavailable` when there is no sound in it or it cannot be read
 */
export async function finishSpeech(raw: RawSpeech, finish: SpeechFinish): Promise<FinishedSpeech> {
  await refuseOtherTypes(raw);
  const { folder, signal, ffmpegPath, pitchSemitones, tempo } = finish;
  await mkdir(folder, { recursive: true });
  const id = newId();
  const path = join(folder, `speech-${id}.wav`);
  const trimmed = join(folder, `.speech-${id}.trimmed.part`);
  const mastered = join(folder, `.speech-${id}.part`);
  const call = { signal, ...(ffmpegPath !== undefined && { ffmpegPath }) };
  try {
    await trim(raw, trimmed, call);
    const filters = ['highpass=f=60', ...(tempo === 1 ? [] : [`atempo=${tempo.toFixed(4)}`])];
    const loudness = await masterSpeech({ raw: trimmed, mastered }, { pitchSemitones, filters }, call);
    const wav = readWav(await readFile(mastered));
    signal.throwIfAborted();
    await rename(mastered, path);
    return {
      ...loudness,
      file: { path, mime: 'audio/wav', durationSeconds: wav.samples.length / wav.hertz },
    };
  } finally {
    await rm(trimmed, { force: true });
    await rm(mastered, { force: true });
  }
}

/** A page or an error sent in place of a recording, told by its first bytes. */
async function refuseOtherTypes({ path, mime, engineName }: RawSpeech): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(400), 0, 400, 0);
    const start = buffer.toString('utf8', 0, bytesRead).trimStart();
    const isText =
      /^(?:text\/|application\/(?:json|problem))/i.test(mime) || /^(?:<!doctype|<html|\{\s*")/i.test(start);
    if (!isText) return;
    const words = /<html|<!doctype/i.test(start) ? '' : `: ${start.slice(0, 200)}`;
    throw noRecording(`${engineName} sent ${mime || 'text'} in place of a recording${words}.`);
  } finally {
    await file.close();
  }
}

type Call = { readonly signal: AbortSignal; readonly ffmpegPath?: string };

async function trim(raw: RawSpeech, to: string, call: Call): Promise<void> {
  const cut = (seconds: number) =>
    `silenceremove=start_periods=1:start_threshold=${silenceDb}dB:start_silence=${seconds}:detection=peak`;
  // Trailing silence is leading silence of the recording turned round.
  const chain = [
    'aresample=48000',
    cut(marginSeconds.before),
    'areverse',
    cut(marginSeconds.after),
    'areverse',
  ];
  const format = [
    '-ac',
    '1',
    '-ar',
    '48000',
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    '-map_metadata',
    '-1',
    '-f',
    'wav',
  ];
  const limit = ['-t', String(longestSeconds + 1)];
  try {
    await runFfmpeg(
      ['-v', 'error', '-y', ...limit, '-i', raw.path, '-map', '0:a:0', '-af', chain.join(','), ...format, to],
      { ...call, timeoutSeconds: 120, lowPriority: true },
    );
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw noRecording(`${raw.engineName} sent a recording that cannot be read.`, error);
  }
  const seconds = secondsOf(await readFile(to));
  if (seconds < shortestSeconds) throw noRecording(`${raw.engineName} sent silence.`);
  if (seconds > longestSeconds)
    throw noRecording(`${raw.engineName} sent a recording of more than ${longestSeconds / 60} minutes.`);
}

function secondsOf(bytes: Buffer): number {
  try {
    const { samples, hertz, channels } = readWav(bytes);
    return samples.length / hertz / channels;
  } catch {
    return 0;
  }
}

/** 502: what stands behind the server failed, and may work the next time. */
function noRecording(message: string, cause?: unknown): AppError {
  return new AppError('unavailable', message, {
    hint: 'Look into the engine’s own log, and whether its model is loaded and knows this voice and language.',
    facts: { status: 502 },
    cause,
  });
}
