import type { EngineInstance, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { hostedAddress, refusalOf } from '#engines/hosted-call.ts';
import { AppError } from '#kernel/errors.ts';
import { service } from './queue.ts';
import { settingsOf } from './settings.ts';

const askSeconds = 15;
/** No request of anybody's. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Whether the key is taken: fal is asked for a request that does not exist, which costs nothing. */
export async function probeFal(
  instance: EngineInstance,
  { http }: EngineMeans,
  { signal }: EngineCall,
): Promise<EngineProbe> {
  const { model, editModel, references } = settingsOf(instance);
  const app = model.split('/').slice(0, 2).join('/');
  const answer = await http.exchange({
    method: 'GET',
    url: `${hostedAddress(instance.address)}/${app}/requests/${nobody}/status`,
    headers: { authorization: `Key ${instance.key ?? ''}` },
    ...{ signal, timeoutSeconds: askSeconds },
  });
  const isRefusal = typeof answer.body === 'object' && answer.body !== null && 'detail' in answer.body;
  const known = [400, 401, 402, 403, 404, 422, 429].includes(answer.status) && isRefusal;
  if (!known && answer.status < 500) {
    throw new AppError('invalid', `What answers at ${instance.address} is not fal.`, {
      hint: 'Its address is https://queue.fal.run.',
      field: 'address',
    });
  }
  // A request that nobody made is not found: that is the answer to a key that is taken.
  if (![400, 404, 422].includes(answer.status)) throw refusalOf(service, answer);
  const takesPictures = editModel !== '' && references > 0;
  const missing = ['a model for pictures, in the engine’s settings'];
  return {
    version: model,
    summary: `fal takes the key; ${model} draws.`,
    abilities: [
      { medium: 'image', id: 'text-to-image', label: 'Pictures from words', ready: true, missing: [] },
      {
        ...{ medium: 'image', id: 'image-from-references', label: 'Pictures that keep the face' },
        ...{ ready: takesPictures, missing: takesPictures ? [] : missing },
      },
      {
        ...{ medium: 'image', id: 'edit', label: 'Changes to a picture' },
        ...{ ready: editModel !== '', missing: editModel === '' ? missing : [] },
      },
    ],
    models: [model, editModel].filter((id) => id !== '').map((id) => ({ id, medium: 'image' })),
    voices: [],
    notes: ['Paid by use. Words and reference pictures are sent to fal.'],
  };
}
