import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineHealth, MadeSpeech, SpeechEngine, SpeechRequest, Voices } from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { findFfmpeg } from '#media/ffmpeg.ts';
import { masterSpeech } from '#media/master-speech.ts';
import { type SpokenToken, sentencesOf, toSpokenText } from '#media/spoken-text.ts';
import { readWav, type Wav, type WavLabel, writeWav } from '#media/wav.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import type { FliteOperations, FliteSentence } from './flite-worker.ts';
import { builtinVoices, manifest } from './manifest.ts';
import { mannerOf, shapingOf } from './manner.ts';
import { labelWords } from './word-timing.ts';

export interface BuiltinSpeechOptions {
  /** An explicit ffmpeg; otherwise it is found. */
  readonly ffmpegPath?: string;
  /** The voices (about 100 MB) are let go after this long without work. */
  readonly idleSeconds?: number;
}

/** Longer scripts than this are refused: about five minutes of speech. */
const longestScript = 5000;

/** Flite's voices in a worker thread, mastered with ffmpeg. */
export function createBuiltinSpeechEngine(options: BuiltinSpeechOptions = {}): SpeechEngine & Voices {
  const flite = new WorkerLane<FliteOperations>({
    script: new URL('./flite-worker.ts', import.meta.url),
    name: 'the built-in voices',
    idleSeconds: options.idleSeconds ?? 60,
    timeLimitSeconds: 60,
  });
  const work = new LocalWork<SpeechRequest, MadeSpeech>((request, control) =>
    makeSpeech(request, control, flite, options.ffmpegPath),
  );
  return {
    id: manifest.id,
    medium: 'speech',
    manifest,
    voices: builtinVoices.map(({ id, label, language }) => ({ id, label, language })),
    async start(request) {
      return { ...work.start(request), warnings: readScript(request).warnings };
    },
    check: (ticket, call) => work.check(ticket, call),
    async cancel(ticket) {
      work.cancel(ticket);
    },
    async health() {
      return healthOf(options.ffmpegPath);
    },
    async [Symbol.asyncDispose]() {
      await work.dispose();
      await flite[Symbol.asyncDispose]();
    },
  };
}

function healthOf(ffmpegPath: string | undefined): EngineHealth {
  try {
    findFfmpeg(ffmpegPath);
    return { ok: true, summary: 'Four built-in English voices are ready.' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, summary: error.message, ...(error.hint && { remedy: error.hint }) };
  }
}

/** @throws AppError `invalid` when there is nothing to say, too much, or no such voice. */
function readScript(request: SpeechRequest) {
  const voice = builtinVoices.find(({ id }) => id === request.voice.voiceId);
  if (!voice) {
    const known = builtinVoices.map(({ id }) => id).join(', ');
    throw new AppError('invalid', `There is no built-in voice called “${request.voice.voiceId}”.`, {
      hint: `Choose one of these: ${known}.`,
      field: 'voice.voiceId',
    });
  }
  if (request.script.length > longestScript) {
    throw new AppError('invalid', `The script is longer than ${longestScript} characters.`, {
      hint: 'Split it into several recordings.',
      field: 'script',
    });
  }
  const { tokens, warnings } = toSpokenText(request.script);
  if (tokens.length === 0) {
    throw new AppError('invalid', 'There is nothing in this script that the built-in voices can say.', {
      hint: 'Write at least one word in Latin letters, or connect a speech engine for other scripts.',
      field: 'script',
    });
  }
  const english = /^en\b/i.test(request.language);
  const foreign = `The built-in voices speak English only: text in “${request.language}” is read as if it were English.`;
  return { voice, tokens, warnings: english ? warnings : [foreign, ...warnings] };
}

async function makeSpeech(
  request: SpeechRequest,
  { signal, report }: WorkControl,
  flite: WorkerLane<FliteOperations>,
  ffmpegPath: string | undefined,
): Promise<MadeSpeech> {
  const { voice, tokens, warnings } = readScript(request);
  const manner = mannerOf(request.voice);
  const sentences = sentencesOf(tokens);
  const parts: Wav[] = [];
  for (const [index, sentence] of sentences.entries()) {
    report((0.6 * index) / sentences.length, 'Speaking');
    const words = sentence.flatMap((token) => token.words);
    const said = {
      voice: voice.flite,
      durationStretch: manner.durationStretch,
      text: textOf(sentence),
      words,
    };
    parts.push(labelled(await flite.call('speak', said, { signal }), words));
  }

  report(0.6, 'Mastering');
  const id = newId();
  await mkdir(request.folder, { recursive: true });
  const path = join(request.folder, `speech-${id}.wav`);
  const raw = join(request.folder, `.speech-${id}.raw.part`);
  const mastered = join(request.folder, `.speech-${id}.part`);
  try {
    const joined = joinParts(parts);
    await writeFile(raw, writeWav({ ...joined, labels: [] }));
    const loudness = await masterSpeech({ raw, mastered }, shapingOf(manner), {
      signal,
      ...(ffmpegPath && { ffmpegPath }),
    });
    const wav = readWav(await readFile(mastered));
    await writeFile(mastered, writeWav({ ...wav, labels: joined.labels }));
    signal.throwIfAborted();
    await rename(mastered, path);
    return {
      file: { path, mime: 'audio/wav', durationSeconds: wav.samples.length / wav.hertz },
      model: `flite-2.3/${voice.id}`,
      warnings,
      recipe: { engine: manifest.id, voice: request.voice, script: request.script, manner, ...loudness },
    };
  } finally {
    await rm(raw, { force: true });
    await rm(mastered, { force: true });
  }
}

/** What flite reads: plain words with the marks that shape its melody. */
function textOf(sentence: readonly SpokenToken[]): string {
  const text = sentence.map((token) => token.words.join(' ') + token.pause).join(' ');
  return /[.?!]$/.test(text) ? text : `${text.replace(/,$/, '')}.`;
}

/** A sentence with a label where each word and each sound begins. */
function labelled(said: FliteSentence, words: readonly string[]): Wav {
  const sounds = said.phones.map(({ phone }, index) => ({
    atSeconds: said.phones[index - 1]?.endSeconds ?? 0,
    text: `/${phone}/`,
  }));
  const labels = [...labelWords(words, said.wordPhones, said.phones), ...sounds];
  return { hertz: said.hertz, channels: 1, samples: said.samples, labels };
}

function joinParts(parts: readonly Wav[]): Wav {
  const { hertz } = parts[0]!;
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.samples.length, 0));
  const labels: WavLabel[] = [];
  let at = 0;
  for (const part of parts) {
    samples.set(part.samples, at);
    for (const label of part.labels) labels.push({ ...label, atSeconds: at / hertz + label.atSeconds });
    at += part.samples.length;
  }
  labels.sort((a, b) => a.atSeconds - b.atSeconds);
  return { hertz, channels: 1, samples, labels };
}
