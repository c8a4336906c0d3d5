import { z } from 'zod';
import type { EngineInstance, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { askFree, type HostedService, hostedAddress } from '#engines/hosted-call.ts';
import { apiAddress, bearer } from '#engines/openai-address.ts';
import { orWrongProgram } from '#engines/wrong-program.ts';
import { knownModels } from './estimate.ts';
import { settingsOf } from './settings.ts';

export const service: HostedService = { name: 'OpenAI', account: 'https://platform.openai.com' };
/** GET /v1/models, https://developers.openai.com/api/reference/resources/models . */
const Models = z.object({ data: z.array(z.looseObject({ id: z.string() })).max(5000) });
const drawing = /^(?:gpt-image|chatgpt-image)/;
const askSeconds = 15;

/** The models that draw, of those the key may use. */
export async function listModels(
  instance: EngineInstance,
  { http }: EngineMeans,
  { signal }: EngineCall,
): Promise<readonly string[]> {
  const address = apiAddress(hostedAddress(instance.address));
  const { data } = await askFree(http, service, {
    ...{ method: 'GET', url: `${address}/models`, headers: bearer(instance), answer: Models },
    ...{ signal, timeoutSeconds: askSeconds },
  });
  return data.map(({ id }) => id).filter((id) => drawing.test(id));
}

/** Whether the key is taken, and the model that is set is there. Costs nothing. */
export async function probeOpenaiImages(
  instance: EngineInstance,
  means: EngineMeans,
  call: EngineCall,
): Promise<EngineProbe> {
  const { model, references } = settingsOf(instance);
  const models = await orWrongProgram('OpenAI', instance.address, listModels(instance, means, call));
  const missing = models.includes(model) ? [] : [`the model ${model}: this key may not use it`];
  const can = (id: 'text-to-image' | 'image-from-references' | 'edit', label: string, isOn = true) => ({
    ...{ medium: 'image' as const, id, label, ready: isOn && missing.length === 0 },
    missing: isOn ? missing : ['reference pictures are set to 0 in the engine’s settings'],
  });
  return {
    version: model,
    summary: `OpenAI takes the key; ${model} draws.`,
    abilities: [
      can('text-to-image', 'Pictures from words'),
      can('image-from-references', 'Pictures that keep the face', references > 0),
      can('edit', 'Changes to a picture'),
    ],
    models: models.map((id) => ({ id, medium: 'image' })),
    voices: [],
    notes: [
      'Paid by use. Words and reference pictures are sent to OpenAI.',
      'It takes no seed: a picture cannot be drawn again exactly.',
      ...(knownModels.includes(model) ? [] : [`No price is known for ${model}.`]),
    ],
  };
}
