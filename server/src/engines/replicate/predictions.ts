import { z } from 'zod';
import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { askFree, askPaid, type HostedService, hostedAddress } from '#engines/hosted-call.ts';
import { AppError } from '#kernel/errors.ts';

export const service: HostedService = { name: 'Replicate', account: 'https://replicate.com/account' };

/** Statuses of https://replicate.com/docs/topics/predictions/lifecycle . */
const Prediction = z.looseObject({
  id: z.string().regex(/^[\w-]{1,100}$/),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  metrics: z.looseObject({ predict_time: z.number().optional() }).nullish(),
});
export type Prediction = z.infer<typeof Prediction>;
const Account = z.looseObject({ username: z.string() });
const Model = z.looseObject({ owner: z.string(), name: z.string() });
const askSeconds = 20;
const submitSeconds = 60;

/** The HTTP API, https://replicate.com/docs/reference/http . */
export interface Predictions {
  /** Who the key belongs to. Free. */
  account(call: EngineCall): Promise<string>;
  /** Whether the model is there. Free. */
  hasModel(model: string, call: EngineCall): Promise<boolean>;
  /** Begins one: this is what costs. */
  create(model: string, input: unknown, call: EngineCall): Promise<Prediction>;
  /** Nothing for one that Replicate does not know. */
  get(id: string, call: EngineCall): Promise<Prediction | undefined>;
  cancel(id: string, call: EngineCall): Promise<void>;
}

export function predictionsOf(instance: EngineInstance, { http }: EngineMeans): Predictions {
  const headers = { authorization: `Bearer ${instance.key ?? ''}` };
  const urlOf = (path: string) => `${hostedAddress(instance.address)}/v1${path}`;
  const get = <T>(path: string, answer: z.ZodType<T>, { signal }: EngineCall) =>
    askFree(http, service, {
      ...{ method: 'GET', url: urlOf(path), headers, answer },
      ...{ signal, timeoutSeconds: askSeconds },
    });
  return {
    account: async (call) => (await get('/account', Account, call)).username,
    hasModel: async (model, call) => (await orNothing(get(`/models/${model}`, Model, call))) !== undefined,
    async create(model, input, { signal }) {
      const { value } = await askPaid(http, service, {
        ...{ method: 'POST', url: urlOf(`/models/${model}/predictions`), headers, body: { json: { input } } },
        ...{ signal, timeoutSeconds: submitSeconds, answer: Prediction },
      });
      return value;
    },
    get: (id, call) => orNothing(get(`/predictions/${id}`, Prediction, call)),
    async cancel(id, { signal }) {
      const url = urlOf(`/predictions/${id}/cancel`);
      await http.exchange({ method: 'POST', url, headers, signal, timeoutSeconds: askSeconds });
    },
  };
}

async function orNothing<T>(ask: Promise<T>): Promise<T | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof AppError && error.facts.status === 404) return undefined;
    throw error;
  }
}
