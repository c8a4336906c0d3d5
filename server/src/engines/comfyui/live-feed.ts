import { z } from 'zod';
import type { Preview } from '#engines/engine.ts';
import { type FeedEvent, JobNews } from './job-news.ts';
import type { Graph } from './recipe.ts';

export interface LiveFeedOptions {
  /** Of the server, `http://…`. */
  readonly address: string;
  readonly key?: string | undefined;
}

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 15_000;
const openWaitMilliseconds = 1000;
/** A socket that nobody waits on is closed after this long. */
const idleMilliseconds = 60_000;
const maxPreviewBytes = 4_000_000;

const Frame = z.looseObject({ type: z.string(), data: z.looseObject({ prompt_id: z.string().optional() }) });
const PreviewMetadata = z.looseObject({ prompt_id: z.string().optional() });

/**
 * Progress and previews of one server over one WebSocket, https://docs.comfy.org/development/comfyui-server/comms_messages .
 * The client id is fresh for each process. Nothing depends on it: what it misses is found by asking.
 */
export class LiveFeed {
  readonly clientId = crypto.randomUUID();
  readonly #options: LiveFeedOptions;
  readonly #jobs = new Map<string, JobNews>();
  #socket: WebSocket | undefined;
  #opened = Promise.withResolvers<void>();
  #retryMilliseconds = firstRetryMilliseconds;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** The job that the server last said it works on: old preview frames name none. */
  #current: string | undefined;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Begins to listen for one piece of work, or answers what listens already. */
  watch(id: string, graph: Graph): JobNews {
    const known = this.#jobs.get(id);
    if (known) return known;
    const news = new JobNews(graph);
    this.#jobs.set(id, news);
    this.#connect();
    return news;
  }

  forget(id: string): void {
    this.#jobs.delete(id);
    if (this.#jobs.size > 0) return;
    this.#later(idleMilliseconds, () => {
      if (this.#jobs.size === 0) this.#socket?.close();
    });
  }

  /** Waits a little for the connection, so that the first events are not missed. */
  async ready(): Promise<void> {
    this.#connect();
    if (this.isOpen) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, openWaitMilliseconds);
    await Promise.race([this.#opened.promise, promise]);
    clearTimeout(timer);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    this.#opened.resolve();
  }

  #connect(): void {
    if (this.#closed || this.#socket) return;
    clearTimeout(this.#timer);
    const { address, key } = this.#options;
    const url = `${address.replace(/^http/, 'ws')}/ws?clientId=${this.clientId}`;
    // Node takes headers here for proxies that want a key; the browser's own types know only protocols.
    const socket: WebSocket = key
      ? Reflect.construct(WebSocket, [url, { headers: { authorization: `Bearer ${key}` } }])
      : new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#opened = Promise.withResolvers();
    socket.addEventListener('open', () => {
      this.#retryMilliseconds = firstRetryMilliseconds;
      // Preview frames that name their job come only to those who ask for them.
      socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }));
      this.#opened.resolve();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', () => this.#lost(socket));
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#current = undefined;
    this.#opened.resolve();
    for (const news of this.#jobs.values()) news.wake();
    if (this.#closed || this.#jobs.size === 0) return;
    this.#later(this.#retryMilliseconds, () => this.#connect());
    this.#retryMilliseconds = Math.min(longestRetryMilliseconds, this.#retryMilliseconds * 2);
  }

  #later(milliseconds: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, milliseconds);
    this.#timer.unref();
  }

  #receive(data: unknown): void {
    if (typeof data === 'string') this.#receiveText(data);
    else if (data instanceof ArrayBuffer) this.#receiveBytes(Buffer.from(data));
  }

  #receiveText(text: string): void {
    const frame = Frame.safeParse(parse(text));
    // Custom nodes send messages of their own.
    if (!frame.success) return;
    const { type, data } = frame.data;
    const id = data.prompt_id;
    if (id === undefined) return;
    if (type === 'executing' || type === 'execution_start') {
      this.#current = Reflect.get(data, 'node') === null ? undefined : id;
    }
    this.#jobs.get(id)?.hear({ type, data } satisfies FeedEvent);
  }

  /** Frames 1 (a picture) and 4 (a picture and whose it is); 3 is text of nodes. */
  #receiveBytes(bytes: Buffer): void {
    if (bytes.length < 9 || bytes.length > maxPreviewBytes) return;
    const kind = bytes.readUInt32BE(0);
    if (kind === 1 && this.#current !== undefined) this.#show(this.#current, bytes.subarray(8));
    if (kind !== 4) return;
    const length = bytes.readUInt32BE(4);
    if (8 + length >= bytes.length) return;
    const metadata = PreviewMetadata.safeParse(parse(bytes.toString('utf8', 8, 8 + length)));
    const id = metadata.success ? (metadata.data.prompt_id ?? this.#current) : undefined;
    if (id !== undefined) this.#show(id, bytes.subarray(8 + length));
  }

  #show(id: string, bytes: Buffer): void {
    const mime = mimeOf(bytes);
    if (mime) this.#jobs.get(id)?.show({ mime, bytes: new Uint8Array(bytes) });
  }
}

function mimeOf(bytes: Buffer): Preview['mime'] | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes.toString('latin1', 1, 4) === 'PNG') return 'image/png';
  return bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
