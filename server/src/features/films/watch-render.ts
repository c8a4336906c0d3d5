import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { keepRender } from './queries.ts';

const pollMilliseconds = 1000;
const tellMilliseconds = 250;

/**
 * While a film is rendered: says every second that somebody is at it and how far, hears of a cancellation wherever it
 * was asked for, and tells the dashboards of progress, four times a second at most.
 */
export class RenderWatch {
  readonly #ctx: Ctx;
  readonly #id: string;
  readonly #cancel = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #polling: Promise<void> = Promise.resolve();
  #progress = { progress: 0, stage: 'Starting' };
  #toldAt = 0;
  /** Aborts when the render is cancelled or the job has to stop. */
  readonly signal: AbortSignal;

  constructor(ctx: Ctx, id: string, jobSignal: AbortSignal) {
    this.#ctx = ctx;
    this.#id = id;
    this.signal = AbortSignal.any([jobSignal, this.#cancel.signal]);
    this.#timer = setInterval(() => this.#poll(), pollMilliseconds);
  }

  get isCancelled(): boolean {
    return this.#cancel.signal.aborted;
  }

  /** @param progress 0 to 1 over all files. */
  report(progress: number, stage: string): void {
    const isNewStage = stage !== this.#progress.stage;
    this.#progress = { progress, stage };
    const now = Date.now();
    if (!isNewStage && now - this.#toldAt < tellMilliseconds) return;
    this.#toldAt = now;
    this.#ctx.emit({ type: 'progress', generationId: this.#id, progress, stage, takeId: null });
  }

  #poll(): void {
    this.#polling = this.#polling.then(async () => {
      if (this.isCancelled) return;
      // A database that is away for a moment says nothing about the render.
      const isWanted = await keepRender(this.#ctx, this.#id, this.#progress).catch(() => true);
      if (!isWanted) this.#cancel.abort(new AppError('gone', 'Cancelled.'));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#polling;
  }
}
