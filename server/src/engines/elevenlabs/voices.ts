import { z } from 'zod';
import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { askFree, type HostedService, hostedAddress } from '#engines/hosted-call.ts';
import { type KnownVoices, manyLanguages } from '#engines/speaking/choose-voice.ts';

export const service: HostedService = { name: 'ElevenLabs', account: 'https://elevenlabs.io/app' };

/** GET /v1/models and GET /v1/voices, https://elevenlabs.io/docs/api-reference/voices/get-all . */
const Models = z
  .array(z.looseObject({ model_id: z.string(), can_do_text_to_speech: z.boolean().optional() }))
  .max(1000);
const Voices = z.looseObject({
  voices: z
    .array(
      z.looseObject({
        voice_id: z.string().regex(/^\w{1,60}$/),
        name: z.string(),
        category: z.string().nullish(),
        labels: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .max(10_000),
});
const askSeconds = 15;
const mostVoices = 1000;

export const keyHeader = ({ key }: Pick<EngineInstance, 'key'>) => ({ 'xi-api-key': key ?? '' });

export interface Speakers {
  readonly models: readonly string[];
  readonly voices: KnownVoices;
}

/** The models that speak and the voices of the account. Costs nothing. */
export async function askSpeakers(
  instance: EngineInstance,
  { http }: EngineMeans,
  { signal }: EngineCall,
): Promise<Speakers> {
  const get = <T>(path: string, answer: z.ZodType<T>) =>
    askFree(http, service, {
      ...{ method: 'GET', url: `${hostedAddress(instance.address)}${path}`, headers: keyHeader(instance) },
      ...{ answer, signal, timeoutSeconds: askSeconds },
    });
  const models = await get('/v1/models', Models);
  const { voices } = await get('/v1/voices', Voices);
  return {
    models: models
      .filter(({ can_do_text_to_speech }) => can_do_text_to_speech !== false)
      .map(({ model_id }) => model_id),
    // Every voice speaks all languages of the model.
    voices: voices.slice(0, mostVoices).map(({ voice_id, name, labels, category }) => ({
      id: voice_id,
      label: [name, labels?.accent, category === 'cloned' ? 'cloned' : '']
        .filter((part): part is string => typeof part === 'string' && part !== '')
        .join(', '),
      language: manyLanguages,
    })),
  };
}
