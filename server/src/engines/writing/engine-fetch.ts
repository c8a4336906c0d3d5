import type { EngineHttp } from '#engines/engine-http.ts';
import { type HostedService, refusalOf } from '#engines/hosted-call.ts';
import { AppError } from '#kernel/errors.ts';

export interface BoundFetch {
  readonly http: EngineHttp;
  readonly service: HostedService;
  /** The only place that is asked: scheme, host and port of the instance's address. */
  readonly address: string;
  readonly timeoutSeconds: number;
}

/**
 * A `fetch` for a library that speaks a service's API: goes out through our own means only, to one host only, and
 * throws what the service refuses as an error in our words.
 */
export function engineFetch({ http, service, address, timeoutSeconds }: BoundFetch): typeof fetch {
  const origin = new URL(address).origin;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Error(`${url.host} is not the address of this engine.`);
    const { body, signal, method } = init ?? {};
    const answer = await http.exchange({
      method: method === 'POST' ? 'POST' : 'GET',
      url: url.href,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof body === 'string' && { body: { json: JSON.parse(body) } }),
      signal: signal ?? AbortSignal.timeout(timeoutSeconds * 1000),
      timeoutSeconds,
    });
    if (answer.status < 200 || answer.status > 299) throw toldRefusal(service, answer);
    return Response.json(answer.body);
  };
}

type Refused = Parameters<typeof refusalOf>[1];

/** What a service refused, as `refusalOf`, with the pause it asks for (`retryAfterSeconds`) where it names one. */
export function toldRefusal(service: HostedService, answer: Refused): AppError {
  const told = refusalOf(service, { ...answer, status: meantStatus(answer) });
  const pause = Number(answer.headers['retry-after'] ?? Number.NaN);
  return new AppError(told.code, told.message, {
    ...(told.hint !== undefined && { hint: told.hint }),
    facts: { ...told.facts, ...(pause >= 0 && { retryAfterSeconds: pause }) },
    cause: told.cause,
  });
}

/** Gemini says 400 to a wrong key, and Anthropic 529 when it is overloaded and has begun nothing. */
function meantStatus({ status, body }: Refused): number {
  if (status === 529) return 429;
  if (status === 400 && /api.?key/i.test(JSON.stringify(body ?? ''))) return 401;
  if (status === 400 && /credit balance is too low/i.test(JSON.stringify(body ?? ''))) return 402;
  return status;
}
