import { z } from 'zod';
import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import { type EngineAnswer, EngineHttpError, refused } from '#engines/engine-http.ts';
import { apiAddress, bearer } from '#engines/openai-address.ts';
import { type KnownVoices, manyLanguages } from '#engines/speaking/choose-voice.ts';
import { AppError } from '#kernel/errors.ts';
import { settingsOf } from './settings.ts';

const askSeconds = 15;
const mostVoices = 1000;

/** A voice as servers list them: a name alone, or an object with one of these for its id. */
const ListedVoice = z.union([
  z.string().min(1),
  z.looseObject({
    id: z.string().optional(),
    voice_id: z.string().optional(),
    filename: z.string().optional(),
    name: z.string().optional(),
    display_name: z.string().optional(),
    language: z.string().nullish().catch(null),
  }),
]);
const voiceList = z.array(ListedVoice).max(20_000);
const VoiceAnswer = z.union([z.object({ voices: voiceList }), voiceList.transform((voices) => ({ voices }))]);

const ModelAnswer = z.object({
  data: z.array(z.object({ id: z.string(), voices: voiceList.nullish().catch(null) })),
});

export interface SpeechServer {
  readonly models: readonly string[];
  readonly voices: KnownVoices;
}

const speaking = /tts|kokoro|chatterbox|speech|voice|orpheus|piper|bark|xtts/i;

/**
 * Models and voices of a server; each list may be missing, but not both.
 * @throws AppError `invalid` when neither is there: another program
 */
export async function askServer(
  instance: EngineInstance,
  { http }: EngineMeans,
  signal: AbortSignal,
): Promise<SpeechServer> {
  const base = apiAddress(instance.address);
  const get = (path: string) =>
    http.exchange({
      method: 'GET',
      url: `${base}${path}`,
      headers: bearer(instance),
      signal,
      timeoutSeconds: askSeconds,
    });
  const models = readOr(ModelAnswer, await get('/models'), `${base}/models`);
  const listed = readOr(VoiceAnswer, await get('/audio/voices'), `${base}/audio/voices`);
  if (!models && !listed) {
    throw new AppError(
      'invalid',
      `What answers at ${instance.address} is no speech server with the OpenAI API.`,
      {
        hint: 'Check the port: another program may use it. Or choose the kind of engine that runs there.',
        field: 'address',
      },
    );
  }
  const names = models?.data.map(({ id }) => id) ?? [];
  const ofModel = models?.data.find(({ id }) => id === modelOf(instance, names))?.voices ?? [];
  const found = listed && listed.voices.length > 0 ? listed.voices : ofModel;
  const voices = new Map([...written(instance), ...toVoices(found)].map((voice) => [voice.id, voice]));
  return { models: names, voices: [...voices.values()].slice(0, mostVoices) };
}

/** The answer, or nothing where the server has no such route. @throws AppError for a key, or a server in trouble */
function readOr<T>(schema: z.ZodType<T>, answer: EngineAnswer, url: string): T | undefined {
  if (answer.status === 401 || answer.status === 403 || answer.status === 429 || answer.status >= 500)
    throw refused(url, answer);
  return answer.status === 200 ? schema.safeParse(answer.body).data : undefined;
}

/** The model that speaks: the one that is set, else the first whose name says so. */
export function modelOf(instance: EngineInstance, models: readonly string[]): string {
  const { model } = settingsOf(instance);
  if (model !== '') return model;
  // Servers with a single model take this name, https://platform.openai.com/docs/api-reference/audio .
  return models.find((name) => speaking.test(name)) ?? 'tts-1';
}

function toVoices(listed: readonly z.infer<typeof ListedVoice>[]): KnownVoices[number][] {
  return listed.flatMap((voice) => {
    if (typeof voice === 'string') return [{ id: voice, label: voice, language: languageOf(voice) }];
    const id = voice.id ?? voice.voice_id ?? voice.filename ?? voice.name;
    if (id === undefined || id === '') return [];
    const label = voice.display_name ?? voice.name ?? id;
    return [{ id, label, language: voice.language ?? languageOf(id) }];
  });
}

function written(instance: EngineInstance): KnownVoices[number][] {
  return settingsOf(instance)
    .voices.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((id) => ({ id, label: id, language: manyLanguages }));
}

/** Kokoro names a voice by language and sex, https://huggingface.co/hexgrad/Kokoro-82M/blob/main/VOICES.md . */
const kokoroLanguages: Readonly<Record<string, string>> = {
  a: 'en-US',
  b: 'en-GB',
  e: 'es',
  f: 'fr',
  h: 'hi',
  i: 'it',
  j: 'ja',
  p: 'pt-BR',
  z: 'zh',
};

function languageOf(id: string): string {
  const letter = /^([abefhijpz])[fm]_/.exec(id)?.[1];
  return letter === undefined ? manyLanguages : (kokoroLanguages[letter] ?? manyLanguages);
}

/** What is known of the server while it speaks; a server that lists nothing may still speak. */
export async function knownServer(
  instance: EngineInstance,
  means: EngineMeans,
  signal: AbortSignal,
): Promise<SpeechServer> {
  try {
    return await askServer(instance, means, signal);
  } catch (error) {
    const isSilent =
      error instanceof AppError && !(error instanceof EngineHttpError) && error.code === 'invalid';
    if (isSilent) return { models: [], voices: written(instance) };
    throw error;
  }
}
