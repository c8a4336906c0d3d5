import { AppError } from '#kernel/errors.ts';
import type { TextEmbedding } from '#media/embedding.ts';
import type { EngineInstance, EngineKind, EngineMeans, OpenedEngine } from './connected-engine.ts';
import type { EngineHttp } from './engine-http.ts';

/** The kinds of engines that can be connected, and the adapters that are open. */
export interface EngineRegistry extends AsyncDisposable {
  readonly kinds: readonly EngineKind[];
  readonly means: EngineMeans;
  /** @throws AppError `not_found` for a kind nobody knows. */
  kind(id: string): EngineKind;
  /** The adapter of an instance, opened once for each of its revisions. */
  open(kind: string, instance: EngineInstance, revision: number): OpenedEngine;
}

interface Open {
  readonly revision: number;
  readonly engine: OpenedEngine;
}

export interface EngineRegistryOptions {
  readonly kinds: readonly EngineKind[];
  readonly http: EngineHttp;
  readonly ffmpegPath?: string | undefined;
  readonly embedding?: TextEmbedding;
  readonly modelsFolder?: string;
}

export function createEngineRegistry(options: EngineRegistryOptions): EngineRegistry {
  const { kinds, http, ffmpegPath, embedding, modelsFolder } = options;
  const open = new Map<string, Open>();
  const means: EngineMeans = {
    http,
    ...(ffmpegPath && { ffmpegPath }),
    ...(embedding && { embedding }),
    ...(modelsFolder && { modelsFolder }),
  };
  const kind = (id: string) => {
    const found = kinds.find((one) => one.id === id);
    if (found) return found;
    throw new AppError('not_found', `There is no kind of engine "${id}".`, {
      hint: `Choose one of ${kinds.map((one) => one.id).join(', ')}.`,
    });
  };
  return {
    kinds,
    means,
    kind,
    open(kindId, instance, revision) {
      const known = open.get(instance.id);
      if (known?.revision === revision) return known.engine;
      const engine = kind(kindId).open(instance, means);
      open.set(instance.id, { revision, engine });
      // Work under way in the older one is found again by its ticket.
      if (known) void Promise.resolve(known.engine[Symbol.asyncDispose]()).catch(() => undefined);
      return engine;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...open.values()].map(({ engine }) => engine[Symbol.asyncDispose]()));
      open.clear();
    },
  };
}
