import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { PlatformHttp, RawAnswer, SendBody } from '#platforms/http.ts';
import { type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { callBucket, learnUsage } from './usage.ts';

export type FailureOf = (answer: RawAnswer, publishes: boolean) => PlatformError;

/** The Graph API in one account's name. Paths have neither host nor version: `17841400000000000/media`. */
export interface Graph {
  get<T>(path: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: SendBody, answer: z.ZodType<T>, more?: PostMore): Promise<T>;
  remove(path: string): Promise<void>;
}

export interface PostMore {
  readonly publishes?: boolean;
  readonly timeoutSeconds?: number;
}

export interface GraphOptions {
  readonly http: PlatformHttp;
  readonly baseUrl: string;
  /** Such as `v26.0`. */
  readonly version: string;
  readonly token: string;
  /** Where it is known, each call proves that the app itself makes it; apps may be set to demand that. */
  readonly appSecret?: string | undefined;
  readonly call: PlatformCall;
  readonly failureOf: FailureOf;
}

/** Meta fetches files while the caller waits, so a post may take longer than a look-up. */
const postTimeoutSeconds = 60;

/** https://developers.facebook.com/docs/graph-api/guides/secure-requests */
export function proofOf(token: string, appSecret: string | undefined): Record<string, string> {
  if (!appSecret) return {};
  return { appsecret_proof: createHmac('sha256', appSecret).update(token).digest('hex') };
}

export function graphOf(options: GraphOptions): Graph {
  const { http, baseUrl, version, token, appSecret, call, failureOf } = options;
  const proof = proofOf(token, appSecret);
  const shared = {
    token,
    failureOf,
    signal: call.signal,
    onHeaders: (headers: RawAnswer['headers']) => learnUsage(call, headers),
  };
  const address = (path: string, more: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({ ...more, ...proof }).toString();
    return `${baseUrl}/${version}/${path}${query === '' ? '' : `?${query}`}`;
  };
  return {
    async get(path, query, answer) {
      await call.limits.take(callBucket);
      return http.send({ ...shared, method: 'GET', url: address(path, query), answer });
    },
    async post(path, body, answer, { publishes = false, timeoutSeconds = postTimeoutSeconds } = {}) {
      await call.limits.take(callBucket);
      const url = address(path);
      return http.send({ ...shared, method: 'POST', url, body, answer, publishes, timeoutSeconds });
    },
    async remove(path) {
      await call.limits.take(callBucket);
      await http.send({ ...shared, method: 'DELETE', url: address(path), answer: Success });
    },
  };
}

/** What changes without an object of their own answer. */
export const Success = z.object({ success: z.boolean().optional() });
export const Created = z.object({ id: z.string().min(1) });

/** Pages of a listing; `after` is given back as it came. https://developers.facebook.com/docs/graph-api/results */
export const Paging = z
  .object({
    cursors: z.object({ after: z.string().optional() }).optional(),
    next: z.string().optional(),
  })
  .optional();

/** Where the next page starts; null at the end, which is where Meta names no next page. */
export function nextOf(paging: z.infer<typeof Paging>): string | null {
  return paging?.next ? (paging.cursors?.after ?? null) : null;
}

/** Graph times look like `2026-11-22T15:30:00+0000`, which Date does not have to take. */
export function graphTime(timestamp: string): Date {
  return new Date(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

/** Code 100 with subcode 33: no such object, or none that this token may see. */
export function isMissing(error: unknown): boolean {
  return error instanceof PlatformError && error.remoteCode === '100/33';
}

/** Texts are compared without what Meta may change in them: runs of white space, and how accents are composed. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(a) === plain(b);
}
