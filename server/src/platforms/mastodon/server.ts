import type { z } from 'zod';
import type { PlatformHttp, RawAnswer, SendBody } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { credentialsSchema } from './schema.ts';

export interface Ask<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, such as `/api/v1/statuses`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: SendBody;
  readonly answer: z.ZodType<T>;
  readonly publishes?: boolean;
  readonly idempotencyKey?: string;
  readonly timeoutSeconds?: number;
}

/** The limit a request counts against beside that of all calls. */
function bucketOf({ method, path }: Pick<Ask<unknown>, 'method' | 'path'>): string {
  if (path === '/api/v2/media') return 'media';
  return method === 'DELETE' ? 'deletes' : 'calls';
}

/** One Mastodon server, asked in an account's name or in nobody's. */
export class MastodonServer {
  readonly #http: PlatformHttp;
  readonly #baseUrl: string;
  readonly #token: string | undefined;
  readonly #call: PlatformCall;

  constructor(http: PlatformHttp, baseUrl: string, call: PlatformCall, token?: string) {
    this.#http = http;
    this.#baseUrl = baseUrl;
    this.#call = call;
    this.#token = token;
  }

  /** @throws PlatformError 'needs_reconnect' when nothing usable is stored. */
  static of(http: PlatformHttp, account: PlatformAccount, call: PlatformCall): MastodonServer {
    const credentials = credentialsSchema.safeParse(account.credentials);
    if (credentials.success)
      return new MastodonServer(http, account.baseUrl, call, credentials.data.accessToken);
    throw new PlatformError('needs_reconnect', 'No access token is stored.', {
      hint: 'Connect the account again.',
    });
  }

  /** Counts a request against the limits: before it is announced, so that a refusal here has sent nothing. */
  async take(request: Pick<Ask<unknown>, 'method' | 'path'>): Promise<void> {
    await this.#call.limits.take('calls');
    const bucket = bucketOf(request);
    if (bucket !== 'calls') await this.#call.limits.take(bucket);
  }

  async ask<T>(input: Ask<T>): Promise<T> {
    // What publishes was counted before it was announced.
    if (!input.publishes) await this.take(input);
    return this.#http.send({ ...this.#requestOf(input), answer: input.answer });
  }

  /** The answer with its status, where 200 and 202 or 206 mean different things. */
  async exchange(input: Omit<Ask<unknown>, 'answer'>): Promise<RawAnswer> {
    await this.take(input);
    return this.#http.exchange(this.#requestOf(input));
  }

  #requestOf(input: Omit<Ask<unknown>, 'answer'>) {
    const pairs = Object.entries(input.query ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : value.map((one) => [`${name}[]`, one]),
    );
    const query = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
    const { limits, signal } = this.#call;
    const bucket = bucketOf(input);
    return {
      method: input.method,
      url: `${this.#baseUrl}${input.path}${query}`,
      token: this.#token,
      ...(input.idempotencyKey ? { headers: { 'idempotency-key': input.idempotencyKey } } : {}),
      body: input.body,
      publishes: input.publishes ?? false,
      failureOf,
      signal,
      ...(input.timeoutSeconds === undefined ? {} : { timeoutSeconds: input.timeoutSeconds }),
      onHeaders: async (headers: Readonly<Record<string, string>>) => {
        const remaining = Number(headers['x-ratelimit-remaining'] ?? 'none');
        const resetsAt = new Date(headers['x-ratelimit-reset'] ?? 'none');
        if (!Number.isFinite(remaining) || Number.isNaN(resetsAt.getTime())) return;
        // Of several limits the server tells of the tightest; that of all calls is the large one.
        const tight = Number(headers['x-ratelimit-limit'] ?? '0') <= 30;
        await limits.learn(tight ? bucket : 'calls', { remaining, resetsAt });
      },
    };
  }
}
