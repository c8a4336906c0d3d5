import { z } from 'zod';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { type EngineAnswer, type EngineHttp, EngineHttpError } from '#engines/engine-http.ts';
import { AppError } from '#kernel/errors.ts';

/** The HTTP interface of Automatic1111 and Forge, https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API . */
export interface Connection {
  readonly address: string;
  /** @throws AppError `unavailable`, in the program's own words */
  get<T>(path: string, answer: z.ZodType<T>, call: EngineCall): Promise<T>;
  /** Undefined where the route is not there or answers something else. */
  getIfThere<T>(path: string, answer: z.ZodType<T>, call: EngineCall): Promise<T | undefined>;
  post<T>(path: string, json: unknown, answer: z.ZodType<T>, call: EngineCall): Promise<T>;
}

const quickSeconds = 15;
/** The answer to a picture comes when it is done; behind others' work that takes a while. */
const workSeconds = 3600;

export function connect(instance: EngineInstance, http: EngineHttp): Connection {
  const { address, key } = instance;
  // `--api-auth name:password` asks for HTTP Basic.
  const headers = key ? { authorization: `Basic ${Buffer.from(key).toString('base64')}` } : {};
  const ask = (path: string, call: EngineCall) =>
    http.exchange({
      ...{ method: 'GET' as const, url: `${address}${path}`, headers },
      ...{ signal: call.signal, timeoutSeconds: quickSeconds },
    });
  const parse = <T>(answer: EngineAnswer, schema: z.ZodType<T>): T => {
    if (answer.status < 200 || answer.status > 299) throw refusalOf(address, answer);
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    // Work may have been done: it is the engine that speaks nonsense, not the request that is wrong.
    throw new EngineHttpError('The answer of the engine cannot be read.', {
      reached: true,
      hint: 'Look whether its version is supported, and into its own window.',
      cause: parsed.error,
    });
  };
  return {
    address,
    get: async (path, schema, call) => parse(await ask(path, call), schema),
    async getIfThere(path, schema, call) {
      const answer = await ask(path, call);
      return answer.status === 200 ? schema.safeParse(answer.body).data : undefined;
    },
    post: async (path, json, schema, call) =>
      parse(
        await http.exchange({
          ...{ method: 'POST' as const, url: `${address}${path}`, headers, body: { json } },
          ...{ signal: call.signal, timeoutSeconds: workSeconds },
        }),
        schema,
      ),
  };
}

/** FastAPI says `detail`; the program itself `{error, detail, errors}`. */
const Refusal = z.looseObject({
  error: z.string().nullish(),
  errors: z.string().nullish(),
  detail: z
    .union([
      z.string(),
      z.array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() })),
    ])
    .nullish(),
});

function refusalOf(address: string, { status, body }: EngineAnswer): AppError {
  const { error, errors, detail } = Refusal.safeParse(body).data ?? {};
  const said = Array.isArray(detail)
    ? detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
    : [detail, errors].find((words) => words !== undefined && words !== null && words !== '');
  const words = (said ?? error ?? `it answered ${status}`)
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
  if (status === 401 || status === 403) {
    return new AppError('unavailable', `The engine at ${address} wants a name and a password.`, {
      hint: 'Give both as name:password in the key field, as its option --api-auth says.',
      facts: { status },
    });
  }
  if (/out ?of ?memory/i.test(`${error} ${words}`)) {
    return new AppError('unavailable', 'The graphics card of the engine ran out of memory.', {
      hint: 'Close what else uses it, or choose a smaller model.',
      facts: { status, engineError: 'OUT_OF_MEMORY', passing: true },
    });
  }
  if (status === 404) {
    return new AppError('invalid', 'Its programming interface is switched off.', {
      field: 'address',
      hint: 'Start it with the option --api.',
      facts: { status },
    });
  }
  return new AppError('unavailable', `The engine refused: ${words}.`, {
    hint: 'Look into its own window for more.',
    facts: { status, ...(status >= 500 && { passing: true }) },
  });
}
