import { setTimeout as wait } from 'node:timers/promises';
import type { EngineInstance, EngineMeans, EngineProbe, OpenedEngine } from '#engines/connected-engine.ts';
import type { EngineCall, EngineManifest } from '#engines/engine.ts';
import type { Downloaded } from '#engines/engine-http.ts';
import { hostedAddress, refusalOf } from '#engines/hosted-call.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { chooseVoice } from '#engines/speaking/choose-voice.ts';
import {
  createConnectedSpeechEngine,
  type SpeechAsk,
  type SpeechSaid,
} from '#engines/speaking/connected-speech-engine.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { AppError } from '#kernel/errors.ts';
import { estimateElevenlabs, knownModels } from './estimate.ts';
import { settingsOf } from './settings.ts';
import { askSpeakers, keyHeader, type Speakers, service } from './voices.ts';

/** MP3 of 44.1 kHz and 128 kbit/s, the format that every plan has. */
const format = 'mp3_44100_128';
const longestRecordingBytes = 100_000_000;
/** `voice_settings.speed`, https://elevenlabs.io/docs/api-reference/text-to-speech/convert . */
const speeds = { slowest: 0.7, fastest: 1.2 } as const;
/** Only these models are told the language; others find it out and refuse to be told. */
const takesLanguage = /^eleven_(?:flash|turbo)_v2_5$/;
const freshMilliseconds = 5 * 60_000;
const mostTries = 3;
const longestPauseSeconds = 30;

/** Whether the key is taken, and which models and voices it may use. */
export async function probeElevenlabs(
  instance: EngineInstance,
  means: EngineMeans,
  call: EngineCall,
): Promise<EngineProbe> {
  const { model } = settingsOf(instance);
  const { models, voices } = await orWrongProgram(
    'ElevenLabs',
    instance.address,
    askSpeakers(instance, means, call),
  );
  const missing = [
    ...(models.includes(model) ? [] : [`the model ${model}`]),
    ...(voices.length > 0 ? [] : ['a voice in your account there']),
  ];
  return {
    version: model,
    summary: `${model} speaks, with ${voices.length} ${voices.length === 1 ? 'voice' : 'voices'}.`,
    abilities: [
      { medium: 'speech', id: 'speech', label: 'Speech', ready: missing.length === 0, missing },
      {
        ...{ medium: 'speech', id: 'voice-cloning', label: 'Speech in the voice of a recording' },
        ...{ ready: false, missing: ['cloning is done in your account there, with the speaker’s consent'] },
      },
    ],
    models: models.map((id) => ({ id, medium: 'speech' })),
    voices,
    notes: [
      'Paid by use. Scripts are sent to ElevenLabs.',
      ...(knownModels.includes(model) ? [] : [`No price is known for ${model}.`]),
    ],
  };
}

/** Speech by ElevenLabs: the answer to one open request each, so tickets end with this process. */
export function openElevenlabs(
  instance: EngineInstance,
  means: EngineMeans,
  manifest: EngineManifest,
): OpenedEngine {
  let known: { readonly speakers: Speakers; readonly at: number } | undefined;
  const speakers = async (call: EngineCall) => {
    if (!known || Date.now() - known.at > freshMilliseconds)
      known = { speakers: await askSpeakers(instance, means, call), at: Date.now() };
    return known.speakers;
  };
  const speech = createConnectedSpeechEngine({
    manifest,
    atOnce: settingsOf(instance).atOnce,
    ffmpegPath: means.ffmpegPath,
    speak: async (ask) => speak({ instance, means, manifest, speakers: await speakers(ask) }, ask),
    health: (signal) => healthByProbe('speech', () => probeElevenlabs(instance, means, { signal })),
  });
  return { speech, [Symbol.asyncDispose]: () => speech[Symbol.asyncDispose]() };
}

interface Speaking {
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
  readonly manifest: EngineManifest;
  readonly speakers: Speakers;
}

async function speak(speaking: Speaking, ask: SpeechAsk): Promise<SpeechSaid> {
  const { instance, manifest, speakers } = speaking;
  const { request, script } = ask;
  const { model, voice: usual } = settingsOf(instance);
  const chosen = chooseVoice(request, { engineId: manifest.id, voices: speakers.voices, usual });
  const speed = Math.min(speeds.fastest, Math.max(speeds.slowest, request.voice.speed));
  const language = request.language.toLowerCase().split('-')[0];
  const { emotion } = request.voice;
  const { headers, mime } = await record(speaking, ask, chosen.id, {
    text: script,
    model_id: model,
    ...(speed !== 1 && { voice_settings: { speed } }),
    ...(takesLanguage.test(model) && { language_code: language }),
  });
  const counted = headers['character-cost'] ?? headers['x-character-count'];
  const price = estimateElevenlabs(instance, { medium: 'speech', characters: script.length });
  const figure = `${typeof counted === 'string' ? `${counted.slice(0, 20)} counted by ElevenLabs` : `${script.length} characters`}`;
  return {
    mime,
    model,
    voice: chosen.id,
    tempo: request.voice.speed / speed,
    warnings: [
      ...(request.reference
        ? ['The recording of the voice was not used: clone it in your account there.']
        : []),
      ...chosen.warnings,
      ...(emotion === 'neutral' ? [] : [`This engine takes no emotion: "${emotion}" was left out.`]),
    ],
    facts: { cost: { figure, ...('amountMicros' in price && { amountMicros: price.amountMicros }) } },
  };
}

/** Writes the recording; told to come back later it waits, for that proves that nothing was begun. */
async function record(
  { instance, means }: Speaking,
  { path, signal }: SpeechAsk,
  voiceId: string,
  json: unknown,
): Promise<Downloaded> {
  const url = `${hostedAddress(instance.address)}/v1/text-to-speech/${encodeURIComponent(voiceId)}?output_format=${format}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await means.http.download({
        ...{ method: 'POST', url, headers: keyHeader(instance), body: { json }, signal, path },
        ...{ timeoutSeconds: settingsOf(instance).answerSeconds, maxBytes: longestRecordingBytes },
      });
    } catch (error) {
      if (!(error instanceof AppError) || typeof error.facts.status !== 'number' || 'reached' in error)
        throw error;
      const { status } = error.facts;
      const pause = Number(error.facts.retryAfterSeconds ?? 2);
      if (status === 429 && attempt < mostTries && pause <= longestPauseSeconds) {
        await wait(pause * 1000, undefined, { signal });
        continue;
      }
      // An empty file is no refusal: it may have been paid for.
      if (/empty file/.test(error.message)) throw error;
      throw refusalOf(service, { status, headers: {}, body: error.message });
    }
  }
}
