import type { z } from 'zod';
import type { PlatformHttp, SendBody, SendInput } from '#platforms/http.ts';
import {
  type CallLimits,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { credentialsSchema, Empty, Session } from './schema.ts';

export interface XrpcInput<T> {
  /** The lexicon id, such as `com.atproto.repo.createRecord`. */
  readonly name: string;
  /** A list is sent as the name again for each value. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: SendBody;
  readonly answer: z.ZodType<T>;
  readonly publishes?: boolean;
  /** What a write costs of the account's points: create 3, update 2, delete 1. */
  readonly points?: number;
  readonly timeoutSeconds?: number;
}

/** An XRPC request, https://atproto.com/specs/xrpc: a query is a GET, a procedure a POST. */
export function xrpc<T>(
  baseUrl: string,
  input: XrpcInput<T> & { readonly kind: 'query' | 'procedure'; readonly token?: string },
  signal: AbortSignal,
): SendInput<T> {
  const pairs = Object.entries(input.query ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one]),
  );
  const query = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
  return {
    method: input.kind === 'query' ? 'GET' : 'POST',
    url: `${baseUrl}/xrpc/${input.name}${query}`,
    token: input.token,
    body: input.body,
    answer: input.answer,
    publishes: input.publishes ?? false,
    failureOf,
    signal,
    ...(input.timeoutSeconds === undefined ? {} : { timeoutSeconds: input.timeoutSeconds }),
  };
}

/** When a JWT ends; null when it does not say. The signature is the server's business. */
export function expiryOf(jwt: string): Date | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    if (typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number') {
      return new Date(claims.exp * 1000);
    }
  } catch {
    // Not a JWT we can read: the server will tell when it no longer takes it.
  }
  return null;
}

/** Refreshed this long before its end, so that it does not end on the way. */
const expiryMarginMilliseconds = 60_000;

/**
 * A signed-in account. Access tokens live for minutes; the refresh token replaces both, and each new pair is
 * saved before it is used, so that a crash never leaves only a spent token behind.
 */
export class BlueskySession {
  readonly #http: PlatformHttp;
  readonly #baseUrl: string;
  readonly #call: PlatformCall;
  #accessJwt: string;
  #refreshJwt: string;

  constructor(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
    const credentials = credentialsSchema.safeParse(account.credentials);
    if (!credentials.success) {
      throw new PlatformError('needs_reconnect', 'The stored session is incomplete.', {
        hint: 'Connect the account again.',
      });
    }
    this.#http = http;
    this.#baseUrl = account.baseUrl;
    this.#call = call;
    this.#accessJwt = credentials.data.accessJwt;
    this.#refreshJwt = credentials.data.refreshJwt;
  }

  /** When a person has to sign in again unless the session is used before. */
  get expiresAt(): Date | null {
    return expiryOf(this.#refreshJwt);
  }

  async query<T>(input: XrpcInput<T>): Promise<T> {
    return this.#send({ ...input, kind: 'query' });
  }

  async procedure<T>(input: XrpcInput<T>): Promise<T> {
    return this.#send({ ...input, kind: 'procedure' });
  }

  /** Ends the session at the server: the refresh token is worthless afterwards, the access token when it ends. */
  async end(): Promise<void> {
    const name = 'com.atproto.server.deleteSession';
    const request = xrpc(
      this.#baseUrl,
      { kind: 'procedure', name, answer: Empty, token: this.#refreshJwt },
      this.#call.signal,
    );
    try {
      await this.#http.send(request);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.failure !== 'needs_reconnect') throw error;
    }
  }

  /** Refreshes now when the access token is about to end: before a request that must not wait. */
  async makeReady(): Promise<void> {
    const end = expiryOf(this.#accessJwt);
    if (end && end.getTime() - this.#call.now().getTime() < expiryMarginMilliseconds) await this.#refresh();
  }

  /** Counts a write against the limits: before it is announced, so that a refusal here has sent nothing. */
  async takePoints(points: number): Promise<void> {
    await this.#call.limits.take('writes', points);
    await this.#call.limits.take('writes_daily', points);
  }

  async #send<T>(input: XrpcInput<T> & { readonly kind: 'query' | 'procedure' }): Promise<T> {
    await this.makeReady();
    if (input.points !== undefined) await this.takePoints(input.points);
    const { signal, limits } = this.#call;
    const send = () =>
      this.#http.send({
        ...xrpc(this.#baseUrl, { ...input, token: this.#accessJwt }, signal),
        onHeaders: (headers) => learnFrom(headers, limits, input.kind === 'procedure'),
      });
    try {
      return await send();
    } catch (error) {
      // A refused token proves that the request was not carried out, so one repetition is safe.
      if (!(error instanceof PlatformError) || error.remoteCode !== 'ExpiredToken') throw error;
      await this.#refresh();
      return await send();
    }
  }

  async #refresh(): Promise<void> {
    const stale = { accessJwt: this.#accessJwt, refreshJwt: this.#refreshJwt };
    const { signal } = this.#call;
    const renewed = await this.#call.renewCredentials(stale, async (stored) => {
      const name = 'com.atproto.server.refreshSession';
      const request = xrpc(
        this.#baseUrl,
        { kind: 'procedure', name, answer: Session, token: credentialsSchema.parse(stored).refreshJwt },
        signal,
      );
      const { accessJwt, refreshJwt } = await this.#http.send(request);
      return { credentials: { accessJwt, refreshJwt }, expiresAt: expiryOf(refreshJwt) };
    });
    const { accessJwt, refreshJwt } = credentialsSchema.parse(renewed);
    this.#accessJwt = accessJwt;
    this.#refreshJwt = refreshJwt;
  }
}

/** The windows of a server's limits, by the seconds in its `RateLimit-Policy`. */
const bucketByWindow: Readonly<Record<string, string>> = {
  '300': 'requests',
  '3600': 'writes',
  '86400': 'writes_daily',
};

/** The server tells of the tightest limit only: `RateLimit-Policy: 5000;w=3600`, `-Remaining`, `-Reset` (Unix seconds). */
async function learnFrom(
  headers: Readonly<Record<string, string>>,
  limits: CallLimits,
  writes: boolean,
): Promise<void> {
  const remaining = Number(headers['ratelimit-remaining'] ?? 'none');
  const resetSeconds = Number(headers['ratelimit-reset'] ?? 'none');
  if (!Number.isFinite(remaining) || !Number.isFinite(resetSeconds)) return;
  const window = /;\s*w=(\d+)/.exec(headers['ratelimit-policy'] ?? '')?.[1];
  const bucket = (window && bucketByWindow[window]) ?? (writes ? 'writes' : 'requests');
  await limits.learn(bucket, { remaining, resetsAt: new Date(resetSeconds * 1000) });
}
