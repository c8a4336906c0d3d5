import type { z } from 'zod';
import type { PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { credentialsSchema } from './schema.ts';

/** Supported at least two years from its release on 29 July 2026. https://developers.facebook.com/docs/graph-api/changelog */
const graphVersion = 'v26.0';

export interface Graph {
  get<T>(path: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>): Promise<T>;
  post<T>(
    path: string,
    body: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
    more?: PostMore,
  ): Promise<T>;
}

interface PostMore {
  readonly publishes?: boolean;
}

/** Meta fetches the file while we wait for the container, so a post may take longer than a look-up. */
const postTimeoutSeconds = 60;

export function graphOf(http: PlatformHttp, baseUrl: string, token: string, signal: AbortSignal): Graph {
  const address = (path: string) => `${baseUrl}/${graphVersion}/${path}`;
  return {
    get: (path, query, answer) =>
      http.send({
        method: 'GET',
        url: `${address(path)}?${new URLSearchParams(query)}`,
        token,
        answer,
        failureOf,
        signal,
      }),
    post: (path, body, answer, more = {}) =>
      http.send({
        method: 'POST',
        url: address(path),
        token,
        body: { json: body },
        answer,
        failureOf,
        signal,
        publishes: more.publishes ?? false,
        timeoutSeconds: postTimeoutSeconds,
      }),
  };
}

/** The stored token. @throws PlatformError 'needs_reconnect' when it is incomplete or past its end. */
export function tokenOf(account: PlatformAccount, call: PlatformCall) {
  const parsed = credentialsSchema.safeParse(account.credentials);
  if (!parsed.success || new Date(parsed.data.expiresAt) <= call.now()) {
    const what = parsed.success ? 'The token has run out.' : 'The stored token is incomplete.';
    throw new PlatformError('needs_reconnect', what, {
      hint: 'Make a new token and connect the account again.',
    });
  }
  return parsed.data;
}
