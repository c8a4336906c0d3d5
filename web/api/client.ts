import { z } from 'zod';
import { ApiProblem, readProblem, unreachable } from './problem.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface CallOptions {
  body?: unknown;
  query?: Query | undefined;
  signal?: AbortSignal | undefined;
}

const waitMilliseconds = 60_000;
/** A request whose answer got lost is sent again under the same key, so it cannot act twice. */
const sendAgainAfterMilliseconds = [400, 1500];

/** For answers nobody reads. */
export const Nothing = z.unknown();

function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text && `?${text}`}`;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  return readProblem(response.status, await response.json().catch(() => null));
}

async function send(method: Method, path: string, { body, query, signal }: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method === 'POST')
    headers['idempotency-key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers['content-type'] = 'application/json';
  const timeout = AbortSignal.timeout(waitMilliseconds);

  for (let round = 0; ; round += 1) {
    try {
      return await fetch(addressOf(path, query), {
        method,
        headers,
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
      });
    } catch (cause) {
      const pause = sendAgainAfterMilliseconds[round];
      if (signal?.aborted) throw cause;
      if (pause === undefined || timeout.aborted || form) throw unreachable();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Sends one request and reads the answer in the shape the contract promises. @throws ApiProblem */
async function call<Shape extends z.ZodType>(
  method: Method,
  path: string,
  answer: Shape,
  options: CallOptions = {},
): Promise<z.output<Shape>> {
  const response = await send(method, path, options);
  if (!response.ok) throw await problemOf(response);
  const value: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  const parsed = answer.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiProblem({
    status: response.status,
    code: 'unreadable',
    detail: 'The studio answered in a way this page does not understand.',
    hint: 'Reload the page: it may be older than the program.',
    facts: { path, issues: parsed.error.issues.slice(0, 3) },
  });
}

export const api = {
  get: <Shape extends z.ZodType>(path: string, answer: Shape, query?: Query, signal?: AbortSignal) =>
    call('GET', path, answer, { query, signal }),
  post: <Shape extends z.ZodType>(path: string, answer: Shape, body: unknown = {}) =>
    call('POST', path, answer, { body }),
  patch: <Shape extends z.ZodType>(path: string, answer: Shape, body: unknown) =>
    call('PATCH', path, answer, { body }),
  put: <Shape extends z.ZodType>(path: string, answer: Shape, body: unknown) =>
    call('PUT', path, answer, { body }),
  remove: (path: string) => call('DELETE', path, Nothing),
  /** For endpoints that answer with what was removed. */
  removeFor: <Shape extends z.ZodType>(path: string, answer: Shape) => call('DELETE', path, answer),
  /** For endpoints that answer with a file. */
  async postForBlob(path: string, body: unknown, signal?: AbortSignal): Promise<Blob> {
    const response = await send('POST', path, { body, signal });
    if (!response.ok) throw await problemOf(response);
    return response.blob();
  },
};
