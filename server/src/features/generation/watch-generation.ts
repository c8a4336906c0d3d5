import type { Ctx } from '#context';
import type { Preview } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import type { GenerationId } from '#kernel/ids.ts';
import { keepGeneration } from './queries.ts';
import { smallPreview } from './small-preview.ts';

const pollMilliseconds = 1000;
const tellMilliseconds = 250;
const showMilliseconds = 1000;

/**
 * While a generation is worked on: says every second that somebody is at it and how far, hears of a cancellation
 * wherever it was asked for, and tells the dashboards of progress, four times a second at most.
 */
export class GenerationWatch {
  readonly #ctx: Ctx;
  readonly #id: GenerationId;
  readonly #cancel = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #polling: Promise<void> = Promise.resolve();
  #progress = { progress: 0, stage: 'Starting' };
  #toldAt = 0;
  #shownAt = 0;
  /** Aborts when the generation is cancelled or the job has to stop. */
  readonly signal: AbortSignal;

  constructor(ctx: Ctx, id: GenerationId, jobSignal: AbortSignal) {
    this.#ctx = ctx;
    this.#id = id;
    this.signal = AbortSignal.any([jobSignal, this.#cancel.signal]);
    this.#unsubscribe = ctx.events.subscribe(ctx.workspaceId, (event) => {
      if (event.type === 'changed' && event.topic === 'generations' && event.id === id) this.#poll();
    });
    this.#timer = setInterval(() => this.#poll(), pollMilliseconds);
  }

  get isCancelled(): boolean {
    return this.#cancel.signal.aborted;
  }

  /** @param progress 0 to 1 over all takes. */
  report(progress: number, stage: string, takeId: string | null): void {
    const isNewStage = stage !== this.#progress.stage;
    this.#progress = { progress, stage };
    const now = Date.now();
    if (!isNewStage && now - this.#toldAt < tellMilliseconds) return;
    this.#toldAt = now;
    this.#tell(takeId);
  }

  /** Shows a take as far as it is, once a second at most. */
  async show(takeId: string, preview: Preview): Promise<void> {
    const now = Date.now();
    if (now - this.#shownAt < showMilliseconds) return;
    this.#shownAt = now;
    const small = await smallPreview(preview);
    if (small !== undefined) this.#tell(takeId, small);
  }

  #tell(takeId: string | null, preview?: string): void {
    this.#ctx.emit({
      type: 'progress',
      generationId: this.#id,
      ...this.#progress,
      takeId,
      ...(preview !== undefined && { preview }),
    });
  }

  #poll(): void {
    this.#polling = this.#polling.then(async () => {
      if (this.isCancelled) return;
      // A database that is away for a moment says nothing about the generation.
      const isWanted = await keepGeneration(this.#ctx, this.#id, this.#progress).catch(() => true);
      if (!isWanted) this.#cancel.abort(new AppError('gone', 'Cancelled.'));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe();
    await this.#polling;
  }
}
