import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type IncomingHttpHeaders, request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { messageOf } from '#kernel/errors.ts';
import { isPublicAddress, privateAddressCode, publicLookup } from '#kernel/public-address.ts';
import { readJson } from './json-text.ts';
import { PlatformError } from './platform.ts';

export type SendBody =
  | { readonly json: unknown }
  | { readonly form: Readonly<Record<string, string>> }
  /** A file, or the bytes of it from `start` on; `bytes` is how many are sent. */
  | { readonly file: string; readonly mime: string; readonly bytes: number; readonly start?: number }
  | { readonly bytes: Buffer; readonly mime: string }
  | { readonly fields: Readonly<Record<string, string>>; readonly files: readonly MultipartFile[] };

/** A file in a multipart/form-data body, under the field `name`; a part of it when `start` and `bytes` say so. */
export interface MultipartFile {
  readonly name: string;
  readonly fileName: string;
  readonly path: string;
  readonly mime: string;
  readonly bytes: number;
  readonly start?: number;
}

/** An answer as it came; `body` is parsed JSON where it is JSON, else text. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ExchangeInput {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly token?: string | undefined;
  /** Further headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: SendBody | undefined;
  /** Statuses outside 200-299 that are an answer and no failure, such as 308 of a resumable upload. */
  readonly alsoAccepts?: readonly number[];
  /** Whether this request can make a post public, so that a lost answer is an unknown outcome. */
  readonly publishes?: boolean;
  /** What an answer outside 200-299 means. `publishes` decides what an unread 5xx means. */
  readonly failureOf: (answer: RawAnswer, publishes: boolean) => PlatformError;
  /** What the headers of any answer say, a refusal's included, such as the calls left. */
  readonly onHeaders?: (headers: Readonly<Record<string, string>>) => Promise<void> | void;
  readonly signal: AbortSignal;
  readonly timeoutSeconds?: number;
}

export interface SendInput<T> extends ExchangeInput {
  /** The fields we read, loosely. */
  readonly answer: z.ZodType<T>;
}

export interface PlatformHttp {
  send<T>(input: SendInput<T>): Promise<T>;
  /** The answer with its status and headers, unread. */
  exchange(input: ExchangeInput): Promise<RawAnswer>;
  /** The same, for these hosts and their subdomains only; trusted origins stay open. */
  within(hosts: readonly string[] | 'any_public'): PlatformHttp;
}

export interface PlatformHttpOptions {
  /** Says who calls, with an address for complaints. */
  readonly userAgent: string;
  /**
   * Origins that may be plain http or private: the rehearsal network's own address, and nothing a user typed.
   * Everything else must be https at a public address.
   */
  readonly isTrustedOrigin?: (origin: string) => boolean;
  /** No request waits longer than this, whatever its adapter allows. */
  readonly maxTimeoutSeconds?: number;
}

const defaultTimeoutSeconds = 30;
/** Platform answers are JSON documents of some kilobytes; a page of own posts stays far below this. */
const maxAnswerBytes = 4_000_000;

/**
 * The one way adapters reach the outside. No redirects, no pooled connections (a pooled one may die between two
 * requests, and whether the second was read is then anybody's guess), every wait limited.
 */
export function createPlatformHttp(options: PlatformHttpOptions): PlatformHttp {
  return httpWithin(options, 'any_public');
}

function httpWithin(options: PlatformHttpOptions, hosts: readonly string[] | 'any_public'): PlatformHttp {
  const isTrusted = options.isTrustedOrigin ?? (() => false);
  const exchange = async (input: ExchangeInput) => {
    const url = checkedUrl(input.url, isTrusted);
    if (!isTrusted(url.origin)) assertKnownHost(url.hostname, hosts);
    const answer = await exchangeOnce(url, isTrusted(url.origin), input, options);
    await input.onHeaders?.(answer.headers);
    const accepted = answer.status >= 200 && answer.status <= 299;
    if (!accepted && !input.alsoAccepts?.includes(answer.status)) {
      throw input.failureOf(answer, input.publishes ?? false);
    }
    return answer;
  };
  return {
    exchange,
    async send(input) {
      const answer = await exchange(input);
      const parsed = input.answer.safeParse(answer.body);
      if (parsed.success) return parsed.data;
      const { hostname } = new URL(input.url);
      throw lostAnswer(input, `${hostname} sent an answer we cannot read.`, parsed.error);
    },
    within: (only) => httpWithin(options, only),
  };
}

function assertKnownHost(host: string, hosts: readonly string[] | 'any_public'): void {
  if (hosts === 'any_public' || hosts.some((known) => host === known || host.endsWith(`.${known}`))) return;
  throw new PlatformError('rejected', `${host} is not an address of this platform.`, {
    hint: `Calls go to ${hosts.join(', ')} only.`,
  });
}

/** Refuses addresses that a request of ours must never reach. */
function checkedUrl(text: string, isTrusted: (origin: string) => boolean): URL {
  const url = URL.parse(text);
  if (!url)
    throw new PlatformError('rejected', 'The service address is not a web address.', {
      hint: 'Write it like https://example.org.',
    });
  if (isTrusted(url.origin)) return url;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const closed =
    url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host)) || url.username !== '';
  if (closed) throw notPublic(url.hostname);
  return url;
}

function notPublic(host: string): PlatformError {
  return new PlatformError('rejected', `${host} is not a public https address.`, {
    hint: 'Use the https address that everybody on the internet reaches the service by.',
  });
}

async function exchangeOnce(
  url: URL,
  trusted: boolean,
  input: ExchangeInput,
  { userAgent, maxTimeoutSeconds = Number.POSITIVE_INFINITY }: PlatformHttpOptions,
): Promise<RawAnswer> {
  const seconds = Math.min(input.timeoutSeconds ?? defaultTimeoutSeconds, maxTimeoutSeconds);
  const timeout = AbortSignal.timeout(seconds * 1000);
  // Set once the request may have reached the other side; before that nothing can have happened there.
  const progress = { reached: false };
  try {
    return await transfer(url, trusted, input, userAgent, AbortSignal.any([input.signal, timeout]), progress);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const code = codeOf(error);
    if (code === privateAddressCode) throw notPublic(url.hostname);
    const message = timeout.aborted
      ? `${url.hostname} did not answer within ${seconds} s.`
      : `The connection to ${url.hostname} failed (${code ?? messageOf(error)}).`;
    if (!progress.reached)
      throw new PlatformError('unavailable', message, { cause: error, hint: 'Tried again later by itself.' });
    throw lostAnswer(input, message, error);
  }
}

function lostAnswer(input: { readonly publishes?: boolean }, message: string, cause: unknown): PlatformError {
  if (!input.publishes) return new PlatformError('unavailable', message, { cause });
  return new PlatformError('outcome_unknown', `${message} The post may be out.`, {
    cause,
    hint: 'It is looked up on the platform before anything is sent again.',
  });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? undefined : codeOf(error.cause);
}

async function transfer(
  url: URL,
  trusted: boolean,
  input: ExchangeInput,
  userAgent: string,
  signal: AbortSignal,
  progress: { reached: boolean },
): Promise<RawAnswer> {
  signal.throwIfAborted();
  const { headers, payload } = encode(input.body);
  const options: RequestOptions = {
    method: input.method,
    agent: false,
    signal,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      ...(input.token === undefined ? {} : { authorization: `Bearer ${input.token}` }),
      ...headers,
      ...input.headers,
    },
    ...(trusted ? {} : { lookup: publicLookup }),
  };
  const request = url.protocol === 'https:' ? secureRequest(url, options) : plainRequest(url, options);
  const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  request.on('socket', (socket) => socket.once(ready, () => (progress.reached = true)));
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  request.on('error', reject);
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) response.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.on('error', reject);
    // A connection that closes in the middle of an answer emits 'close' and no 'end'.
    response.on('close', () => reject(new Error('the answer broke off')));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: flat(response.headers),
        body: read(Buffer.concat(chunks)),
      }),
    );
  });
  if (payload instanceof Readable) {
    // A server may answer and close before it has read the whole file: then the answer counts, not the broken pipe.
    pipeline(payload, request).catch((error: unknown) =>
      setTimeout(() => reject(error), brokenPipeWaitMilliseconds).unref(),
    );
  } else {
    request.end(payload);
  }
  return promise;
}

const brokenPipeWaitMilliseconds = 500;

interface Encoded {
  readonly headers: Record<string, string>;
  readonly payload: string | Buffer | Readable | undefined;
}

function encode(body: SendBody | undefined): Encoded {
  if (body === undefined) return { headers: {}, payload: undefined };
  if ('file' in body) return encoded(body.mime, body.bytes, fileStream(body.file, body.bytes, body.start));
  if ('bytes' in body) return encoded(body.mime, body.bytes.length, body.bytes);
  if ('files' in body) return encodeMultipart(body.fields, body.files);
  const [mime, payload] =
    'json' in body
      ? ['application/json', JSON.stringify(body.json)]
      : ['application/x-www-form-urlencoded', new URLSearchParams(body.form).toString()];
  return encoded(mime!, Buffer.byteLength(payload!), payload!);
}

const encoded = (mime: string, bytes: number, payload: string | Buffer | Readable): Encoded => ({
  headers: { 'content-type': mime, 'content-length': String(bytes) },
  payload,
});

/** Opened only when it is read, so that a refused connection leaves no open file behind. */
function fileStream(path: string, bytes: number, start = 0): Readable {
  return Readable.from(readFileParts(path, bytes, start), { objectMode: false });
}

async function* readFileParts(path: string, bytes: number, start: number) {
  if (bytes > 0) yield* createReadStream(path, { start, end: start + bytes - 1 });
}

/** RFC 7578; the length is known beforehand, because some platforms refuse chunked transfer. */
function encodeMultipart(fields: Readonly<Record<string, string>>, files: readonly MultipartFile[]): Encoded {
  const boundary = `part-${randomUUID()}`;
  const quoted = (text: string) => text.replaceAll(/["\r\n]/g, '_');
  const heads = files.map((file) =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(file.name)}"; filename="${quoted(file.fileName)}"\r\nContent-Type: ${file.mime}\r\n\r\n`,
    ),
  );
  const texts = Buffer.from(
    Object.entries(fields)
      .map(
        ([name, value]) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
      )
      .join(''),
  );
  const end = Buffer.from(`--${boundary}--\r\n`);
  const newLine = Buffer.from('\r\n');
  const bytes =
    texts.length +
    end.length +
    files.reduce((sum, file, index) => sum + heads[index]!.length + file.bytes + newLine.length, 0);
  async function* parts() {
    yield texts;
    for (const [index, file] of files.entries()) {
      yield heads[index]!;
      yield* readFileParts(file.path, file.bytes, file.start ?? 0);
      yield newLine;
    }
    yield end;
  }
  return encoded(
    `multipart/form-data; boundary=${boundary}`,
    bytes,
    Readable.from(parts(), { objectMode: false }),
  );
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function read(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

const longestWaitSeconds = 24 * 60 * 60;

/**
 * How long an answer asks us to wait: `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), else
 * `RateLimit-Reset` in seconds from now, or as Unix seconds where the number is that large. Between 1 s and a day.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const retryAfter = headers['retry-after']?.trim();
  const reset = headers['ratelimit-reset']?.trim();
  const nowSeconds = now.getTime() / 1000;
  let seconds: number | undefined;
  if (retryAfter !== undefined && retryAfter !== '') {
    seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Date.parse(retryAfter) / 1000 - nowSeconds;
  } else if (reset !== undefined && /^\d+$/.test(reset)) {
    seconds = Number(reset) > 1_000_000_000 ? Number(reset) - nowSeconds : Number(reset);
  }
  if (seconds === undefined || Number.isNaN(seconds)) return undefined;
  return Math.min(longestWaitSeconds, Math.max(1, Math.ceil(seconds)));
}
