import { z } from 'zod';
import type { Preview } from '#engines/engine.ts';
import type { Graph } from './recipe.ts';

export interface FeedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const NodeProgress = z.looseObject({
  value: z.number().default(0),
  max: z.number().default(1),
  state: z.string().default('running'),
});
const Event = z.looseObject({
  node: z.string().nullish(),
  nodes: z.unknown().optional(),
  value: z.number().optional(),
  max: z.number().optional(),
});

/** Samplers take nearly all of the time; the rest hardly moves the bar. */
const samplerWeight = 20;
const loaderWeight = 3;
/** The rest is fetching and checking the file. */
const mostFraction = 0.97;

/**
 * What the server told of one piece of work so far. Events may come in any order, twice or not at all: the
 * fraction only grows, and an end that was told is asked after, never believed.
 */
export class JobNews {
  readonly #weights: ReadonlyMap<string, number>;
  readonly #stages: ReadonlyMap<string, string>;
  readonly #finished = new Set<string>();
  readonly #running = new Map<string, number>();
  #fraction = 0;
  #stage = 'Waiting for its turn';
  #preview: Preview | undefined;
  readonly #end = Promise.withResolvers<void>();
  #ended = false;
  #heard = false;
  #changed = Promise.withResolvers<void>();

  constructor(graph: Graph) {
    const nodes = Object.entries(graph);
    this.#weights = new Map(nodes.map(([id, { class_type }]) => [id, weightOf(class_type)]));
    this.#stages = new Map(nodes.map(([id, { class_type }]) => [id, stageOf(class_type)]));
  }

  get fraction(): number {
    return this.#fraction;
  }
  get stage(): string {
    return this.#stage;
  }
  /** Whether an end was told. It may be told before the server keeps a record of it. */
  get ended(): boolean {
    return this.#ended;
  }
  /** Whether the server told anything of it: events come only to the process that sent the work. */
  get heard(): boolean {
    return this.#heard;
  }
  /** Resolves once an end was told. */
  get end(): Promise<void> {
    return this.#end.promise;
  }
  /** Resolves at the next news. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** The newest preview, once. */
  takePreview(): Preview | undefined {
    const preview = this.#preview;
    this.#preview = undefined;
    return preview;
  }

  show(preview: Preview): void {
    this.#preview = preview;
    this.wake();
  }

  say(stage: string): void {
    this.#stage = stage;
  }

  hear({ type, data }: FeedEvent): void {
    const event = Event.safeParse(data);
    if (!event.success) return;
    this.#heard = true;
    const { node, nodes, value = 0, max = 1 } = event.data;
    switch (type) {
      case 'execution_cached':
        for (const id of z.array(z.string()).safeParse(nodes).data ?? []) this.#finish(id);
        break;
      case 'executing':
        if (node === null) this.#tellEnd();
        else if (node !== undefined) this.#begin(node);
        break;
      case 'progress':
        if (node) this.#move(node, value / Math.max(1, max));
        break;
      case 'progress_state':
        this.#moveAll(nodes);
        break;
      case 'executed':
        if (node) this.#finish(node);
        break;
      case 'execution_success':
      case 'execution_error':
      case 'execution_interrupted':
        this.#tellEnd();
        break;
    }
    this.#reckon();
    this.wake();
  }

  wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }

  #tellEnd(): void {
    this.#ended = true;
    this.#end.resolve();
  }

  #begin(id: string): void {
    // One at a time runs there: a new one means that the others are through.
    for (const other of this.#running.keys()) if (other !== id) this.#finish(other);
    if (!this.#finished.has(id)) this.#running.set(id, this.#running.get(id) ?? 0);
    this.#stage = this.#stages.get(id) ?? 'Working';
  }

  #move(id: string, ratio: number): void {
    if (this.#finished.has(id)) return;
    this.#running.set(id, Math.max(this.#running.get(id) ?? 0, Math.min(1, ratio)));
    this.#stage = this.#stages.get(id) ?? 'Working';
  }

  #moveAll(nodes: unknown): void {
    for (const [id, node] of Object.entries(z.record(z.string(), z.unknown()).safeParse(nodes).data ?? {})) {
      const progress = NodeProgress.safeParse(node).data;
      if (!progress) continue;
      if (progress.state === 'finished') this.#finish(id);
      else this.#move(id, progress.value / Math.max(1, progress.max));
    }
  }

  #finish(id: string): void {
    this.#running.delete(id);
    this.#finished.add(id);
  }

  #reckon(): void {
    let done = 0;
    let all = 0;
    for (const [id, weight] of this.#weights) {
      all += weight;
      done += weight * (this.#finished.has(id) ? 1 : (this.#running.get(id) ?? 0));
    }
    if (all > 0) this.#fraction = Math.max(this.#fraction, Math.min(mostFraction, done / all));
  }
}

function weightOf(className: string): number {
  if (/sampler|detailer/i.test(className) && !/select|loader|provider/i.test(className)) return samplerWeight;
  return /loader/i.test(className) ? loaderWeight : 1;
}

function stageOf(className: string): string {
  if (/loader|provider/i.test(className)) return 'Loading the model';
  if (/detailer/i.test(className)) return 'Refining the face';
  if (/upscale/i.test(className)) return 'Making it larger';
  if (/sampler/i.test(className)) return 'Drawing';
  if (/encode/i.test(className)) return 'Reading the prompt';
  return /decode|save|video/i.test(className) ? 'Finishing' : 'Working';
}
