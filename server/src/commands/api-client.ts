import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { Problem } from '#features/workspaces/contract.ts';

const longestMilliseconds = 60_000;

/** The studio's API as a browser uses it: a session cookie, JSON, a key for every POST. */
export class ApiClient {
  readonly #base: string;
  #cookie = '';

  constructor(url: string) {
    this.#base = `${url}/api/v1`;
  }

  get<T extends z.ZodType>(path: string, answer: T): Promise<z.infer<T>> {
    return this.#send('GET', path, undefined, answer);
  }

  post<T extends z.ZodType>(path: string, body: unknown, answer: T): Promise<z.infer<T>> {
    return this.#send('POST', path, body, answer);
  }

  async download(path: string): Promise<Buffer> {
    const response = await this.#fetch('GET', path, undefined);
    return Buffer.from(await response.arrayBuffer());
  }

  async #send<T extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    answer: T,
  ): Promise<z.infer<T>> {
    const response = await this.#fetch(method, path, body);
    return answer.parse(response.status === 204 ? undefined : await response.json());
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longestMilliseconds),
    });
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) this.#cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json().catch(() => undefined));
    const detail = problem.success
      ? `${problem.data.detail} ${problem.data.hint ?? ''}`
      : response.statusText;
    throw new Error(`${method} ${path}: ${response.status} ${detail}`);
  }
}
