import type { EngineInstance, EngineKind, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { isPublicAddress } from '#engines/openai-address.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { createConnectedSpeechEngine } from '#engines/speaking/connected-speech-engine.ts';
import { estimateSpeech, isPaidSpeech, priceOf } from './price.ts';
import { fields, OpenaiSpeechSettings, settingsOf } from './settings.ts';
import { newHabits, speakOpenai } from './speak.ts';
import { askServer, modelOf } from './voices.ts';

const id = 'openai-speech';

/** Any server with POST /v1/audio/speech: Kokoro-FastAPI, Chatterbox, Speaches, vLLM-Omni, hosted ones. */
export const openaiSpeechKind: EngineKind = {
  id,
  name: 'OpenAI-compatible speech',
  summary: 'Kokoro, Chatterbox, Speaches and hosted services: anything that answers at /v1/audio/speech.',
  media: ['speech'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:8880',
  key: 'optional',
  setUp: [
    'Kokoro runs on a processor: docker run -p 127.0.0.1:8880:8880 ghcr.io/remsky/kokoro-fastapi-cpu (port 8880).',
    'Chatterbox TTS API listens on port 4123, Chatterbox-TTS-Server on 8004, Speaches on 8000.',
    'A hosted service: give its address and a key, and write the names of its voices into the settings.',
  ],
  homepage: 'https://github.com/remsky/Kokoro-FastAPI',
  settings: OpenaiSpeechSettings,
  fields,
  probe,
  isPaid: isPaidSpeech,
  estimate: estimateSpeech,
  open(instance, means) {
    const engineId = `${id}:${instance.id}`;
    const habits = newHabits();
    const speech = createConnectedSpeechEngine({
      manifest: {
        id: engineId,
        name: instance.name,
        medium: 'speech',
        builtIn: false,
        sourceType: 'trainedAlgorithmicMedia',
        offers: ['Neural voices, in the languages of its model.'],
        connectedWouldAdd: [],
        models: [],
      },
      atOnce: settingsOf(instance).atOnce,
      ffmpegPath: means.ffmpegPath,
      speak: (ask) => speakOpenai({ instance, means, habits, engineId }, ask),
      health: (signal) => healthByProbe('speech', () => probe(instance, means, { signal })),
    });
    return { speech, [Symbol.asyncDispose]: () => speech[Symbol.asyncDispose]() };
  },
};

async function probe(instance: EngineInstance, means: EngineMeans, call: EngineCall): Promise<EngineProbe> {
  const settings = settingsOf(instance);
  const { models, voices } = await askServer(instance, means, call.signal);
  const model = modelOf(instance, models);
  const isModelThere = settings.model === '' || models.length === 0 || models.includes(settings.model);
  const hasVoice = voices.length > 0 || settings.voice !== '';
  const missing = [
    ...(isModelThere ? [] : [`model "${settings.model}"`]),
    ...(hasVoice ? [] : ['a voice: name one in the engine’s settings']),
  ];
  const canClone = settings.cloning !== 'off' && isModelThere;
  const licence = licenceOf(model);
  const isHosted = settings.hosted === 'auto' ? isPublicAddress(instance.address) : settings.hosted === 'yes';
  return {
    version: model,
    summary: `${model} speaks, with ${voices.length} ${voices.length === 1 ? 'voice' : 'voices'}.`,
    abilities: [
      { medium: 'speech', id: 'speech', label: 'Speech', ready: missing.length === 0, missing, ...licence },
      {
        medium: 'speech',
        id: 'voice-cloning',
        label: 'Speech in the voice of a recording',
        ready: canClone,
        missing: canClone ? [] : ['cloning, in the engine’s settings, where the server can'],
        ...licence,
      },
    ],
    models: models.map((name) => ({ id: name, medium: 'speech' })),
    voices,
    notes: [
      ...(isHosted ? ['On somebody else’s machine: scripts are sent there.'] : []),
      ...(isPaidSpeech(instance) ? payNotes(instance) : []),
    ],
  };
}

/** What stands between a paid service and its first recording. */
function payNotes(instance: EngineInstance): string[] {
  return [
    'Paid by use: nothing is asked there until a monthly limit is set under Spending.',
    ...(priceOf(instance) === undefined
      ? ['Enter the price in the settings, in dollars per million characters.']
      : []),
  ];
}

/** Licences of models that go by their name. */
function licenceOf(model: string) {
  if (/kokoro/i.test(model))
    return {
      licence: { name: 'Apache-2.0', commercial: true, source: 'https://huggingface.co/hexgrad/Kokoro-82M' },
    };
  if (/chatterbox/i.test(model))
    return {
      licence: { name: 'MIT', commercial: true, source: 'https://github.com/resemble-ai/chatterbox' },
    };
  return {};
}
