import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { AppError, messageOf } from '#kernel/errors.ts';
import { isPublicAddress, privateAddressCode, publicLookup } from '#kernel/public-address.ts';

/** An answer of an engine as it came; `body` is parsed JSON where it is JSON, else text. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** How an exchange with an engine failed, for adapters that must tell a dead engine from a refusal. */
export class EngineHttpError extends AppError {
  /** Whether the request may have reached the engine: work may have begun there. */
  readonly reached: boolean;
  constructor(message: string, options: { hint: string; reached: boolean; cause?: unknown }) {
    super('unavailable', message, { hint: options.hint, cause: options.cause });
    this.reached = options.reached;
  }
}

export interface EngineExchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A `FormData` goes out as multipart. */
  readonly body?: { readonly json: unknown } | { readonly form: FormData };
  readonly signal: AbortSignal;
  /** Silence of the other side that ends the exchange; work that takes long needs more. */
  readonly timeoutSeconds?: number;
}

/**
 * The one way adapters reach an engine: no redirects, no proxies, every wait and every answer limited. An engine
 * lives at an address that a workspace's administrator typed in, so private addresses are allowed here and only here,
 * unless the installation's setting says otherwise.
 */
export interface EngineHttp {
  /** Any status; see `read` for one that must be good. @throws EngineHttpError */
  exchange(input: EngineExchange): Promise<EngineAnswer>;
  /** @throws EngineHttpError, AppError `unavailable` for a status outside 200-299 or an unreadable answer */
  read<T>(input: EngineExchange & { readonly answer: z.ZodType<T> }): Promise<T>;
  /** Writes the body to a file as it comes; a file that broke off is removed. @returns its length and type */
  download(
    input: EngineExchange & { readonly path: string; readonly maxBytes?: number },
  ): Promise<Downloaded>;
  /** The lines of an answer as they come (NDJSON, server-sent events). Ends with the answer. */
  lines(input: EngineExchange): AsyncIterable<string>;
}

export interface Downloaded {
  readonly bytes: number;
  readonly mime: string;
  readonly headers: IncomingHttpHeaders;
}

const defaultTimeoutSeconds = 30;
/** `GET /object_info` of a ComfyUI with many packs is several megabytes. */
const maxAnswerBytes = 64_000_000;
const maxFileBytes = 2_000_000_000;
const longestLine = 8_000_000;

export interface EngineHttpOptions {
  /** Whether engines may lie on this machine and its private network. Default true. */
  readonly privateAddresses?: boolean;
}

/** An exchange that may be kept from private addresses. */
interface Bounded {
  readonly publicOnly: boolean;
}

export function createEngineHttp({ privateAddresses = true }: EngineHttpOptions = {}): EngineHttp {
  const bounded = <T extends EngineExchange>(input: T): T & Bounded => ({
    ...input,
    publicOnly: !privateAddresses,
  });
  return {
    exchange: (input) => exchange(bounded(input)),
    async read(input) {
      const answer = await exchange(bounded(input));
      if (answer.status < 200 || answer.status > 299) throw refused(input.url, answer);
      const parsed = input.answer.safeParse(answer.body);
      if (parsed.success) return parsed.data;
      throw new AppError('unavailable', `${hostOf(input.url)} sent an answer that cannot be read.`, {
        hint: 'Look whether the address belongs to this kind of engine, and whether its version is supported.',
        cause: parsed.error,
      });
    },
    download: (input) => download(bounded(input)),
    lines: (input) => lines(bounded(input)),
  };
}

/**
 * The error for an answer outside 200-299, with the engine's own words where it gives some. Its facts hold the
 * `status`, and `retryAfterSeconds` where the engine says.
 */
export function refused(url: string, { status, headers, body }: EngineAnswer): AppError {
  const said = wordsIn(body);
  const host = hostOf(url);
  const hint =
    status === 401 || status === 403
      ? 'Give the key it expects on the engines page.'
      : status === 404
        ? 'Look whether the address belongs to this kind of engine.'
        : 'Look into the engine’s own log.';
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  return new AppError('unavailable', `${host} answered ${status}${said === '' ? '' : `: ${said}`}.`, {
    hint,
    facts: { status, ...(retryAfter >= 0 && { retryAfterSeconds: retryAfter }) },
  });
}

/** What an error body says, in at most 300 characters, whichever of the usual shapes it has. */
function wordsIn(body: unknown): string {
  if (typeof body === 'string') return /<html/i.test(body) ? '' : body.trim().slice(0, 300);
  if (typeof body !== 'object' || body === null) return '';
  for (const key of ['message', 'error', 'detail', 'errors']) {
    const value: unknown = Reflect.get(body, key);
    const words = typeof value === 'string' ? value : wordsIn(value);
    if (words !== '') return words.slice(0, 300);
  }
  return '';
}

/** A name is looked at once more when it is looked up: this sees only addresses written as such. */
function assertPublicHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0 || isPublicAddress(host)) return;
  throw onPrivateNetwork(url.hostname);
}

function onPrivateNetwork(host: string): AppError {
  return new AppError(
    'forbidden',
    `${host} lies on a private network, which this installation keeps engines from.`,
    {
      hint: 'Use a public address, or start the studio with AINFLUENCER_PRIVATE_ENGINES=on.',
    },
  );
}

async function exchange(input: EngineExchange & Bounded): Promise<EngineAnswer> {
  return withResponse(input, async (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) throw new Error('the answer is too long');
      chunks.push(chunk);
    }
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: parse(Buffer.concat(chunks).toString('utf8')),
    };
  });
}

async function download(
  input: EngineExchange & Bounded & { readonly path: string; readonly maxBytes?: number },
): Promise<Downloaded> {
  const most = input.maxBytes ?? maxFileBytes;
  return withResponse(input, async (response) => {
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      const body = await firstOf(response);
      throw refused(input.url, { status, headers: response.headers, body });
    }
    const announced = Number(response.headers['content-length'] ?? Number.NaN);
    let bytes = 0;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > most ? new Error('the file is too long') : null, chunk);
      },
    });
    try {
      await pipeline(response, counter, createWriteStream(input.path));
      if (Number.isFinite(announced) && announced !== bytes) throw new Error('the file broke off');
      if (bytes === 0) throw empty(input.url);
    } catch (error) {
      await rm(input.path, { force: true });
      throw error;
    }
    const { headers } = response;
    return { bytes, mime: (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '', headers };
  });
}

function empty(url: string): AppError {
  return new AppError('unavailable', `${hostOf(url)} sent an empty file.`, {
    hint: 'Look into the engine’s own log.',
    facts: { status: 502 },
  });
}

async function* lines(input: EngineExchange & Bounded): AsyncIterable<string> {
  const response = await withResponse(input, async (response) => response, true);
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) {
    throw refused(input.url, { status, headers: response.headers, body: await firstOf(response) });
  }
  let rest = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      if (rest.length > longestLine) throw new Error('a line is too long');
      for (const line of parts) if (line.trim() !== '') yield line.trim();
    }
    if (rest.trim() !== '') yield rest.trim();
  } catch (error) {
    if (input.signal.aborted) throw input.signal.reason;
    throw broken(input.url, error, true);
  } finally {
    response.destroy();
  }
}

async function firstOf(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > 4000) break;
  }
  return parse(text);
}

/** Sends the request and hands over the answer; `open` leaves the connection to the caller afterwards. */
async function withResponse<T>(
  input: EngineExchange & Bounded,
  use: (response: IncomingMessage) => Promise<T>,
  open = false,
): Promise<T> {
  const url = checkedUrl(input.url);
  if (input.publicOnly) assertPublicHost(url);
  input.signal.throwIfAborted();
  const seconds = input.timeoutSeconds ?? defaultTimeoutSeconds;
  const { headers, payload } = await encode(input.body);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  let reached = false;
  let timedOut = false;
  const make = url.protocol === 'https:' ? secureRequest : plainRequest;
  const request = make(url, {
    method: input.method,
    agent: false,
    ...(input.publicOnly ? { lookup: publicLookup } : {}),
    headers: { accept: 'application/json, */*', ...headers, ...input.headers },
  });
  request.setTimeout(seconds * 1000, () => {
    timedOut = true;
    request.destroy(new Error('timeout'));
  });
  request.on('socket', (socket) => socket.once('connect', () => (reached = true)));
  request.on('error', reject);
  request.on('response', resolve);
  const onAbort = () => request.destroy(new Error('aborted'));
  input.signal.addEventListener('abort', onAbort, { once: true });
  if (payload) Readable.from(payload).pipe(request);
  else request.end();
  try {
    return await use(await promise);
  } catch (error) {
    if (input.signal.aborted) throw input.signal.reason;
    if (error instanceof AppError) throw error;
    if (error instanceof Error && 'code' in error && error.code === privateAddressCode) {
      throw onPrivateNetwork(url.hostname);
    }
    throw timedOut
      ? new EngineHttpError(`${url.host} said nothing for ${seconds} s.`, {
          reached,
          hint: 'Look whether the engine still works; it may be loading a model.',
          cause: error,
        })
      : broken(input.url, error, reached);
  } finally {
    if (!open) {
      input.signal.removeEventListener('abort', onAbort);
      request.destroy();
    }
  }
}

function broken(url: string, error: unknown, reached: boolean): EngineHttpError {
  const code = codeOf(error);
  const host = hostOf(url);
  const message =
    code === 'ECONNREFUSED'
      ? `Nothing answers at ${host}.`
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? `The name ${host} is not known here.`
        : `The connection to ${host} failed (${code ?? messageOf(error)}).`;
  const hint = reached
    ? 'Look whether the engine still runs.'
    : 'Start the engine, and check address and port; a program in a container may need the host’s own address.';
  return new EngineHttpError(message, { reached, hint, cause: error });
}

/** Addresses that hand out a cloud machine's own credentials, and never an engine. */
const metadataHosts = new Set([
  '169.254.169.254',
  '[fd00:ec2::254]',
  'metadata.google.internal',
  '100.100.100.200',
]);

/**
 * Checks an address that an administrator typed.
 * @throws AppError `invalid` when it is no http address, carries a password, or is a cloud metadata service
 */
export function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('invalid', 'The address of an engine is a web address.', {
      field: 'address',
      hint: 'Write it like http://127.0.0.1:8188.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid', 'The address holds a user name or password.', {
      field: 'address',
      hint: 'Put the key into its own field: there it is kept encrypted.',
    });
  }
  if (metadataHosts.has(url.hostname) || url.hostname.startsWith('169.254.')) {
    throw new AppError('invalid', `${url.hostname} is no place for an engine.`, {
      field: 'address',
      hint: 'Use the address of the machine that the engine runs on.',
    });
  }
  return url;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'The engine';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? undefined : codeOf(error.cause);
}

async function encode(body: EngineExchange['body']) {
  if (body === undefined) return { headers: {}, payload: undefined };
  if ('json' in body) {
    const bytes = Buffer.from(JSON.stringify(body.json));
    return {
      headers: { 'content-type': 'application/json', 'content-length': String(bytes.length) },
      payload: [bytes],
    };
  }
  // The platform's own encoder writes the boundary and the parts.
  const encoded = new Response(body.form);
  const bytes = Buffer.from(await encoded.arrayBuffer());
  return {
    headers: {
      'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data',
      'content-length': String(bytes.length),
    },
    payload: [bytes],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
