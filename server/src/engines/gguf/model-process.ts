import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChatAnswer, ChatCall } from '#engines/writing/chat.ts';
import { AppError } from '#kernel/errors.ts';
import { FromModel, type ToModel } from './messages.ts';

/** What is loaded: another file, size or device needs another process. */
export interface ModelPlace {
  /** File address of the package. */
  readonly runtime: string;
  readonly modelPath: string;
  readonly contextTokens: number;
  readonly gpu: 'auto' | 'off';
  /** Of the processor. */
  readonly threads: number;
}

export interface ModelProcessOptions {
  /** Silence after which loading or an answer is given up. */
  readonly answerSeconds: number;
  /** Idle time after which the memory is given back. */
  readonly keepSeconds: number;
}

interface Waiting {
  readonly resolve: (message: FromModel) => void;
  readonly reject: (error: unknown) => void;
  readonly onNews: (characters: number) => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly place: ModelPlace;
  /** Resolves to the tokens that fit. */
  readonly ready: Promise<number>;
  readonly asked: Map<number, Waiting>;
}

const script = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Keeps one model loaded in a process of its own, started when first asked and ended when idle. Questions are to be
 * asked one after the other.
 */
export class ModelProcess implements AsyncDisposable {
  readonly #options: ModelProcessOptions;
  #running: Running | undefined;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  get isLoaded(): boolean {
    return this.#running !== undefined;
  }

  /**
   * One answer, held to the schema by a grammar.
   * @throws AppError `invalid` when the talk does not fit into the context; `unavailable` when the file cannot be
   * loaded or the process ended
   */
  async ask(place: ModelPlace, call: ChatCall): Promise<Omit<ChatAnswer, 'model'>> {
    clearTimeout(this.#idle);
    try {
      return await this.#ask(place, call);
    } finally {
      this.#idle = setTimeout(() => void this.#end(), this.#options.keepSeconds * 1000);
      this.#idle.unref();
    }
  }

  async #ask(place: ModelPlace, call: ChatCall): Promise<Omit<ChatAnswer, 'model'>> {
    const running = await this.#at(place);
    await this.#within(running.ready, call.signal, 'loading it');
    const id = ++this.#lastId;
    const { messages, schema, seed, temperature, maxTokens, signal, onProgress } = call;
    const stop = () => this.#send(running, { kind: 'stop', id });
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answered = new Promise<FromModel>((resolve, reject) => {
        running.asked.set(id, { resolve, reject, onNews: onProgress });
      });
      this.#send(running, {
        ...{ kind: 'ask', id, seed: seed & 0x7fffffff, temperature, maxTokens },
        messages: messages.map(({ role, content }) => ({ role, content })),
        schema: { ...schema },
      });
      const message = await this.#within(answered, signal, 'writing');
      return toAnswer(message, running.place);
    } finally {
      running.asked.delete(id);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The process with this model; one with another is ended first: two would not fit into the memory. */
  async #at(place: ModelPlace): Promise<Running> {
    const now = this.#running;
    if (now && JSON.stringify(now.place) === JSON.stringify(place)) return now;
    await this.#end();
    const child = fork(script, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const loading = Promise.withResolvers<number>();
    loading.promise.catch(() => undefined);
    const running: Running = { child, place, ready: loading.promise, asked: new Map() };
    const fail = (error: AppError) => {
      loading.reject(error);
      for (const { reject } of running.asked.values()) reject(error);
      if (this.#running === running) this.#running = undefined;
    };
    child.on('message', (raw) => {
      const message = FromModel.parse(raw);
      if (message.kind === 'loaded') loading.resolve(message.contextTokens);
      else if (message.kind === 'load-failed') {
        fail(cannotLoad(place, message.message));
        child.kill();
      } else if (message.kind === 'news') running.asked.get(message.id)?.onNews(message.characters);
      else running.asked.get(message.id)?.resolve(message);
    });
    child.once('error', (error) => fail(ended(place, error)));
    child.once('exit', () => fail(ended(place)));
    this.#running = running;
    this.#send(running, { kind: 'load', ...place });
    return running;
  }

  /** Gives up after the patience of the settings; the process is ended then, for it may hang. */
  async #within<T>(promise: Promise<T>, signal: AbortSignal, doing: string): Promise<T> {
    const { answerSeconds } = this.#options;
    const out = Promise.withResolvers<never>();
    const limit = setTimeout(() => {
      const hint = 'Give it more patience in the engine’s settings, or use a smaller model.';
      out.reject(
        new AppError('unavailable', `The model took longer than ${answerSeconds} s for ${doing}.`, { hint }),
      );
      void this.#end();
    }, answerSeconds * 1000);
    const abort = () => out.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([promise, out.promise]);
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', abort);
    }
  }

  #send({ child }: Running, message: ToModel): void {
    if (child.connected) child.send(message);
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = undefined;
    if (!running || running.child.exitCode !== null || running.child.signalCode !== null) return;
    const gone = new Promise((resolve) => running.child.once('exit', resolve));
    // Native code may not listen to a friendly word.
    running.child.kill('SIGKILL');
    await gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}

function toAnswer(message: FromModel, { contextTokens }: ModelPlace): Omit<ChatAnswer, 'model'> {
  if (message.kind === 'answer') {
    const { text, isComplete, inputTokens, outputTokens } = message;
    return { text, isComplete, usage: { inputTokens, outputTokens } };
  }
  if (message.kind === 'ask-failed' && message.isTooLong) {
    throw new AppError(
      'invalid',
      `The persona and its posts do not fit into the model: ${message.message}.`,
      {
        hint: `Give the engine more context than ${contextTokens} in its settings, where the model can, or shorten persona and facts.`,
      },
    );
  }
  throw new AppError(
    'unavailable',
    `The model failed while writing${'message' in message ? `: ${message.message}` : '.'}`,
    {
      hint: 'Try again; it may be too large for the memory.',
    },
  );
}

function cannotLoad({ modelPath }: ModelPlace, said: string): AppError {
  const file = modelPath.split(/[\\/]/).at(-1);
  return new AppError('unavailable', `${file} cannot be loaded: ${said}`, {
    hint: 'Look whether it is a whole GGUF file of a language model that fits into the memory.',
    facts: { model: file },
  });
}

function ended({ modelPath }: ModelPlace, cause?: unknown): AppError {
  return new AppError('unavailable', 'The process that held the model ended by itself.', {
    hint: `${modelPath.split(/[\\/]/).at(-1)} may be too large for the memory: use a smaller one, or less context.`,
    facts: { status: 500 },
    cause,
  });
}
