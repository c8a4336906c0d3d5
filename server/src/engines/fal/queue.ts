import { z } from 'zod';
import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import type { EngineAnswer } from '#engines/engine-http.ts';
import { askPaid, type HostedService, hostedAddress, refusalOf } from '#engines/hosted-call.ts';
import { AppError } from '#kernel/errors.ts';

export const service: HostedService = { name: 'fal', account: 'https://fal.ai/dashboard' };

/** The queue, https://fal.ai/docs/documentation/model-apis/inference/queue . */
const Submitted = z.looseObject({ request_id: z.string().regex(/^[\w-]{1,100}$/) });
const Status = z.looseObject({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: z.number().int().min(0).nullish(),
});
export type QueueStatus = z.infer<typeof Status>;
const askSeconds = 20;
const submitSeconds = 60;

export interface FalQueue {
  /** Puts a request into the queue: this is what costs. */
  submit(model: string, input: unknown, call: EngineCall): Promise<string>;
  /** Nothing for a request that fal does not know. */
  status(model: string, id: string, call: EngineCall): Promise<QueueStatus | undefined>;
  /** The answer of a completed request, whatever its status. */
  result(model: string, id: string, call: EngineCall): Promise<EngineAnswer>;
  /** Whether fal takes the request out; a running one may be finished and billed all the same. */
  cancel(model: string, id: string, call: EngineCall): Promise<boolean>;
}

/** A request is followed at its app alone: `fal-ai/flux/dev` at `fal-ai/flux`, as fal's own client does. */
const appOf = (model: string) => {
  const parts = model.split('/');
  return parts.slice(0, parts[0] === 'workflows' || parts[0] === 'comfy' ? 3 : 2).join('/');
};

export function falQueue(instance: EngineInstance, { http }: EngineMeans): FalQueue {
  const headers = { authorization: `Key ${instance.key ?? ''}` };
  const urlOf = (path: string) => `${hostedAddress(instance.address)}/${path}`;
  const ask = (method: 'GET' | 'PUT', path: string, { signal }: EngineCall) =>
    http.exchange({ method, url: urlOf(path), headers, signal, timeoutSeconds: askSeconds });
  return {
    async submit(model, input, { signal }) {
      const { value } = await askPaid(http, service, {
        ...{ method: 'POST', url: urlOf(model), headers, body: { json: input } },
        ...{ signal, timeoutSeconds: submitSeconds, answer: Submitted },
      });
      return value.request_id;
    },
    async status(model, id, call) {
      const answer = await ask('GET', `${appOf(model)}/requests/${id}/status`, call);
      if (answer.status === 404) return undefined;
      // 202 while it waits or runs.
      if (answer.status < 200 || answer.status > 299) throw refusalOf(service, answer);
      const read = Status.safeParse(answer.body);
      if (read.success) return read.data;
      throw new AppError('unavailable', 'fal sent a status that cannot be read.', {
        hint: 'Look at the request in your account there.',
        facts: { status: 502, passing: true },
        cause: read.error,
      });
    },
    result: (model, id, call) => ask('GET', `${appOf(model)}/requests/${id}`, call),
    async cancel(model, id, call) {
      const { status } = await ask('PUT', `${appOf(model)}/requests/${id}/cancel`, call);
      return status >= 200 && status < 300;
    },
  };
}
