import type { z } from 'zod';
import type { PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { authorized } from './credentials.ts';
import { failureOf } from './errors.ts';
import { apiVersion } from './manifest.ts';

/** Fanvue for one account: each call is counted, carries the version, and is made again once after a renewal. */
export interface Fanvue {
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  send<T>(
    method: 'POST' | 'PATCH',
    path: string,
    body: Readonly<Record<string, unknown>>,
    answer: z.ZodType<T>,
    more?: { readonly publishes?: boolean },
  ): Promise<T>;
}

type Headers = Readonly<Record<string, string>>;

/** `X-RateLimit-Remaining` and `-Reset`, the latter in seconds from now or as Unix seconds (unverified). */
async function learnLimits(call: PlatformCall, headers: Headers): Promise<void> {
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (!Number.isFinite(remaining) || !Number.isFinite(reset)) return;
  const resetsAt = new Date(reset > 1_000_000_000 ? reset * 1000 : call.now().getTime() + reset * 1000);
  await call.limits.learn('calls', { remaining: Math.max(0, remaining), resetsAt });
}

export function fanvueOf(http: PlatformHttp, account: PlatformAccount, call: PlatformCall): Fanvue {
  const make = async <T>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    answer: z.ZodType<T>,
    body: Readonly<Record<string, unknown>> | undefined,
    publishes: boolean,
  ) => {
    await call.limits.take('calls');
    return authorized(http, account, call, (headers) =>
      http.send({
        method,
        url: `${account.baseUrl}${path}`,
        headers: { ...headers, 'x-fanvue-api-version': apiVersion },
        ...(body && { body: { json: body } }),
        answer,
        failureOf,
        publishes,
        onHeaders: (seen) => learnLimits(call, seen),
        signal: call.signal,
      }),
    );
  };
  return {
    get: (path, answer) => make('GET', path, answer, undefined, false),
    send: (method, path, body, answer, more = {}) =>
      make(method, path, answer, body, more.publishes ?? false),
  };
}

/** Whether Fanvue says that it does not know the thing asked for. */
export const isMissing = (error: unknown) => error instanceof PlatformError && error.remoteCode === '404';
