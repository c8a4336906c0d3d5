import { AppError, messageOf } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { EngineCall, Progress, Started } from './engine.ts';
import { costsNothing } from './paid-work.ts';

export interface WorkControl {
  readonly signal: AbortSignal;
  report(fraction: number, stage: string): void;
}

interface Work<Result> {
  readonly abort: AbortController;
  progress: Progress<Result>;
  /** Woken at each change, so that `check` need not poll. */
  changed: PromiseWithResolvers<void>;
}

const checkWaitMilliseconds = 1000;
const forgetAfterMilliseconds = 15 * 60 * 1000;

export interface LocalWorkOptions<Request> {
  /** Pieces of work that run at a time; 1 unless told: the built-in engines share few cores with everything. */
  readonly atOnce?: number;
  /** What somebody is waiting for at a screen: done beside all other work, one piece at a time. Nothing unless told. */
  readonly isUrgent?: (request: Request) => boolean;
  /** Whether the same request may work when tried again; not for an `AppError` unless told. */
  readonly mayRetry?: (error: unknown) => boolean;
}

/**
 * Start, check and cancel for an engine whose work does not outlive this process, in the order it came.
 * Tickets do not outlive the process; `check` then answers `lost` and the caller starts again.
 */
export class LocalWork<Request, Result> {
  readonly #run: (request: Request, control: WorkControl) => Promise<Result>;
  readonly #works = new Map<string, Work<Result>>();
  readonly #isUrgent: (request: Request) => boolean;
  readonly #mayRetry: (error: unknown) => boolean;
  readonly #queue: Lane;
  readonly #urgent: Lane = { atOnce: 1, waiting: [], running: new Set() };

  constructor(
    run: (request: Request, control: WorkControl) => Promise<Result>,
    options: LocalWorkOptions<Request> = {},
  ) {
    this.#run = run;
    this.#queue = { atOnce: Math.max(1, options.atOnce ?? 1), waiting: [], running: new Set() };
    this.#isUrgent = options.isUrgent ?? (() => false);
    this.#mayRetry = options.mayRetry ?? ((error) => !(error instanceof AppError));
  }

  start(request: Request): Started {
    const ticket = newId();
    const work: Work<Result> = {
      abort: new AbortController(),
      progress: { state: 'running', fraction: 0, stage: 'Waiting for its turn' },
      changed: Promise.withResolvers(),
    };
    this.#works.set(ticket, work);
    const lane = this.#isUrgent(request) ? this.#urgent : this.#queue;
    lane.waiting.push(() => this.#perform(ticket, work, request));
    advance(lane);
    return { ticket, warnings: [] };
  }

  async check(ticket: string, call: EngineCall): Promise<Progress<Result>> {
    const work = this.#works.get(ticket);
    if (!work) return { state: 'lost' };
    if (work.progress.state === 'running') await waitFor(work.changed.promise, call.signal);
    return work.progress;
  }

  cancel(ticket: string): void {
    this.#works.get(ticket)?.abort.abort(new AppError('gone', 'Cancelled.'));
  }

  /** Cancels everything and waits until the last piece of work has ended. */
  async dispose(): Promise<void> {
    for (const ticket of this.#works.keys()) this.cancel(ticket);
    for (const { running } of [this.#urgent, this.#queue])
      while (running.size > 0) await Promise.all(running);
  }

  async #perform(ticket: string, work: Work<Result>, request: Request): Promise<void> {
    const { signal } = work.abort;
    let begun = false;
    const report = (fraction: number, stage: string) =>
      this.#set(work, { state: 'running', fraction: Math.min(1, Math.max(0, fraction)), stage });
    try {
      signal.throwIfAborted();
      begun = true;
      this.#set(work, { state: 'done', result: await this.#run(request, { signal, report }) });
    } catch (error) {
      const retry = !signal.aborted && this.#mayRetry(error);
      const hint = error instanceof AppError ? error.hint : undefined;
      this.#set(work, {
        ...{ state: 'failed', message: messageOf(error), retry },
        ...(hint && { hint }),
        ...((!begun || costsNothing(error)) && { costs: 'nothing' }),
      });
    }
    setTimeout(() => this.#works.delete(ticket), forgetAfterMilliseconds).unref();
  }

  #set(work: Work<Result>, progress: Progress<Result>): void {
    work.progress = progress;
    const { resolve } = work.changed;
    work.changed = Promise.withResolvers();
    resolve();
  }
}

/** Work in the order it came. */
interface Lane {
  readonly atOnce: number;
  readonly waiting: (() => Promise<void>)[];
  readonly running: Set<Promise<void>>;
}

function advance(lane: Lane): void {
  while (lane.running.size < lane.atOnce) {
    const next = lane.waiting.shift();
    if (!next) return;
    const running = next().finally(() => {
      lane.running.delete(running);
      advance(lane);
    });
    lane.running.add(running);
  }
}

async function waitFor(change: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, checkWaitMilliseconds);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([change, promise]);
  clearTimeout(timer);
}
