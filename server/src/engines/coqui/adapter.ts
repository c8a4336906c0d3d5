import { z } from 'zod';
import type { EngineInstance, EngineKind, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall, SpeechRequest } from '#engines/engine.ts';
import { refused } from '#engines/engine-http.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { answerSeconds, commonSettings, settingField } from '#engines/setting-fields.ts';
import { chooseVoice, type KnownVoices, manyLanguages } from '#engines/speaking/choose-voice.ts';
import {
  createConnectedSpeechEngine,
  type SpeechAsk,
  type SpeechSaid,
} from '#engines/speaking/connected-speech-engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type CoquiPage, readPage } from './read-page.ts';

const id = 'coqui';
const probeSeconds = 10;
const longestRecordingBytes = 200_000_000;
/** What a model with a single voice is called here. */
const onlyVoice = 'default';
/** A speaker that ships with XTTS-v2 and with no other model. */
const speakerOfXtts = 'Claribel Dervla';

const CoquiSettings = z.strictObject({
  voice: commonSettings.voice,
  /** The server makes one recording at a time. */
  answerSeconds: answerSeconds(240),
  /**
   * Cloning sends the PATH of a recording, which the server opens itself: only where it runs on this machine, or
   * sees our data folder under the same path.
   */
  cloning: z.enum(['off', 'same-paths']).default('off'),
});
const settingsOf = (instance: EngineInstance) => CoquiSettings.parse(instance.settings);

/** The TTS server of the maintained Coqui fork, https://github.com/idiap/coqui-ai-TTS . */
export const coquiKind: EngineKind = {
  id,
  name: 'Coqui TTS',
  summary: 'Voices in many languages on your own machine, by the maintained fork of Coqui TTS.',
  media: ['speech'],
  hosted: false,
  sourceType: 'trainedAlgorithmicMedia',
  defaultAddress: 'http://127.0.0.1:5002',
  key: 'none',
  setUp: [
    'Install it with Python 3.10 to 3.13: pip install "coqui-tts[server]".',
    'Start it: tts-server --model_name tts_models/en/vctk/vits (port 5002).',
    'It listens on all network interfaces: let a firewall close port 5002 to others.',
  ],
  homepage: 'https://github.com/idiap/coqui-ai-TTS',
  settings: CoquiSettings,
  fields: [
    settingField.voice(
      'Speaks where the character’s voice belongs to another engine. Empty: the first that fits.',
    ),
    {
      name: 'cloning',
      label: 'Voice cloning',
      help: 'For models such as XTTS, where the server reads files of this machine. Consent is asked for each voice.',
      kind: 'choice',
      choices: [
        { value: 'off', label: 'Off' },
        { value: 'same-paths', label: 'The server sees our files' },
      ],
    },
    settingField.patience(
      'How long it may be silent before it is given up. On a processor a minute of speech can take minutes.',
    ),
  ],
  probe,
  open(instance, means) {
    const speech = createConnectedSpeechEngine({
      manifest: {
        id: `${id}:${instance.id}`,
        name: instance.name,
        medium: 'speech',
        builtIn: false,
        sourceType: 'trainedAlgorithmicMedia',
        offers: ['Neural voices, in the languages of its model.'],
        connectedWouldAdd: [],
        models: [],
      },
      // The server makes one recording at a time behind a lock.
      atOnce: 1,
      ffmpegPath: means.ffmpegPath,
      speak: (ask) => speak(instance, means, ask),
      health: (signal) => healthByProbe('speech', () => probe(instance, means, { signal })),
    });
    return { speech, [Symbol.asyncDispose]: () => speech[Symbol.asyncDispose]() };
  },
};

async function pageOf(
  { address }: EngineInstance,
  { http }: EngineMeans,
  signal: AbortSignal,
): Promise<CoquiPage> {
  const url = `${address}/`;
  const answer = await http.exchange({ method: 'GET', url, signal, timeoutSeconds: probeSeconds });
  if (answer.status >= 500) throw refused(url, answer);
  const page = answer.status === 200 ? readPage(answer.body) : undefined;
  if (page) return page;
  throw new AppError('invalid', `What answers at ${address} is not a Coqui TTS server.`, {
    hint: 'Check the port: another program may use it. Or choose the kind of engine that runs there.',
    field: 'address',
  });
}

async function speak(instance: EngineInstance, means: EngineMeans, ask: SpeechAsk): Promise<SpeechSaid> {
  const { request, script, path, signal } = ask;
  const settings = settingsOf(instance);
  const page = await pageOf(instance, means, signal);
  const form = new FormData();
  form.set('text', script);
  const language = languageFor(request.language, page);
  if (language !== undefined) form.set('language_id', language);
  const clone = cloneOf(request, page, settings.cloning);
  const chosen = clone.path
    ? { id: 'cloned', warnings: [] }
    : chooseVoice(request, {
        engineId: `${id}:${instance.id}`,
        voices: voicesOf(page, ''),
        usual: settings.voice,
      });
  if (clone.path) form.set('speaker_wav', clone.path);
  else if (page.speakers.length > 0) form.set('speaker_id', chosen.id);
  const { mime } = await means.http.download({
    method: 'POST',
    url: `${instance.address}/api/tts`,
    headers: { accept: 'audio/wav' },
    body: { form },
    signal,
    timeoutSeconds: settings.answerSeconds,
    path,
    maxBytes: longestRecordingBytes,
  });
  const warnings = [...clone.warnings, ...chosen.warnings];
  if (request.voice.emotion !== 'neutral')
    warnings.push(`This engine knows no emotion: "${request.voice.emotion}" was left out.`);
  return {
    mime,
    model: page.speakers.includes(speakerOfXtts) ? 'xtts_v2' : 'coqui-tts',
    voice: chosen.id,
    // The route takes no speed.
    tempo: request.voice.speed,
    warnings,
    facts: { ...(language !== undefined && { languageId: language }) },
  };
}

function cloneOf({ reference }: SpeechRequest, { canClone }: CoquiPage, cloning: 'off' | 'same-paths') {
  if (!reference) return { path: undefined, warnings: [] };
  if (canClone && cloning === 'same-paths') return { path: reference.path, warnings: [] };
  const why = canClone ? 'voice cloning is off in the engine’s settings' : 'its model cannot clone voices';
  return { path: undefined, warnings: [`The recording of the voice was not used: ${why}.`] };
}

/**
 * The server's id for a language; nothing for a model of one language.
 * @throws AppError `invalid` when the model does not speak it
 */
function languageFor(tag: string, { languages }: CoquiPage): string | undefined {
  if (languages.length === 0) return undefined;
  const wanted = tag.toLowerCase();
  const start = wanted.split('-')[0] ?? '';
  const found =
    languages.find((one) => one.toLowerCase() === wanted) ??
    languages.find((one) => one.toLowerCase().split(/[-_]/)[0] === start);
  if (found !== undefined) return found;
  throw new AppError('invalid', `The model of this engine does not speak "${tag}".`, {
    hint: `It speaks ${languages.join(', ')}. Choose one of these, or another engine.`,
    field: 'language',
  });
}

function voicesOf({ speakers, languages }: CoquiPage, locale: string): KnownVoices {
  const language = languages.length > 1 ? manyLanguages : (languages[0] ?? locale);
  const detail = languages.length > 1 ? ` (${languages.length} languages)` : '';
  if (speakers.length === 0) return [{ id: onlyVoice, label: `The model’s voice${detail}`, language }];
  return speakers.map((speaker) => ({ id: speaker, label: `${speaker.trim()}${detail}`, language }));
}

async function probe(instance: EngineInstance, means: EngineMeans, call: EngineCall): Promise<EngineProbe> {
  const settings = settingsOf(instance);
  const page = await pageOf(instance, means, call.signal);
  const isXtts = page.speakers.includes(speakerOfXtts);
  const locale = page.languages.length > 0 ? '' : await localeOf(instance, means, call.signal);
  const licence = isXtts && {
    licence: {
      name: 'Coqui Public Model License',
      commercial: false,
      source: 'https://huggingface.co/coqui/XTTS-v2',
    },
  };
  const missing = page.canClone
    ? ['cloning, in the engine’s settings']
    : ['a model that clones voices, such as XTTS'];
  const canClone = page.canClone && settings.cloning !== 'off';
  const speakers = Math.max(1, page.speakers.length);
  return {
    version: isXtts ? 'Coqui TTS with XTTS-v2' : 'Coqui TTS',
    summary: `Coqui TTS with ${speakers} ${speakers === 1 ? 'voice' : 'voices'}${page.languages.length > 1 ? ` in ${page.languages.length} languages` : ''}.`,
    abilities: [
      { medium: 'speech', id: 'speech', label: 'Speech', ready: true, missing: [], ...licence },
      {
        medium: 'speech',
        id: 'voice-cloning',
        label: 'Speech in the voice of a recording',
        ready: canClone,
        missing: canClone ? [] : missing,
        ...licence,
      },
    ],
    models: [{ id: isXtts ? 'xtts_v2' : 'coqui-tts', medium: 'speech' }],
    voices: voicesOf(page, locale),
    notes: [
      ...(isXtts ? ['XTTS-v2 may be used privately only: its licence allows no commercial work.'] : []),
      'The server listens on all network interfaces and asks for no key: let a firewall close its port to others.',
    ],
  };
}

/** The language of a model of one language: a line of text. Empty where it does not say. */
async function localeOf(
  { address }: EngineInstance,
  { http }: EngineMeans,
  signal: AbortSignal,
): Promise<string> {
  const answer = await http.exchange({
    method: 'GET',
    url: `${address}/locales`,
    signal,
    timeoutSeconds: probeSeconds,
  });
  const locale = typeof answer.body === 'string' ? answer.body.trim() : '';
  return answer.status === 200 && /^[a-z]{2,3}(?:[-_][a-z]{2,4})?$/i.test(locale) ? locale : '';
}
