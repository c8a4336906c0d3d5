import { readFile, stat } from 'node:fs/promises';
import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import type { SpeechRequest } from '#engines/engine.ts';
import type { EngineExchange } from '#engines/engine-http.ts';
import { apiAddress, bearer } from '#engines/openai-address.ts';
import { unchargedIfRefused } from '#engines/paid-work.ts';
import { chooseVoice } from '#engines/speaking/choose-voice.ts';
import type { SpeechAsk, SpeechSaid } from '#engines/speaking/connected-speech-engine.ts';
import { AppError } from '#kernel/errors.ts';
import type { Voice } from '#kernel/voice.ts';
import { priceOf } from './price.ts';
import { type OpenaiSpeechSettings, settingsOf } from './settings.ts';
import { knownServer, modelOf } from './voices.ts';

/** What a server was found not to take; remembered as long as the engine is open. */
export interface Habits {
  format: 'wav' | 'mp3';
  takesSpeed: boolean;
  takesMood: boolean;
}

export const newHabits = (): Habits => ({ format: 'wav', takesSpeed: true, takesMood: true });

interface Asked {
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
  readonly habits: Habits;
  /** `<kind>:<instance id>`. */
  readonly engineId: string;
}

const longestRecordingBytes = 200_000_000;
const longestReferenceBytes = 25_000_000;
const mostLessons = 3;

/** A mood in words, for models that follow them. */
const moodWords: Readonly<Record<Exclude<Voice['emotion'], 'neutral'>, string>> = {
  warm: 'Speak warmly and closely, as to a friend, with a smile in the voice.',
  bright: 'Speak brightly and lively, full of energy.',
  calm: 'Speak calmly and softly, without hurry.',
  serious: 'Speak seriously and evenly, with weight.',
};
/** The same for Chatterbox, whose own values are 0.5 and 0.5: more feeling needs less guidance. */
const moodNumbers: Readonly<
  Record<Exclude<Voice['emotion'], 'neutral'>, { exaggeration: number; cfg_weight: number }>
> = {
  warm: { exaggeration: 0.6, cfg_weight: 0.45 },
  bright: { exaggeration: 0.85, cfg_weight: 0.35 },
  calm: { exaggeration: 0.3, cfg_weight: 0.5 },
  serious: { exaggeration: 0.35, cfg_weight: 0.5 },
};

/** One recording over POST /audio/speech; what the server refuses by name is left out and asked again. */
export async function speakOpenai(asked: Asked, ask: SpeechAsk): Promise<SpeechSaid> {
  const { instance, means, habits } = asked;
  for (let lesson = 0; ; lesson += 1) {
    const { exchange, said } = await prepare(asked, ask);
    try {
      const { mime } = await means.http.download({
        ...exchange,
        method: 'POST',
        signal: ask.signal,
        timeoutSeconds: settingsOf(instance).answerSeconds,
        path: ask.path,
        maxBytes: longestRecordingBytes,
      });
      return { ...said, mime };
    } catch (error) {
      if (lesson >= mostLessons || !learn(habits, error)) {
        throw unchargedIfRefused(inOurWords(error, said, instance), error);
      }
    }
  }
}

async function prepare(asked: Asked, { request, script, signal }: SpeechAsk) {
  const { instance, means, habits, engineId } = asked;
  const settings = settingsOf(instance);
  const server = await knownServer(instance, means, signal);
  const model = modelOf(instance, server.models);
  const mood = moodFor(request.voice.emotion, settings, model, habits);
  const speed = speedFor(request.voice.speed, settings, habits);
  const base = apiAddress(instance.address);
  const common = { response_format: habits.format, ...speed.fields, ...mood.fields };
  const usdPerMillion = priceOf(instance);
  const facts = {
    ...mood.fields,
    ...(usdPerMillion !== undefined && {
      cost: {
        amountMicros: Math.ceil(script.length * usdPerMillion),
        figure: `${script.length} characters`,
      },
    }),
  };
  const said = { model, tempo: speed.tempo, mime: '', facts };
  if (request.reference && settings.cloning !== 'off') {
    const reference = await readReference(request.reference);
    return {
      exchange: cloning(settings.cloning, {
        base,
        instance,
        reference,
        fields: { model, input: script, ...common },
      }),
      said: { ...said, voice: 'cloned', warnings: mood.warnings },
    };
  }
  const chosen = chooseVoice(request, { engineId, voices: server.voices, usual: settings.voice });
  const body = { model, input: script, voice: chosen.id, ...common };
  return {
    exchange: { url: `${base}/audio/speech`, headers: bearer(instance), body: { json: body } },
    said: {
      ...said,
      voice: chosen.id,
      warnings: [...notCloned(request), ...chosen.warnings, ...mood.warnings],
    },
  };
}

function notCloned({ reference }: SpeechRequest): string[] {
  return reference
    ? ['The recording of the voice was not used: voice cloning is off in the engine’s settings.']
    : [];
}

function moodFor(emotion: Voice['emotion'], settings: OpenaiSpeechSettings, model: string, habits: Habits) {
  if (emotion === 'neutral') return { fields: {}, warnings: [] };
  const way = habits.takesMood ? wayOf(settings, model) : 'none';
  if (way === 'instructions') return { fields: { instructions: moodWords[emotion] }, warnings: [] };
  if (way === 'exaggeration') return { fields: moodNumbers[emotion], warnings: [] };
  return { fields: {}, warnings: [`This engine takes no emotion: "${emotion}" was left out.`] };
}

function wayOf({ emotion }: OpenaiSpeechSettings, model: string): 'none' | 'instructions' | 'exaggeration' {
  if (emotion !== 'auto') return emotion;
  if (/chatterbox/i.test(model)) return 'exaggeration';
  return /gpt-.*tts|qwen.*tts/i.test(model) ? 'instructions' : 'none';
}

function speedFor(speed: number, settings: OpenaiSpeechSettings, habits: Habits) {
  if (speed === 1) return { fields: {}, tempo: 1 };
  if (settings.speed === 'ours' || !habits.takesSpeed) return { fields: {}, tempo: speed };
  return { fields: { speed }, tempo: 1 };
}

interface CloneCall {
  readonly base: string;
  readonly instance: EngineInstance;
  readonly reference: { readonly bytes: Buffer; readonly mime: string };
  readonly fields: Readonly<Record<string, string | number>>;
}

function cloning(
  way: 'upload' | 'ref-audio',
  { base, instance, reference, fields }: CloneCall,
): Pick<EngineExchange, 'url' | 'headers' | 'body'> {
  const headers = bearer(instance);
  if (way === 'upload') {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    form.set(
      'voice_file',
      new Blob([new Uint8Array(reference.bytes)], { type: reference.mime }),
      'voice.wav',
    );
    return { url: `${base}/audio/speech/upload`, headers, body: { form } };
  }
  const refAudio = `data:${reference.mime};base64,${reference.bytes.toString('base64')}`;
  // Without the words of the recording only its sound is used.
  const json = { ...fields, task_type: 'Base', ref_audio: refAudio, x_vector_only_mode: true };
  return { url: `${base}/audio/speech`, headers, body: { json } };
}

async function readReference({ path, mime }: NonNullable<SpeechRequest['reference']>) {
  const { size } = await stat(path);
  if (size > longestReferenceBytes) {
    throw new AppError('too_large', 'The recording of the voice is larger than 25 MB.', {
      hint: 'Half a minute of clear speech is enough.',
      field: 'reference',
    });
  }
  return { bytes: await readFile(path), mime };
}

/** Whether a refusal names something we can do without; remembers it. */
function learn(habits: Habits, error: unknown): boolean {
  if (!(error instanceof AppError) || ![400, 415, 422].includes(Number(error.facts.status))) return false;
  const said = error.message.toLowerCase();
  if (/instructions|exaggeration|cfg_weight/.test(said) && habits.takesMood) {
    habits.takesMood = false;
    return true;
  }
  if (/speed/.test(said) && habits.takesSpeed) {
    habits.takesSpeed = false;
    return true;
  }
  if (/format/.test(said) && habits.format === 'wav') {
    habits.format = 'mp3';
    return true;
  }
  return false;
}

function inOurWords(
  error: unknown,
  { voice, model }: { voice: string; model: string },
  instance: EngineInstance,
) {
  if (!(error instanceof AppError)) return error;
  const status = Number(error.facts.status);
  if (![400, 404, 422].includes(status)) return error;
  if (/voice/i.test(error.message)) {
    return new AppError('invalid', `${instance.name} does not take the voice "${voice}": ${error.message}`, {
      hint: 'Choose one of its voices for the character, or set a usual voice in the engine’s settings.',
      field: 'voice.voiceId',
      cause: error,
    });
  }
  if (/model/i.test(error.message)) {
    return new AppError(
      'unavailable',
      `${instance.name} does not take the model "${model}": ${error.message}`,
      {
        hint: 'Load it there, or choose another model in the engine’s settings.',
        facts: { status: 404, model },
        cause: error,
      },
    );
  }
  return error;
}
