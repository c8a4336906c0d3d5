import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { AppError, messageOf } from '#kernel/errors.ts';

/** Numbers in the vector of a text: those of Universal Sentence Encoder lite. */
export const embeddingLength = 512;

const Answer = z.object({
  id: z.number(),
  vectors: z.array(z.instanceof(Float32Array)).optional(),
  error: z.string().optional(),
});

/** Turns texts into vectors whose cosine says how alike their meanings are. English only. */
export interface TextEmbedding {
  /** One vector of `embeddingLength` numbers for each text, in order; all zeros for a blank one. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TextEmbeddingOptions {
  /** The model (about 200 MB of memory) is let go after this long without work. */
  readonly idleSeconds?: number;
  /** Limit of one call, the model's start included. */
  readonly timeoutSeconds?: number;
}

interface Waiting {
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Universal Sentence Encoder lite from the installed package, without network, in a worker thread that
 * starts with the first text and ends when idle.
 */
export function createTextEmbedding(options: TextEmbeddingOptions = {}): TextEmbedding {
  return new WorkerEmbedding(options.idleSeconds ?? 120, options.timeoutSeconds ?? 60);
}

class WorkerEmbedding implements TextEmbedding {
  readonly #idleSeconds: number;
  readonly #timeoutSeconds: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(idleSeconds: number, timeoutSeconds: number) {
    this.#idleSeconds = idleSeconds;
    this.#timeoutSeconds = timeoutSeconds;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    signal.throwIfAborted();
    if (texts.length === 0) return [];
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<readonly Float32Array[]>();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutSeconds * 1000)]);
    const onAbort = () => {
      reject(signal.aborted ? signal.reason : notAvailable('the model took too long'));
      // A thread that overran its time may never answer: the next call gets a new one.
      if (!signal.aborted) void this.#release();
    };
    limit.addEventListener('abort', onAbort, { once: true });
    clearTimeout(this.#idle);
    try {
      this.#waiting.set(id, { resolve, reject });
      this.#running().postMessage({ id, texts });
      return await promise;
    } finally {
      limit.removeEventListener('abort', onAbort);
      this.#waiting.delete(id);
      this.#restWhenIdle();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await this.#release();
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./embedding-worker.ts', import.meta.url), { name: 'text-embedding' });
    // The process may end while the model sleeps.
    worker.unref();
    worker.on('message', (message: unknown) => this.#answer(message));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, undefined));
    this.#worker = worker;
    return worker;
  }

  #answer(message: unknown): void {
    const { id, vectors, error } = Answer.parse(message);
    const waiting = this.#waiting.get(id);
    if (vectors) waiting?.resolve(vectors);
    else waiting?.reject(notAvailable(error ?? 'the model gave no answer'));
  }

  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) {
      reject(notAvailable(error === undefined ? 'its thread ended' : messageOf(error)));
    }
  }

  #restWhenIdle(): void {
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => void this.#release(), this.#idleSeconds * 1000);
    this.#idle.unref();
  }

  async #release(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#lose(worker, undefined);
    await worker.terminate();
  }
}

function notAvailable(reason: string): AppError {
  return new AppError('unavailable', `Texts could not be compared by meaning: ${reason}.`, {
    hint: 'Run the doctor; if the model package is damaged, install the dependencies again.',
  });
}

/** Cosine of the angle between two vectors of the same length, -1 to 1; 0 when either is all zeros. */
export function cosineSimilarity(one: Float32Array, other: Float32Array): number {
  let dot = 0;
  let oneSquared = 0;
  let otherSquared = 0;
  for (const [index, value] of one.entries()) {
    const across = other[index] ?? 0;
    dot += value * across;
    oneSquared += value * value;
    otherSquared += across * across;
  }
  const lengths = Math.sqrt(oneSquared * otherSquared);
  return lengths === 0 ? 0 : dot / lengths;
}
