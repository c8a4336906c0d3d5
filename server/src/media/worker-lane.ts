import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '#kernel/errors.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What a worker offers, by name; see `serveLane`. */
// biome-ignore lint/suspicious/noConfusingVoidType: an operation may answer nothing.
export type Operations = Record<string, (argument: never) => Promise<unknown> | unknown | void>;

export interface LaneOptions {
  /** The worker's entry file. */
  readonly script: URL;
  /** Shown to people when it fails, such as "the picture checks". */
  readonly name: string;
  /** Structured-clone data the worker starts with. */
  readonly data?: unknown;
  /** After this long without a call the worker ends and gives its memory back. Default 60. */
  readonly idleSeconds?: number;
  /** Longest one call may take. Default 60. */
  readonly timeLimitSeconds?: number;
  /** What the worker may ask of us while it works, by name. */
  readonly answers?: Readonly<Record<string, (argument: Uint8Array) => Promise<Uint8Array>>>;
}

export interface CallOptions {
  readonly timeLimitSeconds?: number;
  readonly signal?: AbortSignal;
}

interface Running {
  readonly id: number;
  readonly settle: PromiseWithResolvers<unknown>;
}

/**
 * One worker thread that does one thing at a time. It starts with the first call and ends when idle;
 * a call that crashes it or takes too long is refused with a sentence, and the next call starts a new one.
 */
export class WorkerLane<Offered extends Operations> {
  readonly #options: LaneOptions;
  #worker: Worker | undefined;
  #running: Running | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Whether a thread is alive now. */
  get started(): boolean {
    return this.#worker !== undefined;
  }

  call<Name extends keyof Offered & string>(
    operation: Name,
    argument: Parameters<Offered[Name]>[0],
    options: CallOptions = {},
  ): Promise<Awaited<ReturnType<Offered[Name]>>> {
    const turn = this.#tail.then(() => this.#perform(operation, argument, options));
    this.#tail = turn.catch(() => undefined);
    return turn as Promise<Awaited<ReturnType<Offered[Name]>>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.#end(new AppError('unavailable', `${this.#title()} stopped because the product is closing.`));
    await this.#tail;
  }

  async #perform(operation: string, argument: unknown, options: CallOptions): Promise<unknown> {
    options.signal?.throwIfAborted();
    if (this.#disposed) throw new AppError('unavailable', `${this.#title()}: already shut down.`);
    clearTimeout(this.#idle);
    const worker = this.#start();
    worker.ref();
    const running: Running = { id: this.#nextId++, settle: Promise.withResolvers() };
    this.#running = running;
    const seconds = options.timeLimitSeconds ?? this.#options.timeLimitSeconds ?? 60;
    const limit = setTimeout(() => void this.#end(this.#tooSlow(seconds)), seconds * 1000);
    const stop = () => void this.#end(options.signal?.reason);
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      worker.postMessage({ kind: 'call', id: running.id, operation, argument } satisfies ToWorker);
      return await running.settle.promise;
    } finally {
      clearTimeout(limit);
      options.signal?.removeEventListener('abort', stop);
      this.#running = undefined;
      this.#rest();
    }
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#options.script, {
      workerData: this.#options.data,
      // Test runners and debuggers pass flags that a worker would refuse.
      execArgv: [],
      name: this.#options.name,
      // Libraries greet the console; standard output belongs to the commands' own answers.
      stdout: true,
    });
    worker.stdout.resume();
    worker.on('message', (message: FromWorker) => void this.#hear(worker, message));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, undefined));
    this.#worker = worker;
    return worker;
  }

  async #hear(worker: Worker, message: FromWorker): Promise<void> {
    if (message.kind === 'ask') {
      worker.postMessage(await this.#answer(message.id, message.question, message.argument));
      return;
    }
    if (message.id !== this.#running?.id) return;
    if (message.kind === 'done') return this.#running.settle.resolve(message.result);
    const { code, text, hint } = message;
    const known = code as ErrorCode | undefined;
    const error = known
      ? new AppError(known, text, hint === undefined ? {} : { hint })
      : new Error(`${this.#title()} failed: ${text}`);
    this.#running.settle.reject(error);
  }

  async #answer(id: number, question: string, argument: Uint8Array): Promise<ToWorker> {
    try {
      const answer = this.#options.answers?.[question];
      if (!answer) throw new Error(`Nobody answers "${question}".`);
      return { kind: 'answer', id, result: await answer(argument) };
    } catch (error) {
      return { kind: 'no-answer', id, text: error instanceof Error ? error.message : String(error) };
    }
  }

  #lost(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new AppError('unavailable', `${this.#title()} stopped unexpectedly.`, {
      hint: 'Try again; the next try starts afresh. If it happens again, the machine may be short of memory.',
      cause,
    });
    this.#running?.settle.reject(error);
  }

  #tooSlow(seconds: number): AppError {
    return new AppError(
      'unavailable',
      `${this.#title()} took longer than ${seconds} second${seconds === 1 ? '' : 's'} and had to be stopped.`,
      {
        hint: 'Try again when the machine is less busy, or with a smaller file.',
      },
    );
  }

  #rest(): void {
    const worker = this.#worker;
    if (!worker) return;
    // An idle thread must not keep the process alive.
    worker.unref();
    this.#idle = setTimeout(() => void this.#end(undefined), (this.#options.idleSeconds ?? 60) * 1000);
    this.#idle.unref();
  }

  async #end(reason: unknown): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#running?.settle.reject(reason);
    await worker?.terminate();
  }

  #title(): string {
    const { name } = this.#options;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}
